package io.github.facebookbusiness.keycloak.graph;

/** A call to Graph failed; {@link #error()} says how. Carries nothing that Meta wrote, so it may be logged. */
public final class GraphException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient GraphError error;

    GraphException(GraphError error) {
        this(error, null);
    }

    /** @param cause what broke the connection; never something that quotes the request */
    GraphException(GraphError error, Throwable cause) {
        super(
                "Graph call failed: " + error.cause() + " (code " + error.code() + ", subcode " + error.subcode()
                        + ", fbtrace_id " + (error.fbtraceId().isEmpty() ? "none" : error.fbtraceId()) + ")",
                cause);
        this.error = error;
    }

    GraphException(GraphError.Cause cause) {
        this(GraphError.of(cause));
    }

    public GraphError error() {
        return error;
    }
}
