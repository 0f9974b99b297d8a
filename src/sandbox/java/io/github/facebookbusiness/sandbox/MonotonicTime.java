package io.github.facebookbusiness.sandbox;

import java.time.Instant;

/** Wall-clock time that never goes back, so that calls can be told to overlap or not. */
final class MonotonicTime {
    private static final Instant ORIGIN = Instant.now();
    private static final long ORIGIN_NANOS = System.nanoTime();

    private MonotonicTime() {}

    static Instant now() {
        return ORIGIN.plusNanos(System.nanoTime() - ORIGIN_NANOS);
    }
}
