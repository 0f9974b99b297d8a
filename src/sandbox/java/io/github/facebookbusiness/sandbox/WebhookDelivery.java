package io.github.facebookbusiness.sandbox;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One POST of Meta's webhooks, signed over its raw bytes. It does not change: sent again it is the same delivery, as a
 * retry of Meta's or a replay of somebody else's would be. Its variants are what a hostile sender might try.
 */
public final class WebhookDelivery {
    private final byte[] body;
    private final Optional<String> signature;
    private final Optional<String> olderSignature;

    private WebhookDelivery(byte[] body, Optional<String> signature, Optional<String> olderSignature) {
        this.body = body;
        this.signature = signature;
        this.olderSignature = olderSignature;
    }

    static WebhookDelivery signed(String body, String appSecret) {
        return new WebhookDelivery(body.getBytes(StandardCharsets.UTF_8), Optional.empty(), Optional.empty())
                .signedWith(appSecret);
    }

    public String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The value of {@code X-Hub-Signature-256}. */
    public Optional<String> signature() {
        return signature;
    }

    /** The same body, signed anew: with a secret of before, or with one that is none of the app's. */
    public WebhookDelivery signedWith(String appSecret) {
        return new WebhookDelivery(
                body,
                Optional.of("sha256=" + hex(AppSecretHmac.SHA_256, appSecret)),
                Optional.of("sha1=" + hex(AppSecretHmac.SHA_1, appSecret)));
    }

    /** Another body under the signature of this one. */
    public WebhookDelivery withBody(String otherBody) {
        return withBody(otherBody.getBytes(StandardCharsets.UTF_8));
    }

    /** Another body under the signature of this one, which need not be a text. */
    public WebhookDelivery withBody(byte[] otherBody) {
        return new WebhookDelivery(otherBody.clone(), signature, olderSignature);
    }

    /** Another {@code X-Hub-Signature-256}; the older header stays right. */
    public WebhookDelivery withSignature(String otherSignature) {
        return new WebhookDelivery(body, Optional.of(otherSignature), olderSignature);
    }

    /** With the older header {@code X-Hub-Signature} alone, which is right but made with SHA-1. */
    public WebhookDelivery withOlderSignatureOnly() {
        return new WebhookDelivery(body, Optional.empty(), olderSignature);
    }

    public WebhookDelivery unsigned() {
        return new WebhookDelivery(body, Optional.empty(), Optional.empty());
    }

    /** Sends it, as often as it is called. */
    public HttpResponse<String> sendTo(URI callback) {
        HttpRequest.Builder request = CallbackClient.to(callback)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        olderSignature.ifPresent(value -> request.header("X-Hub-Signature", value));
        signature.ifPresent(value -> request.header("X-Hub-Signature-256", value));
        return CallbackClient.send(request.build());
    }

    private String hex(AppSecretHmac hmac, String appSecret) {
        return HexFormat.of().formatHex(hmac.of(body, appSecret));
    }
}
