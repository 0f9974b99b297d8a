package io.github.facebookbusiness.keycloak.config;

import jakarta.persistence.PersistenceException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.connections.jpa.PersistenceExceptionConverter;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
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
        return asModel(() -> KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(), session.getContext(), work::apply, "facebook-business"));
    }

    /**
     * As {@link #in}, with a context of nothing but the realm: Keycloak leaves the organization that it resolved for the
     * request out of what it does here.
     *
     * @throws ModelException where the database refuses
     */
    public static <T> T inRealmOf(KeycloakSession session, Function<KeycloakSession, T> work) {
        KeycloakSessionFactory sessions = session.getKeycloakSessionFactory();
        String realmId = session.getContext().getRealm().getId();
        return asModel(() -> KeycloakModelUtils.runJobInTransactionWithResult(sessions, own -> {
            own.getContext().setRealm(own.realms().getRealm(realmId));
            return work.apply(own);
        }));
    }

    /** Keycloak converts what its entity manager throws, but not what a query does. */
    public static <T> T asModel(Supplier<T> work) {
        try {
            return work.get();
        } catch (PersistenceException e) {
            throw PersistenceExceptionConverter.convert(e);
        }
    }
}
