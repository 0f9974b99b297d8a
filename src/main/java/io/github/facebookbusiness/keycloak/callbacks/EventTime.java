package io.github.facebookbusiness.keycloak.callbacks;

import java.time.Duration;
import java.util.Optional;
import org.keycloak.common.util.Time;

/** When Meta says that something happened. What happened before a token was issued says nothing about that token. */
final class EventTime {

    /** How far Meta's clock may be ahead of ours. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

    /** 2010-01-01: there is no such thing as an app of a business before that. */
    private static final long EARLIEST = 1_262_304_000L;

    private EventTime() {}

    /**
     * The time where it can be right. Something that is yet to happen would count for every later token as well; without
     * a time nobody can tell what it counts for.
     *
     * @param told epoch seconds
     */
    static Optional<Long> plausible(Optional<Long> told) {
        return told.filter(time -> time >= EARLIEST && time <= Time.currentTime() + CLOCK_SKEW.toSeconds());
    }
}
