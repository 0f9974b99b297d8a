package io.github.facebookbusiness.keycloak.organizations;

import jakarta.persistence.PersistenceException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.PersistenceExceptionConverter;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.ModelIllegalStateException;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Writes in a transaction of its own, committed when it returns: a violated constraint ends a transaction, and that must
 * not be the login's. Of those who make one thing at the same time, one succeeds, and the others find it at their next
 * try.
 */
final class OwnTransaction {

    private static final int TRIES = 10;
    private static final int LONGEST_PAUSE_MILLIS = 50;

    private OwnTransaction() {}

    /**
     * @param work may run more than once and must do nothing else
     * @throws ModelException where the database refuses, and again
     */
    static <T> T in(KeycloakSession session, Function<KeycloakSession, T> work) {
        KeycloakSessionFactory sessions = session.getKeycloakSessionFactory();
        String realmId = session.getContext().getRealm().getId();
        for (int tried = 1; ; tried++) {
            try {
                return once(sessions, realmId, work);
            } catch (ModelDuplicateException | ModelIllegalStateException e) {
                if (tried == TRIES) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    /**
     * With a context of nothing but the realm: Keycloak leaves the organization that it resolved for this login out of
     * what it does here.
     */
    private static <T> T once(KeycloakSessionFactory sessions, String realmId, Function<KeycloakSession, T> work) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(sessions, own -> {
                own.getContext().setRealm(own.realms().getRealm(realmId));
                T result = work.apply(own);
                own.getProvider(JpaConnectionProvider.class).getEntityManager().flush();
                return result;
            });
        } catch (PersistenceException e) {
            // Keycloak converts what its entity manager throws, but not what a query does.
            throw PersistenceExceptionConverter.convert(e);
        }
    }

    private static void pause(RuntimeException collision) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw collision;
        }
    }
}
