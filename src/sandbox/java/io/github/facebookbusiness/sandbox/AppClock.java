package io.github.facebookbusiness.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** The time as one app has it: others in the same sandbox do not age with it. */
final class AppClock extends Clock {
    private final Clock base;
    private volatile Duration ahead = Duration.ZERO;

    AppClock(Clock base) {
        this.base = base;
    }

    synchronized void advance(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
        return base.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        AppClock moved = new AppClock(base.withZone(zone));
        moved.ahead = ahead;
        return moved;
    }
}
