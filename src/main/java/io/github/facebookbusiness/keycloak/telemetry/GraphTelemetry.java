package io.github.facebookbusiness.keycloak.telemetry;

import io.github.facebookbusiness.keycloak.graph.GraphObserver;
import io.github.facebookbusiness.keycloak.graph.GraphOperation;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Shows the calls to Graph to operators: counts and times them, traces each, and logs when Meta does not answer. */
public final class GraphTelemetry implements GraphObserver {

    private static final Logger LOG = Logger.getLogger(GraphTelemetry.class);

    private final GraphMetrics metrics;
    private final GraphSpans spans;

    /** @param tracer one that outlives a request: calls are made by jobs, too */
    public GraphTelemetry(MeterRegistry registry, Tracer tracer) {
        this.metrics = new GraphMetrics(registry);
        this.spans = new GraphSpans(tracer);
    }

    /** What is shown of the server as a whole, once there is a client. */
    public GraphMetrics metrics() {
        return metrics;
    }

    @Override
    public Call begin(GraphOperation operation) {
        Call span = spans.begin(operation);
        Call timer = metrics.begin(operation);
        return outcome -> {
            timer.end(outcome);
            span.end(outcome);
        };
    }

    @Override
    public void used(RateSubject.Kind kind, double percent) {
        metrics.used(kind, percent);
    }

    @Override
    public void paused(Duration duration) {
        metrics.paused(duration);
    }

    @Override
    public void suspended(String host, Duration pause) {
        LOG.warnf("Graph does not answer: %s is not called for %d seconds, then tried again", host, pause.toSeconds());
    }

    @Override
    public void resumed(String host) {
        LOG.infof("Graph answers again: %s", host);
    }
}
