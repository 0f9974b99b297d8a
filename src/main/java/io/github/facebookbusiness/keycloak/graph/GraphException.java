package io.github.facebookbusiness.keycloak.graph;

import java.time.Duration;

/** A call to Graph failed; {@link #error()} says how. Carries nothing that Meta wrote, so it may be logged. */
public final class GraphException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient GraphError error;
    private final transient Duration retryAfter;

    GraphException(GraphError error) {
        this(error, null);
    }

    /** @param cause what broke the connection; never something that quotes the request */
    GraphException(GraphError error, Throwable cause) {
        this(error, Duration.ZERO, cause);
    }

    GraphException(GraphError.Cause cause) {
        this(GraphError.of(cause));
    }

    private GraphException(GraphError error, Duration retryAfter, Throwable cause) {
        super(
                "Graph call failed: " + error.cause() + " (code " + error.code() + ", subcode " + error.subcode()
                        + ", fbtrace_id " + (error.fbtraceId().isEmpty() ? "none" : error.fbtraceId()) + ")",
                cause);
        this.error = error;
        this.retryAfter = retryAfter;
    }

    /** What Meta says where it is no failure of a call: {@code debug_token} answers 200 for a token that is not valid. */
    public static GraphException of(GraphError error) {
        return new GraphException(error);
    }

    /** Meta said, to this call or to an earlier one, to wait; or its silence did. */
    static GraphException toldToWait(GraphError error, Duration retryAfter) {
        return new GraphException(error, retryAfter, null);
    }

    public GraphError error() {
        return error;
    }

    /** When it may be tried again; zero where nobody knows. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
