package io.github.facebookbusiness.keycloak.testing;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The public addresses of one provider, as Meta calls them, and as somebody would who plays Meta. */
public final class MetaCallbacks {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final TestRealm realm;
    private final URI base;

    private MetaCallbacks(TestRealm realm, String alias) {
        this.realm = realm;
        this.base = URI.create(realm.url() + "/facebook-business/" + alias);
    }

    public static MetaCallbacks of(TestRealm realm, String alias) {
        return new MetaCallbacks(realm, alias);
    }

    public URI base() {
        return base;
    }

    /** A webhook signed with the app's present secret. */
    public Answer webhook(String body) {
        return webhook(body, realm.app().secret());
    }

    public Answer webhook(String body, String secret) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return webhook(bytes, Map.of("X-Hub-Signature-256", MetaSignature.ofWebhook(secret, bytes)));
    }

    public Answer webhook(byte[] body, Map<String, String> headers) {
        return send("POST", "/webhook", "application/json", body, headers);
    }

    public Answer handshake(Map<String, String> query) {
        return send("GET", "/webhook?" + FormEncoding.of(query), "", new byte[0], Map.of());
    }

    public Answer deauthorize(String signedRequest) {
        return postForm("/deauthorize", signedRequest);
    }

    public Answer deleteData(String signedRequest) {
        return postForm("/data-deletion", signedRequest);
    }

    public Answer postForm(String path, String signedRequest) {
        byte[] form = FormEncoding.of(Map.of("signed_request", signedRequest)).getBytes(StandardCharsets.UTF_8);
        return send("POST", path, FORM, form, Map.of());
    }

    /** A request about a person (or a system user), signed with the app's present secret. */
    public String signedRequest(String userId, long issuedAt) {
        return MetaSignature.signedRequest(
                realm.app().secret(),
                "{\"algorithm\":\"HMAC-SHA256\",\"user_id\":\"" + userId + "\",\"issued_at\":" + issuedAt + "}");
    }

    /** What Meta sends when the same thing happened to these businesses. */
    public String businessIntegration(String what, long time, String... clientBusinessIds) {
        String changes = Stream.of(clientBusinessIds)
                .map(id -> "{\"field\":\"business_integration_" + what + "\",\"value\":{\"business_manager_id\":\"" + id
                        + "\"}}")
                .collect(Collectors.joining(","));
        return "{\"object\":\"application\",\"entry\":[{\"id\":\"" + realm.app().id() + "\",\"time\":" + time
                + ",\"changes\":[" + changes + "]}]}";
    }

    /** @param contentType none where it is empty */
    public Answer send(String method, String path, String contentType, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Http.LIMIT)
                .method(method, BodyPublishers.ofByteArray(body));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        headers.forEach(request::header);
        return Answer.of(Http.send(request.build()));
    }
}
