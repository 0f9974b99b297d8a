package io.github.facebookbusiness.sandbox;

/** Ends a call with an error of Graph. */
final class GraphRefusal extends RuntimeException {
    private final GraphError error;

    GraphRefusal(GraphError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    GraphError error() {
        return error;
    }
}
