package io.github.facebookbusiness.keycloak.tokens.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import java.util.Map;
import org.keycloak.common.util.Time;

/**
 * All tokens of one provider together: how many die, and which are made due at once. In statements that the database
 * does alone, so that however many tokens there are, none is read.
 */
public final class ProviderTokens {

    /** Dead since {@code :since} by Meta's word alone: no webhook announced it, and nobody here asked for it. */
    private static final String SAID_DEAD = "t.status in (REVOKED, INVALID, EXPIRED) and t.removalAt = 0"
            + " and t.reason in ('token_revoked', 'token_invalid', 'token_expired') and t.statusSince > :since"
            + " and (t.revocation.answer is null or t.revocation.answer in (REFUSED, WITHOUT_EFFECT))";

    private final EntityManager entities;
    private final String realmId;
    private final String providerId;
    private final CheckSchedule schedule;

    ProviderTokens(EntityManager entities, String realmId, String providerId, CheckSchedule schedule) {
        this.entities = entities;
        this.realmId = realmId;
        this.providerId = providerId;
        this.schedule = schedule;
    }

    /**
     * How many of the provider's tokens Meta calls dead at once.
     *
     * @param dead those that Meta said to be over since the pass began; not those that it announced, nor those that it
     *     was asked to end
     * @param doubted those that it has to say so of once more; they still count as live
     */
    public record Deaths(long dead, long doubted) {}

    /** @param passSeconds how long it takes until Meta has been asked about each token */
    public Deaths deathsWithin(long passSeconds) {
        Map<String, Object> since = Map.of("since", Time.currentTime() - passSeconds);
        return new Deaths(count(SAID_DEAD, since), count("t.upkeep.doubt is not null", Map.of()));
    }

    /**
     * Whether the provider has at least so many tokens that are not dead. Reads so many entries of an index and no more:
     * who counts them all reads the whole table, where nearly all of them live.
     */
    public boolean hasLive(long atLeast) {
        return !ofProvider("select t.status from", "t.status in (ACTIVE, WAITING, UNKNOWN)", TokenStatus.class)
                .setFirstResult(Math.toIntExact(atLeast - 1))
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    private long count(String condition, Map<String, Object> parameters) {
        TypedQuery<Long> query = ofProvider("select count(*) from", condition, Long.class);
        parameters.forEach(query::setParameter);
        return query.getSingleResult();
    }

    private <T> TypedQuery<T> ofProvider(String what, String condition, Class<T> type) {
        return entities.createQuery(
                        what + " BusinessTokenEntity t where t.realmId = :realm and t.providerId = :provider and "
                                + condition,
                        type)
                .setParameter("realm", realmId)
                .setParameter("provider", providerId);
    }

    /** Makes due what Meta said to be over once. */
    public int lookAgainAtDoubted() {
        return makeDue("t.upkeep.doubt is not null", Map.of());
    }

    /** Makes due what Meta said to be over within that time, though it is marked: Meta may have been wrong. */
    public int lookAgainAtDead(long passSeconds) {
        return makeDue(SAID_DEAD, Map.of("since", Time.currentTime() - passSeconds));
    }

    /** Makes due what was put off until a pause of the provider ends. */
    public int lookAgainAtPutOff(long pausedUntil) {
        return makeDue(
                "t.upkeep.nextCheckAt between :now and :end", Map.of("end", schedule.latestAfterPause(pausedUntil)));
    }

    /** Has the renewals tried again that were given up. */
    public int renewGivenUp() {
        return update(
                "t.upkeep.renewalAt = :now, t.upkeep.renewalRefusals = 0, t.upkeep.nextCheckAt = :now",
                "t.status in (ACTIVE, WAITING, UNKNOWN) and t.expiresAt > :now and t.upkeep.renewalAt is null"
                        + " and t.upkeep.renewalRefusals > 0",
                Map.of());
    }

    private int makeDue(String condition, Map<String, Object> parameters) {
        return update("t.upkeep.nextCheckAt = :now", condition, parameters);
    }

    private int update(String changes, String condition, Map<String, Object> parameters) {
        Query update = entities.createQuery("update BusinessTokenEntity t set " + changes
                        + " where t.realmId = :realm and t.providerId = :provider and " + condition)
                .setParameter("realm", realmId)
                .setParameter("provider", providerId)
                .setParameter("now", (long) Time.currentTime());
        parameters.forEach(update::setParameter);
        return update.executeUpdate();
    }
}
