package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * The one class that talks HTTP to Meta: POST with a form body only, so that no secret is ever in a URL; no redirects,
 * no cookies, no second try of its own, a bounded answer within a bounded time, a bounded number of calls at once.
 *
 * <p>It uses the JDK's client and not Keycloak's: Keycloak's (Apache) writes whole requests to the log at DEBUG, and
 * re-sends a POST when the operator switched retries on. See {@code docs/adr/0002}.
 */
final class GraphHttp {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final HttpClient client;
    private final AllowedHosts allowedHosts;
    private final GraphLimits limits;
    private final Semaphore turns;
    private final GraphObserver observer;
    private final ExecutorService beside = Executors.newCachedThreadPool(GraphHttp::thread);

    GraphHttp(AllowedHosts allowedHosts, GraphLimits limits, ProxySelector proxy, GraphObserver observer) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connect())
                .proxy(proxy)
                .build();
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

        private final Future<HttpResponse<String>> response;
        private final RateBudget budget;
        private final Attempt attempt;

        private Pending(Future<HttpResponse<String>> response, RateBudget budget, Attempt attempt) {
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
        HttpRequest.Builder request = request(connection, path, form);
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
        HttpRequest.Builder request = request(connection, path, form);
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

    private HttpRequest.Builder request(GraphConnection connection, String path, Map<String, String> form)
            throws GraphException {
        URI uri = connection.edge(path);
        requireAllowed(uri);
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(FormEncoding.of(form)));
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

    /**
     * Sends with a turn that was taken, waits for the answer, and gives the turn back whatever becomes of the call. Not
     * {@code sendAsync}: on a machine of one or two processors, that one starts a thread for each answer.
     */
    private HttpResponse<String> send(HttpRequest.Builder request, AnswerTime time) throws GraphException {
        Duration left = time.left();
        try {
            // The client's own timeout ends with the headers; the body has the same end by itself.
            return client.send(
                    request.timeout(left.isNegative() || left.isZero() ? SHORTEST : left)
                            .build(),
                    head -> BoundedBody.within(time.left(), limits.answerBytes()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GraphException(GraphError.Cause.GRAPH_TIMEOUT);
        } catch (IOException e) {
            throw failure(e);
        } finally {
            turns.release();
        }
    }

    /** As {@link #send}, on a thread that is kept for the next one, without waiting for the answer. */
    private Pending start(HttpRequest.Builder request, RateBudget budget, Attempt attempt) {
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
    private JsonNode taken(HttpResponse<String> answer, RateBudget budget, Attempt attempt) throws GraphException {
        attempt.answered(answer.statusCode());
        UnaryOperator<String> headers =
                name -> answer.headers().firstValue(name).orElse("");
        UsageHeaders.percentages(headers).forEach(observer::used);
        Map<RateSubject, Duration> pauses = UsageHeaders.pauses(headers);
        pauses.values().forEach(observer::paused);
        pauses.forEach(budget::pause);
        return read(answer, pauses);
    }

    private static GraphException failure(Throwable cause) {
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            if (reason instanceof HttpTimeoutException || reason instanceof TimeoutException) {
                return new GraphException(GraphError.of(GraphError.Cause.GRAPH_TIMEOUT), cause);
            }
            if (reason instanceof GraphException known) {
                return known;
            }
        }
        return new GraphException(GraphError.of(GraphError.Cause.GRAPH_UNREACHABLE), cause);
    }

    /** As {@link #read(String, int)}; a rate limit then comes with the longest time that the headers tell of its kind. */
    private static JsonNode read(HttpResponse<String> answer, Map<RateSubject, Duration> pauses) throws GraphException {
        try {
            return read(answer.body(), answer.statusCode());
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
