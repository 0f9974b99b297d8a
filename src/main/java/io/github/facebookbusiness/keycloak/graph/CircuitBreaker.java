package io.github.facebookbusiness.keycloak.graph;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps callers away from a Graph host that is slow or down. Closed, it lets every call pass. After {@code failures} in
 * a row it opens: nobody calls for {@code pause}, then one call may, the probe, whose answer closes it and whose failure
 * opens it for another pause.
 *
 * <p>A probe of which nothing is heard, whatever became of its thread, is given up after {@code patience}: "half open"
 * is nothing but open with a later end, so there is no state to be stuck in. What calls that began before the last
 * change of state have to tell does not count any more.
 */
final class CircuitBreaker {

    private final int failuresToOpen;
    private final long pause;
    private final long patience;
    private final LongSupplier nanos;

    private boolean open;
    private int failures;
    private long nextProbe;
    private long epoch;

    /**
     * @param patience longer than any call takes
     * @param nanos a clock that never goes back, in nanoseconds, as {@link System#nanoTime}
     */
    CircuitBreaker(int failuresToOpen, Duration pause, Duration patience, LongSupplier nanos) {
        this.failuresToOpen = failuresToOpen;
        this.pause = pause.toNanos();
        this.patience = patience.toNanos();
        this.nanos = nanos;
    }

    /** What a call found out about the host. Each pass is for one call, which tells once how it went. */
    final class Pass {

        private final long began;

        private Pass(long began) {
            this.began = began;
        }

        /** The host answered in time, be it with a refusal. True where this closed the breaker. */
        boolean answered() {
            synchronized (CircuitBreaker.this) {
                return began == epoch && close();
            }
        }

        /** The host was slow, or down. True where this opened the breaker, and did not merely keep it open. */
        boolean failed() {
            synchronized (CircuitBreaker.this) {
                return began == epoch && (open || ++failures >= failuresToOpen) && open();
            }
        }

        /** The call ended before it told anything about the host; the next one may. */
        void abandoned() {
            synchronized (CircuitBreaker.this) {
                if (began == epoch && open) {
                    nextProbe = nanos.getAsLong();
                }
            }
        }
    }

    /** A pass for one call. */
    synchronized Pass enter() throws GraphException {
        if (open) {
            long now = nanos.getAsLong();
            long wait = nextProbe - now;
            if (wait > 0) {
                throw GraphException.toldToWait(
                        GraphError.of(GraphError.Cause.GRAPH_SUSPENDED), Duration.ofNanos(Math.min(wait, pause)));
            }
            nextProbe = now + patience;
            epoch++;
        }
        return new Pass(epoch);
    }

    synchronized boolean isOpen() {
        return open;
    }

    private boolean open() {
        boolean opened = !open;
        open = true;
        nextProbe = nanos.getAsLong() + pause;
        epoch++;
        return opened;
    }

    private boolean close() {
        boolean closed = open;
        failures = 0;
        if (closed) {
            open = false;
            epoch++;
        }
        return closed;
    }
}
