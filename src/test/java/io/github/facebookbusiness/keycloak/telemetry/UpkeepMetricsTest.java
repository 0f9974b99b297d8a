package io.github.facebookbusiness.keycloak.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.tokens.RenewalObserver;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderCondition;
import io.github.facebookbusiness.keycloak.tokens.store.TokenCounts;
import io.github.facebookbusiness.keycloak.tokens.store.TokenCounts.Ending;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.keycloak.tokens.upkeep.UpkeepObserver.Check;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.keycloak.common.util.Time;

class UpkeepMetricsTest {

    /** Negative, since {@link System#nanoTime} may be. */
    private final AtomicLong clock = new AtomicLong(-Duration.ofMinutes(3).toNanos());

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final UpkeepMetrics metrics = new UpkeepMetrics(registry, clock::get);

    @Test
    void what_came_of_each_look_and_each_renewal_is_counted() {
        metrics.checked(Check.GOOD);
        metrics.checked(Check.GOOD);
        metrics.checked(Check.NOT_ASKED);
        metrics.renewed(RenewalObserver.Outcome.GIVEN_UP);
        assertEquals(2, counter("facebook.business.token.checks", "good"));
        assertEquals(1, counter("facebook.business.token.checks", "not_asked"));
        assertEquals(0, counter("facebook.business.token.checks", "dead"), "there from the start, for rates");
        assertEquals(1, counter("facebook.business.token.renewals", "given_up"));
    }

    @Test
    void before_anything_was_counted_there_is_no_number() {
        assertEquals(Double.NaN, gauge("facebook.business.tokens", "status", "active"));
        assertEquals(Double.NaN, gauge("facebook.business.tokens.overdue"));
        pass(Duration.ofSeconds(90));
        assertEquals(90, gauge("facebook.business.counts.age"));
    }

    @Test
    void what_was_counted_last_is_shown_with_its_age() {
        metrics.counted(counts(1, Optional.empty()));
        pass(Duration.ofSeconds(50));
        metrics.counted(counts(2, Optional.of(Time.currentTime() - 500L)));
        pass(Duration.ofSeconds(20));
        assertEquals(20, gauge("facebook.business.counts.age"));
        assertEquals(2, gauge("facebook.business.tokens", "status", "revoked"));
        assertEquals(2, gauge("facebook.business.tokens.ending", "within", "7d"));
        assertEquals(2, gauge("facebook.business.providers", "condition", "too_many_dead"));
        assertEquals(2, gauge("facebook.business.tokens.overdue"));
        assertEquals(2, gauge("facebook.business.tokens.renewal.failing"));
        assertEquals(2, gauge("facebook.business.tokens.renewal.given.up"));
        assertEquals(500, gauge("facebook.business.oldest.check.age"), 5);
    }

    @Test
    void without_a_token_that_could_be_asked_about_no_check_is_late() {
        metrics.counted(counts(0, Optional.empty()));
        assertEquals(0, gauge("facebook.business.oldest.check.age"));
    }

    @Test
    void labels_have_few_values_and_name_nobody() {
        Set<String> keys = registry.getMeters().stream()
                .map(Meter::getId)
                .flatMap(id -> id.getTags().stream())
                .map(tag -> tag.getKey())
                .collect(Collectors.toSet());
        assertEquals(Set.of("outcome", "status", "within", "condition"), keys);
        assertTrue(registry.getMeters().size() < 50);
    }

    @Test
    void where_nobody_shows_metrics_nothing_is_counted() {
        CompositeMeterRegistry nobody = new CompositeMeterRegistry();
        UpkeepMetrics unseen = new UpkeepMetrics(nobody, clock::get);
        assertFalse(unseen.wantsCounts());
        nobody.add(new SimpleMeterRegistry());
        assertTrue(unseen.wantsCounts());
        assertTrue(metrics.wantsCounts());
    }

    private static TokenCounts counts(long each, Optional<Long> oldestCheckAt) {
        return new TokenCounts(
                all(TokenStatus.class, each),
                all(Ending.class, each),
                oldestCheckAt,
                each,
                each,
                each,
                all(ProviderCondition.class, each),
                all(TokenStatus.class, each));
    }

    private static <E extends Enum<E>> Map<E, Long> all(Class<E> kind, long each) {
        Map<E, Long> all = new EnumMap<>(kind);
        for (E one : kind.getEnumConstants()) {
            all.put(one, each);
        }
        return all;
    }

    private double counter(String name, String outcome) {
        return registry.get(name).tag("outcome", outcome).counter().count();
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
