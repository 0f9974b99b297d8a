package io.github.facebookbusiness.keycloak.graph;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What every call to Graph has around it: a circuit breaker for its host, further tries where these do no harm, and the
 * memory of a rate limit. Why no library: {@code docs/adr/0009}.
 */
final class GraphCalls {

    /** Before the second try; twice as long before each further one. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final GraphHttp http;
    private final GraphLimits limits;
    private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    GraphCalls(GraphHttp http, GraphLimits limits) {
        this.http = http;
        this.limits = limits;
    }

    interface Call<T> {
        T make(AnswerTime time) throws GraphException;
    }

    /** @param subject whom Meta counts the call for */
    <T> T make(GraphConnection connection, GraphOperation operation, RateSubject subject, Call<T> call)
            throws GraphException {
        http.requireAllowed(connection.graphUrl());
        CircuitBreaker breaker = breaker(connection.graphUrl());
        AnswerTime time = new AnswerTime(limits.answer(), System::nanoTime);
        int tries = operation.mayBeRepeated() ? limits.readTries() : 1;
        for (int tried = 1; ; tried++) {
            try {
                return guarded(breaker.enter(), () -> call.make(time));
            } catch (GraphException e) {
                GraphException told = remembered(connection, subject, e);
                boolean again = tried < tries && passesQuickly(told.error().cause()) && !breaker.isOpen();
                if (!again || !paused(tried, time)) {
                    throw told;
                }
            }
        }
    }

    /**
     * A call that was started where {@link #isSuspended} was false, and that nobody depends on: it tells the circuit
     * breaker nothing.
     */
    <T> T await(GraphConnection connection, RateSubject subject, Tried<T> started) throws GraphException {
        try {
            return started.make();
        } catch (GraphException e) {
            throw remembered(connection, subject, e);
        }
    }

    boolean isSuspended(GraphConnection connection) {
        return breaker(connection.graphUrl()).isOpen();
    }

    interface Tried<T> {
        T make() throws GraphException;
    }

    private static <T> T guarded(CircuitBreaker.Pass pass, Tried<T> call) throws GraphException {
        boolean told = false;
        try {
            T result = call.make();
            pass.answered();
            told = true;
            return result;
        } catch (GraphException e) {
            if (saysSlowOrDown(e.error())) {
                pass.failed();
            } else if (saysNothing(e.error())) {
                pass.abandoned();
            } else {
                pass.answered();
            }
            told = true;
            throw e;
        } finally {
            if (!told) {
                pass.abandoned();
            }
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
    private static GraphException remembered(GraphConnection connection, RateSubject subject, GraphException e) {
        boolean saidByMeta =
                e.error().cause() == GraphError.Cause.RATE_LIMITED && e.error().code() != 0;
        return saidByMeta ? remember(connection, subject, e) : e;
    }

    static GraphException remember(GraphConnection connection, RateSubject subject, GraphException limit) {
        Duration pause = limit.retryAfter().isZero() ? UsageHeaders.UNTOLD : limit.retryAfter();
        subject.limitedBy(limit.error().code())
                .ifPresent(whom -> connection.budget().pause(whom, pause));
        return GraphException.toldToWait(limit.error(), pause);
    }

    /** One for each host and port that is called: realms differ in the rest of their Graph URLs, not in Graph. */
    private CircuitBreaker breaker(URI graphUrl) {
        String authority = graphUrl.getHost().toLowerCase(Locale.ROOT) + ":" + graphUrl.getPort();
        return breakers.computeIfAbsent(
                authority,
                unknown -> new CircuitBreaker(
                        limits.failuresToSuspend(), limits.suspension(), limits.longestCall(), System::nanoTime));
    }
}
