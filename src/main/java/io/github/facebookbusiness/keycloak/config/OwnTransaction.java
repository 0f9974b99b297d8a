package io.github.facebookbusiness.keycloak.config;

import jakarta.persistence.PersistenceException;
import java.util.function.Function;
import org.keycloak.connections.jpa.PersistenceExceptionConverter;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Work in a transaction that is committed when it returns: a callback tells Meta that it is done only when it is. And what
 * a request's own transaction reads keeps a database connection to its end, while further ones wait for theirs.
 */
public final class OwnTransaction {

    private OwnTransaction() {}

    /** @throws ModelException where the database refuses */
    public static <T> T in(KeycloakSession session, Function<KeycloakSession, T> work) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(
                    session.getKeycloakSessionFactory(), session.getContext(), work::apply, "facebook-business");
        } catch (PersistenceException e) {
            // Keycloak converts what its entity manager throws, but not what a query does.
            throw PersistenceExceptionConverter.convert(e);
        }
    }
}
