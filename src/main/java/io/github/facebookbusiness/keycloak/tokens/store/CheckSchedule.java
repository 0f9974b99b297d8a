package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a stored token is looked at next. Every time is drawn at random from a stretch, so that tokens that came together
 * do not stay together. All times are epoch seconds.
 */
final class CheckSchedule {

    /** Near its end a token is checked this much more often. */
    private static final int NEAR_THE_END = 4;

    /** After so many refusals of Meta's, over days, another try would not change its mind. */
    private static final int RENEWALS_REFUSED_UNTIL_GIVEN_UP = 8;

    private static final int SHIFT_LIMIT = 20;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final UpkeepOptions options;
    private final RandomGenerator random;

    CheckSchedule(UpkeepOptions options, RandomGenerator random) {
        this.options = options;
        this.random = random;
    }

    /** Until when a token that ends then counts as {@link TokenStatus#EXPIRING}. */
    Duration expiringWithin() {
        return options.expiringWithin();
    }

    /**
     * The next check after Meta said that the token is good: within the interval, and at once when the clock changes
     * what the token is worth.
     */
    long afterGoodAnswer(long expiresAt, long now) {
        long interval = options.checkInterval().toSeconds();
        boolean nearEnd = expiresAt != 0 && expiresAt - now <= expiringWithin().toSeconds();
        long next = now + within(nearEnd ? interval / NEAR_THE_END : interval);
        if (expiresAt == 0) {
            return next;
        }
        long expiring = expiresAt - expiringWithin().toSeconds();
        long turn = now < expiring ? expiring : expiresAt;
        return now < turn ? Math.min(next, turn) : next;
    }

    /** When Meta is asked which assets a token holds for. */
    long assets(long now) {
        return now + within(options.assetsInterval().toSeconds());
    }

    /** @param failures one after the other, this one included */
    long afterFailure(int failures, long now) {
        long longest = options.checkInterval().toSeconds();
        long pause = options.retry().toSeconds() << Math.min(failures - 1, SHIFT_LIMIT);
        return now + within(Math.min(pause, longest));
    }

    /**
     * When a renewal that Meta refused is tried again; empty where it is given up. What Meta refuses it will hardly grant
     * minutes later, so the tries are days apart.
     *
     * @param refusals this one included
     */
    Optional<Long> afterRefusal(int refusals, long now) {
        return refusals >= RENEWALS_REFUSED_UNTIL_GIVEN_UP
                ? Optional.empty()
                : Optional.of(now + within(options.checkInterval().toSeconds()));
    }

    /** When a provider is asked about again that could not be asked about. */
    long afterPause(int failures, long now) {
        long pause = options.tick().toSeconds() << Math.min(failures - 1, SHIFT_LIMIT);
        return now + within(Math.min(pause, LONGEST_PAUSE.toSeconds()));
    }

    /** When a token is looked at again whose provider cannot be asked about until then; not all of them at once. */
    long afterPauseOf(long pausedUntil) {
        return pausedUntil + random.nextLong(options.retry().toSeconds());
    }

    /** The next look that somebody else asks for: at once, unless there was one just now. */
    long soonAfter(long lastCheckedAt, long now) {
        return Math.max(now, lastCheckedAt + options.retry().toSeconds());
    }

    long nextPass(long now) {
        return now + within(options.checkInterval().toSeconds());
    }

    long latestAfterPause(long pausedUntil) {
        return pausedUntil + options.retry().toSeconds();
    }

    /** When Meta is asked again whether a token is really dead. */
    long confirmation(long now) {
        return now + within(options.confirmation().toSeconds());
    }

    /**
     * When a token is renewed; empty for one that never ends. In the last tenth before the margin, so that those of one
     * day do not all come on one day; one whose whole life is shorter than twice the margin at the half of it.
     */
    Optional<Long> renewal(long issuedAt, long expiresAt) {
        if (expiresAt == 0) {
            return Optional.empty();
        }
        long margin = Math.min(options.renewalMargin().toSeconds(), Math.max(0, expiresAt - issuedAt) / 2);
        return Optional.of(expiresAt - margin - random.nextLong(margin / 10 + 1));
    }

    /** In the second half of a stretch, and never at once. */
    private long within(long stretch) {
        long atLeast = Math.max(1, stretch / 2);
        return atLeast + random.nextLong(Math.max(1, stretch - atLeast));
    }
}
