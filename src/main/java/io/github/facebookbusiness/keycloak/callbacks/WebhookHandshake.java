package io.github.facebookbusiness.keycloak.callbacks;

import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How Meta makes sure that the address of a webhook is the admin's: it sends the verify token that the admin entered at
 * Meta, and wants its challenge back. Source: Meta, Webhooks, Verification Requests.
 */
final class WebhookHandshake {

    /** Meta's is a number. What is echoed must not be able to be anything that a browser runs. */
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private WebhookHandshake() {}

    /**
     * What to echo; empty where it is not Meta who asks.
     *
     * @param verifyToken empty where the provider has none: then nobody is believed
     */
    static Optional<String> challenge(MultivaluedMap<String, String> query, Optional<String> verifyToken) {
        boolean known = verifyToken
                .filter(token -> isSame(token, single(query, "hub.verify_token").orElse("")))
                .isPresent();
        boolean subscribes = single(query, "hub.mode").equals(Optional.of("subscribe"));
        return single(query, "hub.challenge")
                .filter(challenge ->
                        known && subscribes && CHALLENGE.matcher(challenge).matches());
    }

    private static Optional<String> single(MultivaluedMap<String, String> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** In constant time, so that nobody learns the token by trying. */
    private static boolean isSame(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
