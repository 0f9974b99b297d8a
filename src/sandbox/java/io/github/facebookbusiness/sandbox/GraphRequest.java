package io.github.facebookbusiness.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One call: over the wire, or as an operation of a batch.
 *
 * @param version the version in the path, which may be left out
 * @param path the path's parts after the version
 * @param body as it came, before anything was read from it
 * @param inherited what the call is made with when its parameters say nothing: the header, or the batch's own
 */
record GraphRequest(
        long sequence,
        Instant arrived,
        Nesting nesting,
        String method,
        String rawUri,
        Optional<String> version,
        List<String> path,
        Parameters parameters,
        String body,
        Map<String, String> headers,
        Credentials inherited) {

    private static final AtomicLong SEQUENCE = new AtomicLong();
    private static final Pattern VERSION = Pattern.compile("v\\d+\\.\\d+");

    static GraphRequest read(HttpExchange exchange, Instant arrived) throws IOException {
        URI uri = exchange.getRequestURI();
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Parameters inBody = headers.getOrDefault("content-type", "").startsWith("application/json")
                ? Parameters.ofJson(body)
                : Parameters.ofForm(body);
        List<String> parts = parts(uri.getPath());
        return new GraphRequest(
                SEQUENCE.incrementAndGet(),
                arrived,
                Nesting.TOP_LEVEL,
                exchange.getRequestMethod(),
                uri.toString(),
                version(parts),
                withoutVersion(parts),
                Parameters.ofUri(uri.toString()).and(inBody),
                body,
                headers,
                Credentials.ofHeader(Optional.ofNullable(headers.get("authorization"))));
    }

    /** An operation of this batch. Its version is the batch's unless it names one. */
    GraphRequest operation(String method, String relativeUrl, String body) {
        int query = relativeUrl.indexOf('?');
        List<String> parts = parts(query < 0 ? relativeUrl : relativeUrl.substring(0, query));
        return new GraphRequest(
                SEQUENCE.incrementAndGet(),
                MonotonicTime.now(),
                Nesting.IN_BATCH,
                method,
                relativeUrl,
                version(parts).or(() -> version),
                withoutVersion(parts),
                Parameters.ofUri(relativeUrl).and(Parameters.ofForm(body)),
                body,
                headers,
                credentials());
    }

    /** Where references between operations may stand: each part of the path and each parameter. */
    Stream<String> texts() {
        return Stream.concat(
                path.stream(), parameters.values().values().stream().flatMap(List::stream));
    }

    /** An operation of a batch begins when those before it have ended. */
    GraphRequest atItsTurn() {
        return with(path, parameters);
    }

    /** As {@link #atItsTurn}, with each of the {@link #texts} changed. */
    GraphRequest mapped(UnaryOperator<String> change) {
        List<String> changedPath =
                path.stream().map(change).filter(part -> !part.isEmpty()).toList();
        return with(changedPath, parameters.mapped(change));
    }

    private GraphRequest with(List<String> newPath, Parameters newParameters) {
        return new GraphRequest(
                sequence,
                MonotonicTime.now(),
                nesting,
                method,
                rawUri,
                version,
                newPath,
                newParameters,
                body,
                headers,
                inherited);
    }

    Credentials credentials() {
        return inherited.overriddenBy(parameters);
    }

    boolean isFor(String... expectedPath) {
        return path.equals(List.of(expectedPath));
    }

    private static List<String> parts(String path) {
        return Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
    }

    private static Optional<String> version(List<String> parts) {
        return parts.stream().findFirst().filter(part -> VERSION.matcher(part).matches());
    }

    private static List<String> withoutVersion(List<String> parts) {
        return version(parts).isPresent() ? parts.subList(1, parts.size()) : parts;
    }
}
