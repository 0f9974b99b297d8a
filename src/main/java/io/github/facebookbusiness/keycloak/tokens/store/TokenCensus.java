package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import io.github.facebookbusiness.keycloak.tokens.store.TokenCounts.Ending;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Tuple;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.PersistenceExceptionConverter;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Counts the stored tokens of all realms. It reads the index on keys, which has every column that is counted, and no
 * token: whatever their number, one pass over that index and not over the rows, which are twelve times as long.
 */
public final class TokenCensus {

    /** Four looks that were missed. A node that comes back does 200,000 tokens in the time that this is by default. */
    private static final int PARTS_OF_INTERVAL = 4;

    private static final String LIVE = "t.status in (ACTIVE, WAITING, UNKNOWN)";
    private static final String OVER = "t.expiresAt > 0 and t.expiresAt <= :now";
    private static final String LASTS = LIVE + " and (t.expiresAt = 0 or t.expiresAt > :now)";

    private static final String GROUPS =
            "select t.realmId as realm, t.keyId as key, t.status as status, count(*) as tokens"
                    + sum("isOver", OVER)
                    + sum("isSoon", "t.expiresAt > :now and t.expiresAt <= :soon")
                    + Stream.of(Ending.values())
                            .map(ending -> sum(
                                    ending.name(),
                                    LIVE + " and t.expiresAt > :now and t.expiresAt <= :now + " + ending.seconds()))
                            .reduce("", String::concat)
                    + sum("isFailing", LASTS + " and t.upkeep.renewalFailures > 0 and t.upkeep.renewalAt is not null")
                    + sum("isGivenUp", LASTS + " and t.upkeep.renewalFailures > 0 and t.upkeep.renewalAt is null")
                    + ", min(case when " + LASTS + " then t.lastCheckedAt end) as oldest"
                    + " from BusinessTokenEntity t group by t.realmId, t.keyId, t.status";

    private final KeycloakSession session;
    private final EntityManager entities;
    private final UpkeepOptions options;
    private final long now = Time.currentTime();
    private final Map<String, Set<String>> keysOfRealms = new HashMap<>();

    private TokenCensus(KeycloakSession session, UpkeepOptions options) {
        this.session = session;
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.options = options;
    }

    private static String sum(String name, String condition) {
        return ", sum(case when " + condition + " then 1 else 0 end) as " + name;
    }

    /** In a transaction of its own. */
    public static TokenCounts take(KeycloakSessionFactory sessions, UpkeepOptions options) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(
                    sessions, session -> new TokenCensus(session, options).take());
        } catch (PersistenceException e) {
            throw PersistenceExceptionConverter.convert(e);
        }
    }

    private TokenCounts take() {
        Map<TokenStatus, Long> byStatus = zeros(TokenStatus.class);
        Map<Ending, Long> ending = zeros(Ending.class);
        long oldest = Long.MAX_VALUE;
        long failing = 0;
        long givenUp = 0;
        for (Tuple group : groups()) {
            boolean isReadable = keysOf(group.get("realm", String.class)).contains(group.get("key", String.class));
            countStatus(group, isReadable, byStatus);
            for (Ending one : Ending.values()) {
                ending.merge(one, number(group, one.name()), Long::sum);
            }
            failing += number(group, "isFailing");
            givenUp += number(group, "isGivenUp");
            Long oldestOfGroup = group.get("oldest", Long.class);
            if (isReadable && oldestOfGroup != null) {
                oldest = Math.min(oldest, oldestOfGroup);
            }
        }
        return new TokenCounts(
                byStatus,
                ending,
                oldest == Long.MAX_VALUE ? Optional.empty() : Optional.of(oldest),
                overdue(),
                failing,
                givenUp,
                providers(),
                UserTokens.count(session));
    }

    /** As {@link TokenStatus#of} does it for one row. */
    private static void countStatus(Tuple group, boolean isReadable, Map<TokenStatus, Long> byStatus) {
        TokenStatus kept = group.get("status", TokenStatus.class);
        long tokens = number(group, "tokens");
        if (kept.isDead()) {
            byStatus.merge(kept, tokens, Long::sum);
            return;
        }
        long over = number(group, "isOver");
        byStatus.merge(TokenStatus.EXPIRED, over, Long::sum);
        if (!isReadable) {
            byStatus.merge(TokenStatus.KEY_MISSING, tokens - over, Long::sum);
        } else if (kept == TokenStatus.ACTIVE) {
            long soon = number(group, "isSoon");
            byStatus.merge(TokenStatus.EXPIRING, soon, Long::sum);
            byStatus.merge(TokenStatus.ACTIVE, tokens - over - soon, Long::sum);
        } else {
            byStatus.merge(kept, tokens - over, Long::sum);
        }
    }

    private List<Tuple> groups() {
        return entities.createQuery(GROUPS, Tuple.class)
                .setParameter("now", now)
                .setParameter("soon", now + options.expiringWithin().toSeconds())
                .getResultList();
    }

    private Set<String> keysOf(String realmId) {
        return keysOfRealms.computeIfAbsent(realmId, id -> {
            RealmModel realm = session.realms().getRealm(id);
            if (realm == null) {
                return Set.of();
            }
            session.getContext().setRealm(realm);
            return TokenKeys.of(session, realm).ids();
        });
    }

    private long overdue() {
        long grace = options.checkInterval().toSeconds() / PARTS_OF_INTERVAL;
        return entities.createQuery(
                        "select count(*) from BusinessTokenEntity t where t.upkeep.nextCheckAt < :late", Long.class)
                .setParameter("late", now - grace)
                .getSingleResult();
    }

    private Map<ProviderCondition, Long> providers() {
        Map<ProviderCondition, Long> providers = zeros(ProviderCondition.class);
        entities.createQuery(
                        "select p.condition as condition, count(*) as providers from ProviderStateEntity p"
                                + " group by p.condition",
                        Tuple.class)
                .getResultList()
                .forEach(group ->
                        providers.put(group.get("condition", ProviderCondition.class), number(group, "providers")));
        providers.remove(ProviderCondition.WORKING);
        providers.put(
                ProviderCondition.TOO_MANY_DEAD,
                entities.createQuery(
                                "select count(*) from ProviderStateEntity p where p.deathsHeldSince > 0", Long.class)
                        .getSingleResult());
        return providers;
    }

    private static long number(Tuple group, String name) {
        return group.get(name, Long.class);
    }

    private static <E extends Enum<E>> Map<E, Long> zeros(Class<E> kind) {
        Map<E, Long> zeros = new EnumMap<>(kind);
        for (E one : kind.getEnumConstants()) {
            zeros.put(one, 0L);
        }
        return zeros;
    }
}
