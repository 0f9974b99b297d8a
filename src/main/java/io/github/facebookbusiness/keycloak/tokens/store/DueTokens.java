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

/**
 * The tokens of all realms and providers that are due for a look, taken up one by one. However many tokens there are, it
 * reads one row of the index on what is due.
 */
public final class DueTokens {

    /** Hibernate's word for "rows that others hold are passed over", as a lock timeout. */
    static final int SKIP_LOCKED = -2;

    private DueTokens() {}

    /** @param holder of the lease */
    public record Due(String realmId, String providerId, String tokenId, String holder) {}

    /**
     * Takes up the token that has been due for longest and that nobody works on, with a lease. When the lease ends
     * without {@link TokenStore#release}, the token is due again.
     *
     * @param leaseSeconds how long the holder has
     */
    public static Optional<Due> takeUp(KeycloakSessionFactory sessions, String holder, long leaseSeconds) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(
                    sessions, session -> takeUp(session, holder, leaseSeconds));
        } catch (PersistenceException e) {
            throw PersistenceExceptionConverter.convert(e);
        }
    }

    /**
     * Removes a token whose provider is gone: it was stored while the provider was deleted, so the deletion missed it, and
     * nobody can get at it any more.
     */
    public static void forget(KeycloakSessionFactory sessions, Due due) {
        KeycloakModelUtils.runJobInTransaction(sessions, session -> session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("delete from BusinessTokenEntity t where t.id = ?1 and t.providerId = ?2")
                .setParameter(1, due.tokenId())
                .setParameter(2, due.providerId())
                .executeUpdate());
    }

    private static Optional<Due> takeUp(KeycloakSession session, String holder, long leaseSeconds) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        long now = Time.currentTime();
        List<BusinessTokenEntity> rows = entities.createQuery(
                        "select t from BusinessTokenEntity t where t.upkeep.nextCheckAt <= :now"
                                + " and t.upkeep.leasedUntil <= :now order by t.upkeep.nextCheckAt",
                        BusinessTokenEntity.class)
                .setParameter("now", now)
                .setMaxResults(1)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint("jakarta.persistence.lock.timeout", SKIP_LOCKED)
                .getResultList();
        return rows.stream().findFirst().map(row -> {
            row.upkeep().takeUp(holder, now + leaseSeconds);
            return new Due(row.realmId(), row.providerId(), row.id(), holder);
        });
    }
}
