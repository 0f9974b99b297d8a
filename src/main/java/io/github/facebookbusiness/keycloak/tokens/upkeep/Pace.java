package io.github.facebookbusiness.keycloak.tokens.upkeep;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Lets those who work side by side begin one after the other, with the same time between any two. */
final class Pace {

    private final long between;
    private final LongSupplier nanoTime;
    private long next;

    Pace(int perMinute, LongSupplier nanoTime) {
        this.between = TimeUnit.MINUTES.toNanos(1) / perMinute;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /** Time that nobody used is not made up for: that would be a burst. @return nanoseconds until the caller may begin */
    synchronized long reserve() {
        long now = nanoTime.getAsLong();
        long begin = next - now > 0 ? next : now;
        next = begin + between;
        return begin - now;
    }

    void await() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(reserve());
    }
}
