package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 10);
    private final Pace pace = new Pace(60, time::get);

    @Test
    void those_who_come_together_begin_one_after_the_other() {
        assertEquals(0, pace.reserve());
        assertEquals(seconds(1), pace.reserve());
        assertEquals(seconds(2), pace.reserve());
    }

    @Test
    void time_that_nobody_used_is_not_made_up_for() {
        pace.reserve();
        time.addAndGet(seconds(100));
        assertEquals(0, pace.reserve());
        assertEquals(seconds(1), pace.reserve());
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
