package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AnswerTimeTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final AnswerTime time = new AnswerTime(Duration.ofNanos(100), clock::get);

    @Test
    void it_begins_with_the_first_sending_and_not_with_the_wait_for_a_turn() {
        assertEquals(Duration.ofNanos(300), time.atMost(Duration.ofNanos(300)));
        clock.addAndGet(50);
        assertEquals(Duration.ofNanos(100), time.left());
    }

    @Test
    void further_tries_and_their_wait_for_a_turn_get_what_is_left() {
        time.left();
        clock.addAndGet(70);
        assertEquals(Duration.ofNanos(30), time.left());
        assertEquals(Duration.ofNanos(30), time.atMost(Duration.ofNanos(300)));
        assertEquals(Duration.ofNanos(20), time.atMost(Duration.ofNanos(20)));
        clock.addAndGet(70);
        assertEquals(Duration.ofNanos(-40), time.left());
    }
}
