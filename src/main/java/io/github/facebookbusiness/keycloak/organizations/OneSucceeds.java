package io.github.facebookbusiness.keycloak.organizations;

import io.github.facebookbusiness.keycloak.config.OwnTransaction;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.ModelIllegalStateException;

/**
 * Of those who make one thing at the same time, one succeeds, and the others find it at their next try. Each try is an
 * {@link OwnTransaction}: a violated constraint ends a transaction, and that must not be the login's.
 */
final class OneSucceeds {

    private static final int TRIES = 10;
    private static final int LONGEST_PAUSE_MILLIS = 50;

    private OneSucceeds() {}

    /**
     * @param work may run more than once and must do nothing else
     * @throws ModelException where the database refuses, and again
     */
    static <T> T in(KeycloakSession session, Function<KeycloakSession, T> work) {
        for (int tried = 1; ; tried++) {
            try {
                return OwnTransaction.inRealmOf(session, own -> flushed(own, work));
            } catch (ModelDuplicateException | ModelIllegalStateException e) {
                if (tried == TRIES) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static <T> T flushed(KeycloakSession own, Function<KeycloakSession, T> work) {
        T result = work.apply(own);
        own.getProvider(JpaConnectionProvider.class).getEntityManager().flush();
        return result;
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
