package io.github.facebookbusiness.keycloak.telemetry;

import io.github.facebookbusiness.keycloak.graph.GraphObserver;
import io.github.facebookbusiness.keycloak.graph.GraphOperation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;

/**
 * One span for each try of a call, below the span of the request that it is made for. It tells how the call ended, and
 * nothing that came from outside: no URL, no message of Meta's, no exception.
 */
final class GraphSpans {

    private static final String OPERATION = "facebook.business.graph.operation";
    private static final String OUTCOME = "facebook.business.graph.outcome";
    private static final String GRAPH_CODE = "facebook.business.graph.code";
    /** OpenTelemetry's own name for it. */
    private static final String STATUS = "http.response.status_code";

    private final Tracer tracer;

    GraphSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    GraphObserver.Call begin(GraphOperation operation) {
        Span span = tracer.spanBuilder("Graph " + operation.label())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(OPERATION, operation.label())
                .startSpan();
        return outcome -> end(span, outcome);
    }

    private static void end(Span span, GraphObserver.Outcome outcome) {
        span.setAttribute(OUTCOME, outcome.label());
        if (outcome.httpStatus() != 0) {
            span.setAttribute(STATUS, outcome.httpStatus());
        }
        if (outcome.graphCode() != 0) {
            span.setAttribute(GRAPH_CODE, outcome.graphCode());
        }
        if (!outcome.succeeded()) {
            span.setStatus(StatusCode.ERROR, outcome.label());
        }
        span.end();
    }
}
