package io.github.facebookbusiness.keycloak.tokens.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.PersistenceExceptionConverter;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/** As {@link DueTokens}, for the tokens of people: those whose end, or the time before it, has come. */
public final class DueUserTokens {

    private DueUserTokens() {}

    public record Due(String realmId, String id) {}

    /** @param leaseSeconds after which it is due again, where whoever took it up is not done */
    public static Optional<Due> takeUp(KeycloakSessionFactory sessions, long leaseSeconds) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> takeUp(session, leaseSeconds));
        } catch (PersistenceException e) {
            throw PersistenceExceptionConverter.convert(e);
        }
    }

    private static Optional<Due> takeUp(KeycloakSession session, long leaseSeconds) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        long now = Time.currentTime();
        List<UserTokenEntity> rows = entities.createQuery(
                        "select u from UserTokenEntity u where u.dueAt <= :now order by u.dueAt", UserTokenEntity.class)
                .setParameter("now", now)
                .setMaxResults(1)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint("jakarta.persistence.lock.timeout", DueTokens.SKIP_LOCKED)
                .getResultList();
        return rows.stream().findFirst().map(row -> {
            row.takeUp(now + leaseSeconds);
            return new Due(row.realmId(), row.id());
        });
    }
}
