package io.github.facebookbusiness.sandbox;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The calls that one app made or caused. A call is there before its answer goes out. */
public final class CallLog {
    private final Queue<GraphCall> calls = new ConcurrentLinkedQueue<>();

    CallLog() {}

    void add(GraphCall call) {
        calls.add(call);
    }

    /** A snapshot in the order of arrival. */
    public List<GraphCall> calls() {
        return calls.stream()
                .sorted(Comparator.comparingLong(GraphCall::sequence))
                .toList();
    }

    /** The calls of one operation, by its stable name. */
    public List<GraphCall> calls(String operation) {
        return calls().stream()
                .filter(call -> call.operation().equals(operation))
                .toList();
    }

    public Optional<GraphCall> last(String operation) {
        List<GraphCall> found = calls(operation);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }

    public void clear() {
        calls.clear();
    }

    /**
     * How many round trips a server made one after the other: the longest chain of its calls in which each began after
     * the one before had ended. The dialog is the browser's, and operations of a batch travel with the batch.
     */
    public int sequentialRoundTrips() {
        List<GraphCall> byEnd = calls.stream()
                .filter(call -> call.nesting() == Nesting.TOP_LEVEL)
                .filter(call -> !call.operation().equals(Operation.DIALOG.stableName()))
                .sorted(Comparator.comparing(GraphCall::finished))
                .toList();
        int trips = 0;
        Instant end = Instant.MIN;
        for (GraphCall call : byEnd) {
            if (!call.started().isBefore(end)) {
                trips++;
                end = call.finished();
            }
        }
        return trips;
    }
}
