package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

    private static final int FAILURES = 3;
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(22);
    private static final int THREADS = 8;

    /** Near the end of its range, since {@link System#nanoTime} may be anywhere. */
    private final AtomicLong clock =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(5).toNanos());

    private final CircuitBreaker breaker = new CircuitBreaker(FAILURES, PAUSE, PATIENCE, clock::get);

    @Test
    void it_lets_everybody_pass_until_as_many_calls_in_a_row_have_failed() throws GraphException {
        fail(FAILURES - 1);
        assertFalse(breaker.isOpen());
        fail(1);
        assertTrue(breaker.isOpen());
        assertEquals(PAUSE, refusal().retryAfter());
        assertEquals(GraphError.Cause.GRAPH_SUSPENDED, refusal().error().cause());
    }

    @Test
    void an_answer_in_between_starts_the_count_again() throws GraphException {
        fail(FAILURES - 1);
        breaker.enter().answered();
        fail(FAILURES - 1);
        assertFalse(breaker.isOpen());
    }

    @Test
    void a_call_that_told_nothing_neither_counts_nor_starts_the_count_again() throws GraphException {
        fail(FAILURES - 1);
        breaker.enter().abandoned();
        assertFalse(breaker.isOpen());
        fail(1);
        assertTrue(breaker.isOpen());
    }

    @Test
    void failures_of_calls_side_by_side_count_too() throws GraphException {
        List<CircuitBreaker.Pass> passes = List.of(breaker.enter(), breaker.enter(), breaker.enter());
        passes.forEach(CircuitBreaker.Pass::failed);
        assertTrue(breaker.isOpen());
    }

    @Test
    void after_the_pause_one_call_may_try_and_nobody_else_until_it_ends() throws GraphException {
        fail(FAILURES);
        pass(PAUSE.minusNanos(1));
        assertEquals(Duration.ofNanos(1), refusal().retryAfter());
        pass(Duration.ofNanos(1));

        CircuitBreaker.Pass probe = breaker.enter();
        assertEquals(PAUSE, refusal().retryAfter());
        probe.answered();
        assertFalse(breaker.isOpen());
        assertDoesNotThrow(breaker::enter);
    }

    @Test
    void a_probe_that_fails_opens_it_for_another_pause() throws GraphException {
        fail(FAILURES);
        pass(PAUSE);
        breaker.enter().failed();
        assertEquals(PAUSE, refusal().retryAfter());
        pass(PAUSE);
        breaker.enter().answered();
        fail(FAILURES - 1);
        assertFalse(breaker.isOpen(), "it began to count anew");
    }

    @Test
    void a_probe_that_told_nothing_leaves_the_trying_to_the_next_call() throws GraphException {
        fail(FAILURES);
        pass(PAUSE);
        breaker.enter().abandoned();
        CircuitBreaker.Pass second = breaker.enter();
        refusal();
        second.answered();
        assertFalse(breaker.isOpen());
    }

    @Test
    void a_probe_of_which_nothing_is_ever_heard_is_given_up() throws GraphException {
        fail(FAILURES);
        pass(PAUSE);
        CircuitBreaker.Pass lost = breaker.enter();
        pass(PATIENCE.minusNanos(1));
        refusal();
        pass(Duration.ofNanos(1));

        CircuitBreaker.Pass second = breaker.enter();
        lost.failed();
        lost.abandoned();
        refusal();
        lost.answered();
        assertTrue(breaker.isOpen(), "a probe that was given up does not count any more");
        second.answered();
        assertFalse(breaker.isOpen());
    }

    @Test
    void what_began_before_it_opened_says_nothing_about_now() throws GraphException {
        CircuitBreaker.Pass late = breaker.enter();
        CircuitBreaker.Pass later = breaker.enter();
        fail(FAILURES);
        late.answered();
        assertTrue(breaker.isOpen());

        pass(PAUSE);
        breaker.enter().answered();
        later.failed();
        fail(FAILURES - 1);
        assertFalse(breaker.isOpen(), "the failure of a call from before was counted");
    }

    @Test
    void with_one_failure_allowed_the_first_one_opens_it() throws GraphException {
        CircuitBreaker strict = new CircuitBreaker(1, PAUSE, PATIENCE, clock::get);
        strict.enter().failed();
        assertTrue(strict.isOpen());
    }

    @RepeatedTest(20)
    void of_many_who_come_after_the_pause_exactly_one_may_try() throws Exception {
        fail(FAILURES);
        pass(PAUSE);
        AtomicInteger admitted = new AtomicInteger();
        inParallel(() -> {
            try {
                breaker.enter();
                admitted.incrementAndGet();
            } catch (GraphException e) {
                assertEquals(GraphError.Cause.GRAPH_SUSPENDED, e.error().cause());
            }
            return null;
        });
        assertEquals(1, admitted.get());
    }

    @RepeatedTest(5)
    void whatever_many_calls_do_at_once_it_never_stays_open_against_a_host_that_answers() throws Exception {
        AtomicLong time = new AtomicLong();
        CircuitBreaker busy = new CircuitBreaker(FAILURES, PAUSE, PATIENCE, time::get);
        inParallel(() -> {
            Random random = new Random();
            for (int call = 0; call < 5_000; call++) {
                time.addAndGet(random.nextLong(Duration.ofSeconds(2).toNanos()));
                try {
                    CircuitBreaker.Pass pass = busy.enter();
                    switch (random.nextInt(5)) {
                        case 0 -> pass.answered();
                        case 1 -> pass.abandoned();
                        case 2 -> Thread.yield();
                        default -> pass.failed();
                    }
                } catch (GraphException e) {
                    Duration wait = e.retryAfter();
                    assertTrue(!wait.isZero() && wait.compareTo(PAUSE) <= 0, () -> "told to wait " + wait);
                }
            }
            return null;
        });

        time.addAndGet(PATIENCE.plus(PAUSE).toNanos());
        busy.enter().answered();
        assertFalse(busy.isOpen());
    }

    private void fail(int times) throws GraphException {
        for (int time = 0; time < times; time++) {
            breaker.enter().failed();
        }
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private GraphException refusal() {
        return assertThrows(GraphException.class, breaker::enter);
    }

    private static void inParallel(Callable<Void> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                tasks.add(task);
            }
            for (Future<Void> done : threads.invokeAll(tasks, 30, TimeUnit.SECONDS)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
