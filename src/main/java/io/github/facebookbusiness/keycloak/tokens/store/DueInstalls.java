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

/** As {@link DueTokens}, for the accounts that Meta's webhook told of and whose business's token is to be fetched. */
public final class DueInstalls {

    private DueInstalls() {}

    public record Due(String realmId, String providerId, String id) {}

    /** @param leaseSeconds after which it is due again, where whoever took it up is not done */
    public static Optional<Due> takeUp(KeycloakSessionFactory sessions, long leaseSeconds) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> takeUp(session, leaseSeconds));
        } catch (PersistenceException e) {
            throw PersistenceExceptionConverter.convert(e);
        }
    }

    /** Removes what was written while its provider was deleted. */
    public static void forget(KeycloakSessionFactory sessions, Due due) {
        KeycloakModelUtils.runJobInTransaction(sessions, session -> session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery("delete from InstallEntity i where i.id = ?1")
                .setParameter(1, due.id())
                .executeUpdate());
    }

    private static Optional<Due> takeUp(KeycloakSession session, long leaseSeconds) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        long now = Time.currentTime();
        List<InstallEntity> rows = entities.createQuery(
                        "select i from InstallEntity i where i.fetchAt <= :now order by i.fetchAt", InstallEntity.class)
                .setParameter("now", now)
                .setMaxResults(1)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint("jakarta.persistence.lock.timeout", DueTokens.SKIP_LOCKED)
                .getResultList();
        return rows.stream().findFirst().map(row -> {
            row.fetchAt(now + leaseSeconds);
            return new Due(row.realmId(), row.providerId(), row.id());
        });
    }
}
