package io.github.facebookbusiness.keycloak.organizations;

import io.github.facebookbusiness.keycloak.config.OwnTransaction;
import io.github.facebookbusiness.keycloak.config.TriedAgain;
import java.util.function.Function;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;

/**
 * Makes what others may be making at the same time. Each try is an {@link OwnTransaction}: a violated constraint ends a
 * transaction, and that must not be the login's.
 */
final class OneSucceeds {

    private OneSucceeds() {}

    /**
     * @param work may run more than once and must do nothing else
     * @throws ModelException where the database refuses, and again
     */
    static <T> T in(KeycloakSession session, Function<KeycloakSession, T> work) {
        return TriedAgain.onCollision(() -> OwnTransaction.inRealmOf(session, own -> {
            T result = work.apply(own);
            own.getProvider(JpaConnectionProvider.class).getEntityManager().flush();
            return result;
        }));
    }
}
