package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.RateBudget;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * What Meta said about waiting, in the database: every node knows it, and a restart does not forget it. One realm's
 * limits are not another's, though both use one app: who administers one realm must not be able to silence the other.
 *
 * <p>One of these is for one request.
 */
public final class SharedRateBudget implements RateBudget {

    private static final Logger LOG = Logger.getLogger(SharedRateBudget.class);
    private static final int TRIES = 3;

    private final KeycloakSessionFactory sessions;
    private final String realmId;
    private final String appId;
    private final FreeApps free;
    private final Set<RateSubject> admitted = ConcurrentHashMap.newKeySet();

    public SharedRateBudget(KeycloakSessionFactory sessions, String realmId, String appId) {
        this.sessions = sessions;
        this.realmId = realmId;
        this.appId = appId;
        this.free = FreeApps.of(sessions);
    }

    /**
     * What may begin is brought to its end: were the proof of a new token, or the check of a revoked one, kept waiting
     * by what Meta said in between, the token would be lost. So this is asked once for a subject.
     */
    @Override
    public Duration remaining(RateSubject subject) {
        if (admitted.contains(subject) || subject.equals(RateSubject.APP) && !admitted.isEmpty()) {
            return Duration.ZERO;
        }
        List<RateSubject> asked = Stream.of(RateSubject.APP, subject)
                .distinct()
                .filter(limited -> !free.has(id(limited)))
                .toList();
        long until = asked.isEmpty()
                ? 0
                : KeycloakModelUtils.runJobInTransactionWithResult(sessions, own -> asked.stream()
                        .mapToLong(limited -> pausedUntil(own, limited))
                        .max()
                        .orElse(0));
        long now = Time.currentTime();
        if (until <= now) {
            admitted.add(subject);
            if (asked.contains(RateSubject.APP)) {
                free.add(id(RateSubject.APP));
            }
            return Duration.ZERO;
        }
        return Duration.ofSeconds(until - now);
    }

    /** Best effort: Meta's answer, which said so, must not be lost because this could not be written. */
    @Override
    public void pause(RateSubject subject, Duration duration) {
        long until = Time.currentTime() + duration.toSeconds();
        LOG.warnf(
                "Meta's rate limit is reached: app %s%s is not called for %d seconds",
                appId,
                subject.businessId().isEmpty() ? "" : ", client business " + subject.businessId(),
                duration.toSeconds());
        try {
            keep(subject, until);
        } catch (ModelException e) {
            LOG.warnf(e, "The pause of app %s could not be written: nobody else knows of it", appId);
        } finally {
            free.remove(id(subject));
        }
    }

    private void keep(RateSubject subject, long until) {
        for (int tried = 1; ; tried++) {
            try {
                KeycloakModelUtils.runJobInTransaction(sessions, own -> write(own, subject, until));
                return;
            } catch (ModelDuplicateException e) {
                // Another node was told the same at the same time; the next try finds its row.
                if (tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    private long pausedUntil(KeycloakSession own, RateSubject subject) {
        RateLimitEntity limit = entities(own).find(RateLimitEntity.class, id(subject));
        return limit == null ? 0 : limit.pausedUntil();
    }

    private void write(KeycloakSession own, RateSubject subject, long until) {
        EntityManager entities = entities(own);
        RateLimitEntity limit = entities.find(RateLimitEntity.class, id(subject), LockModeType.PESSIMISTIC_WRITE);
        if (limit == null) {
            limit = new RateLimitEntity(id(subject), realmId);
            limit.pauseUntil(until);
            entities.persist(limit);
        } else {
            limit.pauseUntil(until);
        }
        entities.flush();
    }

    private static EntityManager entities(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    private String id(RateSubject subject) {
        return realmId + "/" + appId + "/" + subject.businessId();
    }
}
