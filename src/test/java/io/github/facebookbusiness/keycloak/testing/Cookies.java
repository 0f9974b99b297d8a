package io.github.facebookbusiness.keycloak.testing;

import java.net.URI;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A browser's cookies, by host and path. As in browsers, ports do not matter, and {@code Secure} cookies go back to a
 * loopback host over plain http, which is how Keycloak's development mode works at all.
 */
final class Cookies {

    private record Name(String host, String path, String name) {}

    private final Map<Name, String> values = new HashMap<>();

    void store(URI origin, List<String> setCookieHeaders) {
        setCookieHeaders.forEach(header -> store(origin, header));
    }

    private void store(URI origin, String header) {
        String[] parts = header.split(";");
        String[] pair = parts[0].split("=", 2);
        String path = attribute(parts, "path").orElseGet(() -> folder(origin.getPath()));
        Name name = new Name(origin.getHost(), path, pair[0].trim());
        boolean deleted =
                attribute(parts, "max-age").map(age -> Long.parseLong(age) <= 0).orElse(false);
        if (deleted) {
            values.remove(name);
        } else {
            values.put(name, pair.length == 2 ? pair[1].trim() : "");
        }
    }

    /** The Cookie header for a request, longest path first; empty where there is nothing to send. */
    Optional<String> header(URI target) {
        String header = values.entrySet().stream()
                .filter(cookie -> matches(cookie.getKey(), target))
                .sorted(Comparator.comparingInt((Map.Entry<Name, String> cookie) ->
                                cookie.getKey().path().length())
                        .reversed())
                .map(cookie -> cookie.getKey().name() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
        return header.isEmpty() ? Optional.empty() : Optional.of(header);
    }

    /** Names of the cookies that the host has set. */
    List<String> names(String host) {
        return values.keySet().stream()
                .filter(cookie -> cookie.host().equals(host))
                .map(Name::name)
                .sorted()
                .toList();
    }

    void clear() {
        values.clear();
    }

    private static boolean matches(Name cookie, URI target) {
        String path = target.getPath();
        String prefix = cookie.path().endsWith("/") ? cookie.path() : cookie.path() + "/";
        return cookie.host().equals(target.getHost())
                && (path.equals(cookie.path())
                        || path.startsWith(prefix)
                        || cookie.path().equals("/"));
    }

    private static String folder(String path) {
        int end = path.lastIndexOf('/');
        return end <= 0 ? "/" : path.substring(0, end);
    }

    private static Optional<String> attribute(String[] parts, String wanted) {
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            if (pair[0].trim().equalsIgnoreCase(wanted) && pair.length == 2) {
                return Optional.of(pair[1].trim());
            }
        }
        return Optional.empty();
    }
}
