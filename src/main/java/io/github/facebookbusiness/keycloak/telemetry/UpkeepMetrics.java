package io.github.facebookbusiness.keycloak.telemetry;

import io.github.facebookbusiness.keycloak.tokens.RenewalObserver;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderCondition;
import io.github.facebookbusiness.keycloak.tokens.store.TokenCounts;
import io.github.facebookbusiness.keycloak.tokens.store.TokenCounts.Ending;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.keycloak.tokens.upkeep.UpkeepObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.keycloak.common.util.Time;

/**
 * Metrics of what is done for stored tokens, by this node, and of how these fare, which all nodes see alike. Labels have
 * few values and name nobody: no realm, no provider, no client business. All of them are there from the start; the
 * gauges show what was counted last, and no number before that, so that a scrape never waits for the database.
 */
public final class UpkeepMetrics implements UpkeepObserver, RenewalObserver {

    static final String CHECKS = "facebook.business.token.checks";
    static final String RENEWALS = "facebook.business.token.renewals";
    static final String TOKENS = "facebook.business.tokens";
    static final String ENDING = "facebook.business.tokens.ending";
    static final String OLDEST_CHECK = "facebook.business.oldest.check.age";
    static final String OVERDUE = "facebook.business.tokens.overdue";
    static final String RENEWAL_FAILING = "facebook.business.tokens.renewal.failing";
    static final String RENEWAL_GIVEN_UP = "facebook.business.tokens.renewal.given.up";
    static final String PROVIDERS = "facebook.business.providers";
    static final String TOKENS_OF_PEOPLE = "facebook.business.user.tokens";
    static final String COUNTED = "facebook.business.counts.age";

    private static final String OUTCOME = "outcome";

    /** What was counted last, and when. */
    private record Last(TokenCounts counts, long nanos) {}

    private final MeterRegistry registry;
    private final LongSupplier nanos;
    private final long beginning;
    private volatile Last last;

    public UpkeepMetrics(MeterRegistry registry) {
        this(registry, System::nanoTime);
    }

    UpkeepMetrics(MeterRegistry registry, LongSupplier nanos) {
        this.registry = registry;
        this.nanos = nanos;
        this.beginning = nanos.getAsLong();
        for (Check outcome : Check.values()) {
            checks(outcome);
        }
        for (Outcome outcome : Outcome.values()) {
            renewals(outcome);
        }
        registerGauges();
    }

    private void registerGauges() {
        for (TokenStatus status : TokenStatus.values()) {
            show(TOKENS, "Stored tokens by status", counts -> counts.byStatus().get(status))
                    .tag("status", label(status))
                    .register(registry);
        }
        for (Ending ending : Ending.values()) {
            show(ENDING, "Stored tokens that are not over yet, and will be within that time", counts -> counts.ending()
                            .get(ending))
                    .tag("within", ending.days() + "d")
                    .register(registry);
        }
        for (ProviderCondition condition : ProviderCondition.values()) {
            if (condition != ProviderCondition.WORKING) {
                show(
                                PROVIDERS,
                                "Providers that Meta cannot be asked for, or not be believed",
                                counts -> counts.providers().get(condition))
                        .tag("condition", label(condition))
                        .register(registry);
            }
        }
        for (TokenStatus status : List.of(TokenStatus.ACTIVE, TokenStatus.EXPIRING, TokenStatus.EXPIRED)) {
            show(TOKENS_OF_PEOPLE, "Tokens of people that Keycloak keeps, by status", counts -> counts.ofPeople()
                            .getOrDefault(status, 0L))
                    .tag("status", label(status))
                    .register(registry);
        }
        show(OVERDUE, "Stored tokens that nobody looks at though it is time", TokenCounts::overdue)
                .register(registry);
        show(RENEWAL_FAILING, "Stored tokens whose renewal failed and is tried again", TokenCounts::renewalFailing)
                .register(registry);
        show(RENEWAL_GIVEN_UP, "Stored tokens that Meta refused to renew for good", TokenCounts::renewalGivenUp)
                .register(registry);
        show(
                        OLDEST_CHECK,
                        "Since when Meta has not said anything about one of the stored tokens",
                        counts -> counts.oldestCheckAt()
                                .map(time -> Math.max(0, Time.currentTime() - time))
                                .orElse(0L))
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(COUNTED, this, UpkeepMetrics::countsAge)
                .description("Since when the stored tokens have not been counted")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    private Gauge.Builder<UpkeepMetrics> show(String name, String description, ToDoubleFunction<TokenCounts> value) {
        return Gauge.builder(name, this, metrics -> metrics.counted(value))
                .description(description)
                .strongReference(true);
    }

    private double counted(ToDoubleFunction<TokenCounts> value) {
        Last now = last;
        return now == null ? Double.NaN : value.applyAsDouble(now.counts());
    }

    private double countsAge() {
        Last now = last;
        return TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - (now == null ? beginning : now.nanos()));
    }

    @Override
    public void checked(Check outcome) {
        checks(outcome).increment();
    }

    @Override
    public void renewed(Outcome outcome) {
        renewals(outcome).increment();
    }

    /** Without {@code --metrics-enabled}, Micrometer's registry is empty. */
    @Override
    public boolean wantsCounts() {
        return !(registry instanceof CompositeMeterRegistry all)
                || !all.getRegistries().isEmpty();
    }

    @Override
    public void counted(TokenCounts counts) {
        last = new Last(counts, nanos.getAsLong());
    }

    private Counter checks(Check outcome) {
        return Counter.builder(CHECKS)
                .description("Looks at stored tokens that nobody asked for")
                .tag(OUTCOME, label(outcome))
                .register(registry);
    }

    private Counter renewals(Outcome outcome) {
        return Counter.builder(RENEWALS)
                .description("Renewals of stored tokens, also those that somebody asked for")
                .tag(OUTCOME, label(outcome))
                .register(registry);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
