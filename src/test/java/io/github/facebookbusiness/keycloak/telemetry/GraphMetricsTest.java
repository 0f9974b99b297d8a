package io.github.facebookbusiness.keycloak.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facebookbusiness.keycloak.graph.GraphLoad;
import io.github.facebookbusiness.keycloak.graph.GraphObserver;
import io.github.facebookbusiness.keycloak.graph.GraphOperation;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GraphMetricsTest {

    /** Negative, since {@link System#nanoTime} may be. */
    private final AtomicLong clock = new AtomicLong(-Duration.ofMinutes(3).toNanos());

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final GraphMetrics metrics = new GraphMetrics(registry, clock::get);

    @Test
    void a_call_is_timed_by_operation_and_outcome() {
        GraphObserver.Call call = metrics.begin(GraphOperation.INSPECT);
        pass(Duration.ofMillis(70));
        call.end(new GraphObserver.Outcome("graph_unavailable", 503, 2));

        Timer timer = registry.get("facebook.business.graph.calls")
                .tags("operation", "inspect", "outcome", "graph_unavailable")
                .timer();
        assertEquals(1, timer.count());
        assertEquals(70, timer.totalTime(TimeUnit.MILLISECONDS));
    }

    @Test
    void the_longest_pause_that_is_in_force_is_shown_until_it_is_over() {
        assertEquals(0, gauge("facebook.business.graph.rate.pause"));
        metrics.paused(Duration.ofSeconds(300));
        metrics.paused(Duration.ofSeconds(60));
        pass(Duration.ofSeconds(100));
        assertEquals(200, gauge("facebook.business.graph.rate.pause"));
        pass(Duration.ofSeconds(201));
        assertEquals(0, gauge("facebook.business.graph.rate.pause"));
    }

    @Test
    void usage_is_what_meta_told_last() {
        metrics.used(RateSubject.Kind.APP, 80.6);
        metrics.used(RateSubject.Kind.APP, 12);
        metrics.used(RateSubject.Kind.BUSINESS, 55.5);
        assertEquals(12, usage("app"));
        assertEquals(56, usage("business"));
    }

    @Test
    void what_runs_now_and_what_is_suspended_is_asked_for_when_somebody_looks() {
        AtomicLong running = new AtomicLong(3);
        metrics.watch(() -> new GraphLoad((int) running.get(), 32, 1));
        running.incrementAndGet();
        assertEquals(4, gauge("facebook.business.graph.running"));
        assertEquals(32, gauge("facebook.business.graph.running.limit"));
        assertEquals(1, gauge("facebook.business.graph.suspended"));
    }

    @Test
    void without_any_registry_to_show_them_nothing_fails() {
        GraphMetrics unseen = new GraphMetrics(new CompositeMeterRegistry(), clock::get);
        unseen.watch(() -> new GraphLoad(0, 32, 0));
        unseen.begin(GraphOperation.OWNER).end(new GraphObserver.Outcome("success", 200, 0));
        unseen.paused(Duration.ofSeconds(1));
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double usage(String limit) {
        return registry.get("facebook.business.graph.rate.usage")
                .tag("limit", limit)
                .gauge()
                .value();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
