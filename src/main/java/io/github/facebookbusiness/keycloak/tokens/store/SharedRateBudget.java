package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.RateBudget;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * What Meta said about waiting, in the database: every node knows it, and a restart does not forget it. One realm's
 * limits are not another's, though both use one app: who administers one realm must not be able to silence the other.
 */
public final class SharedRateBudget implements RateBudget {

    private static final Logger LOG = Logger.getLogger(SharedRateBudget.class);

    private final KeycloakSession session;
    private final String realmId;
    private final String appId;

    public SharedRateBudget(KeycloakSession session, String realmId, String appId) {
        this.session = session;
        this.realmId = realmId;
        this.appId = appId;
    }

    @Override
    public Duration remaining(RateSubject subject) {
        long until = KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                own -> Math.max(pausedUntil(own, RateSubject.APP), pausedUntil(own, subject)));
        long now = Time.currentTime();
        return until > now ? Duration.ofSeconds(until - now) : Duration.ZERO;
    }

    @Override
    public void pause(RateSubject subject, Duration duration) {
        long until = Time.currentTime() + duration.toSeconds();
        LOG.warnf(
                "Meta's rate limit is reached: app %s%s is not called for %d seconds",
                appId,
                subject.businessId().isEmpty() ? "" : ", client business " + subject.businessId(),
                duration.toSeconds());
        try {
            KeycloakModelUtils.runJobInTransaction(
                    session.getKeycloakSessionFactory(), own -> write(own, subject, until));
        } catch (ModelException e) {
            // Another node was told the same at the same time, and its row is as good.
            LOG.debugf(e, "A pause of app %s was written by somebody else", appId);
        }
    }

    private long pausedUntil(KeycloakSession own, RateSubject subject) {
        RateLimitEntity limit = entities(own).find(RateLimitEntity.class, id(subject));
        return limit == null ? 0 : limit.pausedUntil();
    }

    private void write(KeycloakSession own, RateSubject subject, long until) {
        EntityManager entities = entities(own);
        RateLimitEntity limit = entities.find(RateLimitEntity.class, id(subject));
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
