package io.github.facebookbusiness.keycloak.graph;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time that one call has for its answer, however often it is tried: it begins when the first try is sent. So a call
 * that is repeated takes no longer than one that hangs.
 */
final class AnswerTime {

    private final Duration whole;
    private final LongSupplier nanos;
    private boolean begun;
    private long end;

    AnswerTime(Duration whole, LongSupplier nanos) {
        this.whole = whole;
        this.nanos = nanos;
    }

    /** What is left of it; not positive when it is over. The first to ask begins it. */
    Duration left() {
        if (!begun) {
            begun = true;
            end = nanos.getAsLong() + whole.toNanos();
        }
        return Duration.ofNanos(end - nanos.getAsLong());
    }

    /** {@code wait}, or what is left where that is less. Does not begin it. */
    Duration atMost(Duration wait) {
        return begun && left().compareTo(wait) < 0 ? left() : wait;
    }
}
