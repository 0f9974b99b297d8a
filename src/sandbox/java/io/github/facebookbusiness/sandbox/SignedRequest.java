package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/**
 * What Meta posts to the deauthorize and data deletion callbacks of an app: {@code <signature>.<payload>}, both in
 * unpadded base64url, the signature over the payload as it is encoded. Each variant is another one; what was made once
 * stays the same, so that it can be sent again.
 */
public final class SignedRequest {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SandboxApp app;
    private final ObjectNode payload;
    private final String appSecret;

    private SignedRequest(SandboxApp app, ObjectNode payload, String appSecret) {
        this.app = app;
        this.payload = payload;
        this.appSecret = appSecret;
    }

    /** Of a person or a system user, by the id that this app sees. */
    static SignedRequest about(String userId, SandboxApp app) {
        ObjectNode payload = Json.object()
                .put("algorithm", "HMAC-SHA256")
                .put("issued_at", app.now().getEpochSecond())
                .put("user_id", userId);
        return new SignedRequest(app, payload, app.secret());
    }

    /** Of a Page that removes the app: {@code user_id} is 0 then, as has been reported. */
    static SignedRequest aboutPage(String pageId, SandboxApp app) {
        return about("0", app).with("profile_id", Json.text(pageId));
    }

    public SignedRequest issuedAt(Instant time) {
        return with("issued_at", Json.number(time.getEpochSecond()));
    }

    public SignedRequest expires(Instant time) {
        return with("expires", Json.number(time.getEpochSecond()));
    }

    /** Names another algorithm; it is signed as ever. */
    public SignedRequest algorithm(String name) {
        return with("algorithm", Json.text(name));
    }

    /** Signs with a secret of before, or with one that is none of the app's. */
    public SignedRequest signedWith(String otherSecret) {
        return new SignedRequest(app, payload, otherSecret);
    }

    public SignedRequest with(String name, JsonNode value) {
        ObjectNode changed = payload.deepCopy();
        changed.set(name, value);
        return new SignedRequest(app, changed, appSecret);
    }

    public SignedRequest without(String name) {
        return new SignedRequest(app, payload.deepCopy().without(name), appSecret);
    }

    /** What is sent as {@code signed_request}. It may turn up in no log, as {@link SandboxApp#issued} tells. */
    public String value() {
        String encoded = BASE64.encodeToString(payload.toString().getBytes(StandardCharsets.UTF_8));
        String value = BASE64.encodeToString(AppSecretHmac.SHA_256.of(encoded, appSecret)) + '.' + encoded;
        app.ledger().remember(value);
        return value;
    }

    /** Posts it as a form, as often as it is called. */
    public HttpResponse<String> sendTo(URI callback) {
        return sendAs(value(), callback);
    }

    /** Posts any text as {@code signed_request}, for what nobody could sign. */
    public static HttpResponse<String> sendAs(String value, URI callback) {
        String form = "signed_request=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        return CallbackClient.send(CallbackClient.to(callback)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());
    }
}
