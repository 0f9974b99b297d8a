package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What every call to Graph has around it, and the one reason for its length: a circuit breaker for its host, further
 * tries where these do no harm, the memory of a rate limit, and somebody who looks on. Why no library:
 * {@code docs/adr/0009}.
 */
final class GraphCalls {

    /** Before the second try; twice as long before each further one. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final GraphHttp http;
    private final GraphLimits limits;
    private final GraphObserver observer;
    private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    GraphCalls(GraphHttp http, GraphLimits limits, GraphObserver observer) {
        this.http = http;
        this.limits = limits;
        this.observer = observer;
    }

    interface Call<T> {
        T make(Attempt attempt) throws GraphException;
    }

    /** @param subject whom Meta counts the call for */
    <T> T make(GraphConnection connection, GraphOperation operation, RateSubject subject, Call<T> call)
            throws GraphException {
        http.requireAllowed(connection.graphUrl());
        String host = host(connection.graphUrl());
        CircuitBreaker breaker = breaker(host);
        AnswerTime time = new AnswerTime(limits.answer(), System::nanoTime);
        int tries = operation.mayBeRepeated() ? limits.readTries() : 1;
        for (int tried = 1; ; tried++) {
            try {
                return observed(
                        observer.begin(operation), new Attempt(time), attempt -> guarded(host, breaker, attempt, call));
            } catch (GraphException e) {
                GraphException told = remembered(connection, subject, e);
                boolean again = tried < tries && passesQuickly(told.error().cause()) && !breaker.isOpen();
                if (!again || !paused(tried, time)) {
                    throw told;
                }
            }
        }
    }

    /** Makes of an answer what the call was made for. */
    interface Reading<T> {
        T of(JsonNode answer) throws GraphException;
    }

    /** A call on its way. */
    interface Started<T> {
        T await() throws GraphException;
    }

    /**
     * A call beside another one, that nobody depends on: it is left out while this server is busy or the host
     * suspended, and tells the circuit breaker nothing.
     */
    <T> Optional<Started<T>> startAside(
            GraphConnection connection,
            GraphOperation operation,
            String path,
            Map<String, String> form,
            Reading<T> reading)
            throws GraphException {
        http.requireAllowed(connection.graphUrl());
        if (breaker(host(connection.graphUrl())).isOpen()) {
            return Optional.empty();
        }
        Attempt attempt = new Attempt(new AnswerTime(limits.answer(), System::nanoTime));
        return http.startIfSpare(connection, path, form, attempt).map(pending -> {
            GraphObserver.Call observation = observer.begin(operation);
            return () -> {
                try {
                    return observed(observation, attempt, started -> reading.of(pending.await()));
                } catch (GraphException e) {
                    throw remembered(connection, RateSubject.APP, e);
                }
            };
        });
    }

    int suspendedHosts() {
        return (int) breakers.values().stream().filter(CircuitBreaker::isOpen).count();
    }

    private static <T> T observed(GraphObserver.Call observation, Attempt attempt, Call<T> call) throws GraphException {
        GraphObserver.Outcome outcome = GraphObserver.Outcome.internalError();
        try {
            T result = call.make(attempt);
            outcome = GraphObserver.Outcome.success(attempt.httpStatus());
            return result;
        } catch (GraphException e) {
            outcome = GraphObserver.Outcome.of(attempt.httpStatus(), e.error());
            throw e;
        } finally {
            observation.end(outcome);
        }
    }

    private <T> T guarded(String host, CircuitBreaker breaker, Attempt attempt, Call<T> call) throws GraphException {
        CircuitBreaker.Pass pass = breaker.enter();
        boolean told = false;
        try {
            T result = call.make(attempt);
            told = true;
            tellAnswered(pass, host);
            return result;
        } catch (GraphException e) {
            told = true;
            if (saysSlowOrDown(e.error())) {
                tellFailed(pass, host);
            } else if (saysNothing(e.error())) {
                pass.abandoned();
            } else {
                tellAnswered(pass, host);
            }
            throw e;
        } finally {
            if (!told) {
                pass.abandoned();
            }
        }
    }

    private void tellAnswered(CircuitBreaker.Pass pass, String host) {
        if (pass.answered()) {
            observer.resumed(host);
        }
    }

    private void tellFailed(CircuitBreaker.Pass pass, String host) {
        if (pass.failed()) {
            observer.suspended(host, limits.suspension());
        }
    }

    /**
     * Only what no realm admin can bring about, since all realms share the breaker. Code 1, "unknown error", is also
     * what odd parameters get; and an answer that is not Graph's, below status 500, comes of an odd Graph URL.
     */
    private static boolean saysSlowOrDown(GraphError error) {
        return switch (error.cause()) {
            case GRAPH_TIMEOUT, GRAPH_UNREACHABLE -> true;
            case GRAPH_UNAVAILABLE -> error.code() != 1;
            default -> false;
        };
    }

    /** Whether the call ended before Graph was called. */
    private static boolean saysNothing(GraphError error) {
        return switch (error.cause()) {
            case TOO_MANY_CALLS, HOST_NOT_ALLOWED -> true;
            case RATE_LIMITED -> error.code() == 0;
            default -> false;
        };
    }

    private static boolean passesQuickly(GraphError.Cause cause) {
        return switch (cause) {
            case GRAPH_UNAVAILABLE, GRAPH_UNREACHABLE, ANSWER_MALFORMED -> true;
            default -> false;
        };
    }

    /** False, at once, where no time would be left for another try. */
    private static boolean paused(int tried, AnswerTime time) {
        Duration pause = pause(tried, ThreadLocalRandom.current().nextDouble());
        if (time.left().compareTo(pause) <= 0) {
            return false;
        }
        try {
            Thread.sleep(pause.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** @param chance from 0 to 1, so that those who failed together do not come back together */
    static Duration pause(int tried, double chance) {
        long longest = FIRST_PAUSE.toMillis() << Math.min(tried - 1, 10);
        return Duration.ofMillis(longest / 2 + Math.round(longest / 2.0 * chance));
    }

    /** Whatever the form in which Meta says that a limit is reached, nobody calls again until it is over. */
    private GraphException remembered(GraphConnection connection, RateSubject subject, GraphException e) {
        boolean saidByMeta =
                e.error().cause() == GraphError.Cause.RATE_LIMITED && e.error().code() != 0;
        return saidByMeta ? remember(connection, subject, e) : e;
    }

    GraphException remember(GraphConnection connection, RateSubject subject, GraphException limit) {
        Duration pause = limit.retryAfter().isZero() ? UsageHeaders.UNTOLD : limit.retryAfter();
        subject.limitedBy(limit.error().code()).ifPresent(whom -> {
            observer.paused(pause);
            connection.budget().pause(whom, pause);
        });
        return GraphException.toldToWait(limit.error(), pause);
    }

    /** Realms differ in the rest of their Graph URLs, not in the Graph that they mean. */
    private static String host(URI graphUrl) {
        return graphUrl.getHost().toLowerCase(Locale.ROOT) + (graphUrl.getPort() < 0 ? "" : ":" + graphUrl.getPort());
    }

    private CircuitBreaker breaker(String host) {
        return breakers.computeIfAbsent(
                host,
                unknown -> new CircuitBreaker(
                        limits.failuresToSuspend(), limits.suspension(), limits.longestCall(), System::nanoTime));
    }
}
