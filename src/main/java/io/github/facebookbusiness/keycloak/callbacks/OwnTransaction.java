package io.github.facebookbusiness.keycloak.callbacks;

import jakarta.persistence.PersistenceException;
import java.util.function.Function;
import org.keycloak.connections.jpa.PersistenceExceptionConverter;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Work of a callback in a transaction that is committed when it returns, so that Meta is told that it is done only when
 * it is. The request's own would also keep its database connection while later ones wait for theirs.
 */
final class OwnTransaction {

    private OwnTransaction() {}

    /** @throws ModelException where the database refuses */
    static <T> T in(KeycloakSession session, Function<KeycloakSession, T> work) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(
                    session.getKeycloakSessionFactory(),
                    session.getContext(),
                    work::apply,
                    "facebook-business callback");
        } catch (PersistenceException e) {
            // Keycloak converts what its entity manager throws, but not what a query does.
            throw PersistenceExceptionConverter.convert(e);
        }
    }
}
