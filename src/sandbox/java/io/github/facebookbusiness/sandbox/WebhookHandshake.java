package io.github.facebookbusiness.sandbox;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What Meta asks of a callback before it sends webhooks there: to tell the challenge, if it knows the verify token.
 *
 * @param mode {@code subscribe} when Meta asks
 * @param challenge digits when Meta asks
 */
public record WebhookHandshake(String mode, String challenge, String verifyToken) {
    public static WebhookHandshake with(String verifyToken) {
        long challenge = ThreadLocalRandom.current().nextLong(1_000_000_000L, 10_000_000_000L);
        return new WebhookHandshake("subscribe", Long.toString(challenge), verifyToken);
    }

    public WebhookHandshake withMode(String otherMode) {
        return new WebhookHandshake(otherMode, challenge, verifyToken);
    }

    public WebhookHandshake withChallenge(String otherChallenge) {
        return new WebhookHandshake(mode, otherChallenge, verifyToken);
    }

    public HttpResponse<String> sendTo(URI callback) {
        String query = "hub.mode=" + encoded(mode) + "&hub.challenge=" + encoded(challenge) + "&hub.verify_token="
                + encoded(verifyToken);
        URI address = URI.create(callback + (callback.getRawQuery() == null ? "?" : "&") + query);
        return CallbackClient.send(CallbackClient.to(address).GET().build());
    }

    /** Whether Meta would take this answer: the challenge, and nothing else. */
    public boolean isPassedBy(HttpResponse<String> answer) {
        return answer.statusCode() == 200 && answer.body().equals(challenge);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
