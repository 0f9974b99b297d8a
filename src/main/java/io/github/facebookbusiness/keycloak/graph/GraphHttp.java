package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The one class that talks HTTP to Meta: POST with a form body only, so that no secret is ever in a URL; no redirects,
 * no cookies, no second try, a bounded answer within a bounded time, a bounded number of calls at once.
 *
 * <p>It uses the JDK's client and not Keycloak's: Keycloak's (Apache) writes whole requests to the log at DEBUG, and
 * re-sends a POST when the operator switched retries on. See {@code docs/adr/0002}.
 */
final class GraphHttp {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final AllowedHosts allowedHosts;
    private final GraphLimits limits;
    private final Semaphore turns;

    GraphHttp(AllowedHosts allowedHosts, GraphLimits limits, ProxySelector proxy) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connect())
                .proxy(proxy)
                .build();
        this.allowedHosts = allowedHosts;
        this.limits = limits;
        this.turns = new Semaphore(limits.concurrentCalls());
    }

    /** An answer on its way; two of them are calls side by side. */
    final class Pending {

        private final CompletableFuture<HttpResponse<String>> response;
        private final long deadline;

        private Pending(CompletableFuture<HttpResponse<String>> response, long deadline) {
            this.response = response;
            this.deadline = deadline;
        }

        /** The JSON of a successful answer. */
        JsonNode await() throws GraphException {
            try {
                return parse(response.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                response.cancel(true);
                throw new GraphException(GraphError.Cause.GRAPH_TIMEOUT);
            } catch (InterruptedException e) {
                response.cancel(true);
                Thread.currentThread().interrupt();
                throw new GraphException(GraphError.Cause.GRAPH_TIMEOUT);
            } catch (ExecutionException e) {
                throw failure(e.getCause());
            }
        }
    }

    JsonNode post(URI uri, Map<String, String> form) throws GraphException {
        return start(uri, form).await();
    }

    Pending start(URI uri, Map<String, String> form) throws GraphException {
        if (allowedHosts.refusal(uri).isPresent()) {
            throw new GraphException(GraphError.Cause.HOST_NOT_ALLOWED);
        }
        takeTurn();
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(limits.answer())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(encode(form)))
                .build();
        long deadline = System.nanoTime() + limits.answer().toNanos();
        CompletableFuture<HttpResponse<String>> response =
                client.sendAsync(request, head -> new BoundedBody(limits.answerBytes()));
        // On a copy: cancelling what whenComplete returns would not end the exchange.
        response.whenComplete((answer, failure) -> turns.release());
        return new Pending(response, deadline);
    }

    private void takeTurn() throws GraphException {
        try {
            if (!turns.tryAcquire(limits.lease().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new GraphException(GraphError.Cause.TOO_MANY_CALLS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GraphException(GraphError.Cause.TOO_MANY_CALLS);
        }
    }

    private static GraphException failure(Throwable cause) {
        if (cause instanceof HttpTimeoutException) {
            return new GraphException(GraphError.of(GraphError.Cause.GRAPH_TIMEOUT), cause);
        }
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            if (reason instanceof GraphException known) {
                return known;
            }
        }
        return new GraphException(GraphError.of(GraphError.Cause.GRAPH_UNREACHABLE), cause);
    }

    private static JsonNode parse(HttpResponse<String> response) throws GraphException {
        JsonNode json = read(response.body(), response.statusCode());
        if (json.path("error").isObject()) {
            throw new GraphException(GraphError.read(json.path("error"), response.statusCode()));
        }
        if (response.statusCode() != 200) {
            throw new GraphException(unexplained(response.statusCode()));
        }
        return json;
    }

    /** Parses what Graph sent, on its own or inside a batch. */
    static JsonNode read(String body, int status) throws GraphException {
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

    static GraphError unexplained(int status) {
        return GraphError.of(status >= 500 ? GraphError.Cause.GRAPH_UNAVAILABLE : GraphError.Cause.ANSWER_MALFORMED);
    }

    static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
