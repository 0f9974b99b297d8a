package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Calls Meta: POST with a form body only, so that no secret is ever in a URL; to allowed hosts, a bounded number of calls at
 * once, and none where Meta said to wait.
 */
final class GraphHttp {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpWire wire;
    private final AllowedHosts allowedHosts;
    private final GraphLimits limits;
    private final Semaphore turns;
    private final GraphObserver observer;
    private final ExecutorService beside = Executors.newCachedThreadPool(GraphHttp::thread);

    GraphHttp(AllowedHosts allowedHosts, GraphLimits limits, OutgoingProxy proxy, GraphObserver observer) {
        this.wire = new HttpWire(limits, proxy);
        this.allowedHosts = allowedHosts;
        this.limits = limits;
        this.turns = new Semaphore(limits.concurrentCalls());
        this.observer = observer;
    }

    /** No server waits for one to end: they serve calls that nobody depends on. */
    private static Thread thread(Runnable calls) {
        Thread thread = new Thread(calls, "facebook-business-graph");
        thread.setDaemon(true);
        return thread;
    }

    int running() {
        return limit() - turns.availablePermits();
    }

    int limit() {
        return limits.concurrentCalls();
    }

    /** An answer on its way; two of them are calls side by side. It ends by its deadline, awaited or not. */
    final class Pending {

        private final Future<HttpAnswer> response;
        private final RateBudget budget;
        private final Attempt attempt;

        private Pending(Future<HttpAnswer> response, RateBudget budget, Attempt attempt) {
            this.response = response;
            this.budget = budget;
            this.attempt = attempt;
        }

        /** The JSON of a successful answer. */
        JsonNode await() throws GraphException {
            try {
                return taken(response.get(), budget, attempt);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new GraphException(GraphError.Cause.GRAPH_TIMEOUT);
            } catch (ExecutionException e) {
                throw failure(e.getCause());
            }
        }
    }

    /**
     * @param subject whom Meta counts the call for; it is not made where Meta said to leave that one alone
     * @param path of the edge below the version
     */
    JsonNode post(
            GraphConnection connection, RateSubject subject, String path, Map<String, String> form, Attempt attempt)
            throws GraphException {
        Request request = request(connection, path, form);
        takeTurn(attempt.time().atMost(limits.lease()));
        requireBudget(connection, subject);
        requireTime(attempt.time());
        return taken(send(request, attempt.time()), connection.budget(), attempt);
    }

    /**
     * Starts a call that nobody depends on, if at least half of the turns are free; so that in a rush the calls that
     * somebody does depend on have theirs.
     */
    Optional<Pending> startIfSpare(GraphConnection connection, String path, Map<String, String> form, Attempt attempt)
            throws GraphException {
        Request request = request(connection, path, form);
        if (turns.availablePermits() * 2 <= limits.concurrentCalls() || !turns.tryAcquire()) {
            return Optional.empty();
        }
        requireBudget(connection, RateSubject.APP);
        return Optional.of(start(request, connection.budget(), attempt));
    }

    void requireAllowed(URI uri) throws GraphException {
        if (allowedHosts.refusal(uri).isPresent()) {
            throw new GraphException(GraphError.Cause.HOST_NOT_ALLOWED);
        }
    }

    private record Request(URI uri, String form) {}

    private Request request(GraphConnection connection, String path, Map<String, String> form) throws GraphException {
        URI uri = connection.edge(path);
        requireAllowed(uri);
        return new Request(uri, FormEncoding.of(form));
    }

    /** With a turn in hand, so that no more of these look into the database at once than may call; gives it back. */
    private void requireBudget(GraphConnection connection, RateSubject subject) throws GraphException {
        boolean granted = false;
        try {
            Duration pause = connection.budget().remaining(subject);
            granted = pause.isZero();
            if (!granted) {
                observer.paused(pause);
                throw GraphException.toldToWait(GraphError.of(GraphError.Cause.RATE_LIMITED), pause);
            }
        } finally {
            if (!granted) {
                turns.release();
            }
        }
    }

    /** A further try that got its turn too late; with the turn in hand, which it gives back. */
    private void requireTime(AnswerTime time) throws GraphException {
        if (time.left().toMillis() <= 0) {
            turns.release();
            throw new GraphException(GraphError.Cause.TOO_MANY_CALLS);
        }
    }

    private void takeTurn(Duration lease) throws GraphException {
        try {
            if (!turns.tryAcquire(lease.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new GraphException(GraphError.Cause.TOO_MANY_CALLS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GraphException(GraphError.Cause.TOO_MANY_CALLS);
        }
    }

    /** Sends with a turn that was taken, waits for the answer, and gives the turn back whatever becomes of the call. */
    private HttpAnswer send(Request request, AnswerTime time) throws GraphException {
        try {
            return wire.post(request.uri(), request.form(), time.left());
        } finally {
            turns.release();
        }
    }

    /** As {@link #send}, on a thread that is kept for the next one, without waiting for the answer. */
    private Pending start(Request request, RateBudget budget, Attempt attempt) {
        AnswerTime time = attempt.time();
        time.left(); // Begins it now, and not when a thread gets to the call.
        try {
            return new Pending(beside.submit(() -> send(request, time)), budget, attempt);
        } catch (RuntimeException | Error e) {
            // A thread that cannot be made comes out of here as an Error; the turn must not be lost with it.
            turns.release();
            throw e;
        }
    }

    /** The JSON of a successful answer, after what its headers say of rate limits was passed on. */
    private JsonNode taken(HttpAnswer answer, RateBudget budget, Attempt attempt) throws GraphException {
        attempt.answered(answer.status());
        UsageHeaders.percentages(answer::header).forEach(observer::used);
        Map<RateSubject, Duration> pauses = UsageHeaders.pauses(answer::header);
        pauses.values().forEach(observer::paused);
        pauses.forEach(budget::pause);
        return read(answer, pauses);
    }

    private static GraphException failure(Throwable cause) {
        return cause instanceof GraphException known
                ? known
                : new GraphException(GraphError.of(GraphError.Cause.GRAPH_UNREACHABLE), cause);
    }

    /** As {@link #read(String, int)}; a rate limit then comes with the longest time that the headers tell of its kind. */
    private static JsonNode read(HttpAnswer answer, Map<RateSubject, Duration> pauses) throws GraphException {
        try {
            return read(answer.body(), answer.status());
        } catch (GraphException e) {
            boolean ofTheApp = RateSubject.APP.limitedBy(e.error().code()).isPresent();
            Duration told = pauses.entrySet().stream()
                    .filter(pause -> pause.getKey().equals(RateSubject.APP) == ofTheApp)
                    .map(Map.Entry::getValue)
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            boolean limited = e.error().cause() == GraphError.Cause.RATE_LIMITED;
            throw limited && !told.isZero() ? GraphException.toldToWait(e.error(), told) : e;
        }
    }

    /** The JSON of what Graph sent, on its own or inside a batch; or its refusal. */
    static JsonNode read(String body, int status) throws GraphException {
        JsonNode json = parse(body, status);
        if (json.path("error").isObject()) {
            throw new GraphException(GraphError.read(json.path("error"), status));
        }
        if (status != 200) {
            throw new GraphException(unexplained(status));
        }
        return json;
    }

    private static JsonNode parse(String body, int status) throws GraphException {
        try {
            JsonNode json = JSON.readTree(body);
            if (json != null && json.isContainerNode()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // The parser's message quotes the answer, which may hold a token: it is not passed on.
            throw new GraphException(unexplained(status));
        }
        throw new GraphException(unexplained(status));
    }

    private static GraphError unexplained(int status) {
        return GraphError.of(status >= 500 ? GraphError.Cause.GRAPH_UNAVAILABLE : GraphError.Cause.ANSWER_MALFORMED);
    }
}
