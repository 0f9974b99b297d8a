package io.github.facebookbusiness.keycloak.config;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.keycloak.Config;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * How stored tokens are looked after, as {@code --spi-social--facebook-business--upkeep-<option>}. All times in seconds.
 *
 * @param tick how often a node looks for tokens that are due
 * @param checkInterval how often Meta is asked about a token, at least
 * @param assetsInterval how often Meta is asked which assets a token holds for, which takes several calls
 * @param renewalMargin how long before its end a token is renewed
 * @param expiringWithin how long before its end a token counts as expiring
 * @param retry until the first new try after a failure; each further one doubles it, up to {@code checkInterval}
 * @param confirmation until Meta is asked again before a token counts as dead
 * @param lease how long a node may work on a token before another one takes it up
 * @param checksPerMinute how many tokens a node looks at in a minute, at most
 * @param workers how many tokens a node looks at side by side; 0 leaves the work to other nodes
 */
public record UpkeepOptions(
        Duration tick,
        Duration checkInterval,
        Duration assetsInterval,
        Duration renewalMargin,
        Duration expiringWithin,
        Duration retry,
        Duration confirmation,
        Duration lease,
        int checksPerMinute,
        int workers) {

    /**
     * A check each day is what Meta asks for ("Login Security", "at least daily"). A token of 60 days is renewed after
     * 40, which leaves ample time for whatever is in the way; and two weeks of {@code EXPIRING} are seen at least once
     * by an admin who looks once a week.
     */
    public static final UpkeepOptions DEFAULT = new UpkeepOptions(
            Duration.ofMinutes(1),
            Duration.ofDays(1),
            Duration.ofDays(7),
            Duration.ofDays(20),
            Duration.ofDays(14),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(10),
            600,
            2);

    private static final String TICK = "upkeep-tick-seconds";
    private static final String CHECK_INTERVAL = "upkeep-check-interval-seconds";
    private static final String ASSETS_INTERVAL = "upkeep-assets-interval-seconds";
    private static final String RENEWAL_MARGIN = "upkeep-renewal-margin-seconds";
    private static final String EXPIRING_WITHIN = "upkeep-expiring-within-seconds";
    private static final String RETRY = "upkeep-retry-seconds";
    private static final String CONFIRMATION = "upkeep-confirmation-seconds";
    private static final String LEASE = "upkeep-lease-seconds";
    private static final String CHECKS_PER_MINUTE = "upkeep-checks-per-minute";
    private static final String WORKERS = "upkeep-workers";

    /** A lease that ends while its holder still waits for Meta would have two nodes renew one token. */
    private static final int CALLS_IN_A_LEASE = 4;

    static UpkeepOptions of(Config.Scope scope, Duration longestCall) {
        UpkeepOptions options = new UpkeepOptions(
                seconds(scope, TICK, DEFAULT.tick),
                seconds(scope, CHECK_INTERVAL, DEFAULT.checkInterval),
                seconds(scope, ASSETS_INTERVAL, DEFAULT.assetsInterval),
                seconds(scope, RENEWAL_MARGIN, DEFAULT.renewalMargin),
                seconds(scope, EXPIRING_WITHIN, DEFAULT.expiringWithin),
                seconds(scope, RETRY, DEFAULT.retry),
                seconds(scope, CONFIRMATION, DEFAULT.confirmation),
                seconds(scope, LEASE, DEFAULT.lease),
                atLeast(1, CHECKS_PER_MINUTE, scope.getInt(CHECKS_PER_MINUTE, DEFAULT.checksPerMinute)),
                atLeast(0, WORKERS, scope.getInt(WORKERS, DEFAULT.workers)));
        Duration shortest = longestCall.multipliedBy(CALLS_IN_A_LEASE);
        if (options.lease.compareTo(shortest) < 0) {
            throw new IllegalArgumentException(
                    "The server option " + LEASE + " must be at least " + (shortest.toMillis() + 999) / 1000 + ": "
                            + CALLS_IN_A_LEASE + " times as long as a call to Graph");
        }
        return options;
    }

    static void describe(ProviderConfigurationBuilder builder) {
        BiConsumer<String, Object> number = (name, otherwise) -> builder.property()
                .name(name)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .defaultValue(otherwise)
                .helpText(help(name))
                .add();
        number.accept(TICK, DEFAULT.tick.toSeconds());
        number.accept(CHECK_INTERVAL, DEFAULT.checkInterval.toSeconds());
        number.accept(ASSETS_INTERVAL, DEFAULT.assetsInterval.toSeconds());
        number.accept(RENEWAL_MARGIN, DEFAULT.renewalMargin.toSeconds());
        number.accept(EXPIRING_WITHIN, DEFAULT.expiringWithin.toSeconds());
        number.accept(RETRY, DEFAULT.retry.toSeconds());
        number.accept(CONFIRMATION, DEFAULT.confirmation.toSeconds());
        number.accept(LEASE, DEFAULT.lease.toSeconds());
        number.accept(CHECKS_PER_MINUTE, DEFAULT.checksPerMinute);
        number.accept(WORKERS, DEFAULT.workers);
    }

    private static String help(String name) {
        return switch (name) {
            case TICK -> "Seconds between two looks for stored tokens that are due.";
            case CHECK_INTERVAL -> "Seconds within which Meta is asked about each stored token.";
            case ASSETS_INTERVAL -> "Seconds within which Meta is asked for the assets of each stored token.";
            case RENEWAL_MARGIN -> "Seconds before its end at which a token is renewed.";
            case EXPIRING_WITHIN -> "Seconds before its end from which a token counts as expiring.";
            case RETRY -> "Seconds until the first new try after a failure; they double with each further one.";
            case CONFIRMATION -> "Seconds until Meta is asked again before a token counts as dead.";
            case LEASE -> "Seconds that a node may work on a token before another node takes it up.";
            case CHECKS_PER_MINUTE -> "How many stored tokens this node looks at in a minute, at most.";
            case WORKERS -> "How many stored tokens this node looks at side by side; 0 leaves it to other nodes.";
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Duration seconds(Config.Scope scope, String name, Duration otherwise) {
        return Duration.ofSeconds(atLeast(1, name, scope.getLong(name, otherwise.toSeconds())));
    }

    private static int atLeast(int least, String name, long value) {
        if (value < least || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("The server option " + name + " must be a number from " + least);
        }
        return (int) value;
    }
}
