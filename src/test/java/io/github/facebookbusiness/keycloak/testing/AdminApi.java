package io.github.facebookbusiness.keycloak.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A REST client that shows status, body and headers as they are, for Keycloak's Admin API and for what the extension
 * adds to it. Every path begins with a slash and is appended to {@link #base()}.
 */
public final class AdminApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final Supplier<Optional<String>> bearer;

    private AdminApi(URI base, Supplier<Optional<String>> bearer) {
        this.base = base;
        this.bearer = bearer;
    }

    /** As the bootstrap administrator of the whole server. */
    public static AdminApi of(URI server) {
        AdminToken token = new AdminToken(server);
        return new AdminApi(server, () -> Optional.of(token.value()));
    }

    public URI base() {
        return base;
    }

    /** The same caller, with paths that continue {@code path}. */
    public AdminApi below(String path) {
        return new AdminApi(URI.create(base + path), bearer);
    }

    /** The same caller at another address, such as a realm's own. */
    public AdminApi at(URI address) {
        return new AdminApi(address, bearer);
    }

    /** Somebody else, with this access token. */
    public AdminApi as(String accessToken) {
        return new AdminApi(base, () -> Optional.of(accessToken));
    }

    /** Nobody: no token at all. */
    public AdminApi anonymous() {
        return new AdminApi(base, Optional::empty);
    }

    public Answer get(String path) {
        return send("GET", path, Optional.empty(), BodyPublishers.noBody());
    }

    public Answer delete(String path) {
        return send("DELETE", path, Optional.empty(), BodyPublishers.noBody());
    }

    /** Without a body. */
    public Answer post(String path) {
        return send("POST", path, Optional.empty(), BodyPublishers.noBody());
    }

    /** The body as JSON: a tree, a map, a list. */
    public Answer post(String path, Object body) {
        return send("POST", path, Optional.of("application/json"), json(body));
    }

    public Answer put(String path, Object body) {
        return send("PUT", path, Optional.of("application/json"), json(body));
    }

    public Answer postForm(String path, Map<String, String> fields) {
        return send(
                "POST", path, Optional.of(FormEncoding.CONTENT_TYPE), BodyPublishers.ofString(FormEncoding.of(fields)));
    }

    /** Whatever is not said by one of the others. */
    public Answer send(String method, String path, Optional<String> contentType, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Http.LIMIT)
                .header("Accept", "application/json, */*;q=0.5")
                .method(method, body);
        contentType.ifPresent(type -> request.header("Content-Type", type));
        bearer.get().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return Answer.of(Http.send(request.build()));
    }

    private static BodyPublisher json(Object body) {
        try {
            return BodyPublishers.ofString(JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
