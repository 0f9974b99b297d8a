package io.github.facebookbusiness.keycloak.telemetry;

import io.github.facebookbusiness.keycloak.graph.GraphLoad;
import io.github.facebookbusiness.keycloak.graph.GraphObserver;
import io.github.facebookbusiness.keycloak.graph.GraphOperation;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Metrics of the calls to Graph. Labels have few values and name nobody. Without {@code --metrics-enabled} Micrometer's
 * registry is empty, and all of this costs and shows nothing.
 */
public final class GraphMetrics {

    /** Of all tries of all calls, those included that ended before Graph was called. */
    static final String CALLS = "facebook.business.graph.calls";

    static final String RUNNING = "facebook.business.graph.running";
    static final String LIMIT = "facebook.business.graph.running.limit";
    static final String SUSPENDED = "facebook.business.graph.suspended";
    static final String PAUSE = "facebook.business.graph.rate.pause";
    static final String USAGE = "facebook.business.graph.rate.usage";

    private final MeterRegistry registry;
    private final LongSupplier nanos;
    private final long beginning;
    private final AtomicLong pausedUntil = new AtomicLong();
    private final Map<RateSubject.Kind, AtomicLong> usage = new EnumMap<>(RateSubject.Kind.class);

    GraphMetrics(MeterRegistry registry) {
        this(registry, System::nanoTime);
    }

    GraphMetrics(MeterRegistry registry, LongSupplier nanos) {
        this.registry = registry;
        this.nanos = nanos;
        this.beginning = nanos.getAsLong();
        Gauge.builder(PAUSE, this, GraphMetrics::pause)
                .description("How long Meta is not called for a rate limit, the longest that this node knows of")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
        for (RateSubject.Kind kind : RateSubject.Kind.values()) {
            AtomicLong percent = new AtomicLong();
            usage.put(kind, percent);
            Gauge.builder(USAGE, percent, AtomicLong::get)
                    .description("How much of a rate limit is used up, as Meta told this node last; 100 is throttled")
                    .baseUnit("percent")
                    .tag("limit", kind.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry);
        }
    }

    /** Shows what the server does at Graph now. */
    public void watch(Supplier<GraphLoad> load) {
        watch(RUNNING, "Calls to Graph that run now", load, GraphLoad::running);
        watch(LIMIT, "How many calls to Graph may run at once", load, GraphLoad::limit);
        watch(
                SUSPENDED,
                "Hosts of Graph that are not called, since they did not answer",
                load,
                GraphLoad::suspendedHosts);
    }

    private void watch(String name, String description, Supplier<GraphLoad> load, ToDoubleFunction<GraphLoad> value) {
        Gauge.builder(name, load, source -> value.applyAsDouble(source.get()))
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    GraphObserver.Call begin(GraphOperation operation) {
        long began = nanos.getAsLong();
        return outcome -> Timer.builder(CALLS)
                .description("Calls to Graph, each try counted")
                .tag("operation", operation.label())
                .tag("outcome", outcome.label())
                .register(registry)
                .record(nanos.getAsLong() - began, TimeUnit.NANOSECONDS);
    }

    void used(RateSubject.Kind kind, double percent) {
        usage.get(kind).set(Math.round(percent));
    }

    void paused(Duration duration) {
        pausedUntil.accumulateAndGet(elapsed() + duration.toNanos(), Math::max);
    }

    private double pause() {
        long left = Math.max(0, pausedUntil.get() - elapsed());
        return TimeUnit.NANOSECONDS.toSeconds(left);
    }

    /** Since a clock of nanoseconds may stand anywhere, the times are compared from the beginning on. */
    private long elapsed() {
        return nanos.getAsLong() - beginning;
    }
}
