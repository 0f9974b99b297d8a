package io.github.facebookbusiness.keycloak.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The bootstrap administrator's access token, fetched again before it ends: it lives for a minute only. */
final class AdminToken {

    private static final Duration MARGIN = Duration.ofSeconds(15);

    private final URI tokenEndpoint;
    private String value = "";
    private Instant end = Instant.MIN;

    AdminToken(URI server) {
        this.tokenEndpoint = URI.create(server + "/realms/master/protocol/openid-connect/token");
    }

    synchronized String value() {
        if (Instant.now().isAfter(end)) {
            fetch();
        }
        return value;
    }

    private void fetch() {
        HttpRequest request = HttpRequest.newBuilder(tokenEndpoint)
                .timeout(Http.LIMIT)
                .header("Content-Type", FormEncoding.CONTENT_TYPE)
                .POST(HttpRequest.BodyPublishers.ofString(FormEncoding.of(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        KeycloakServer.ADMIN,
                        "password",
                        KeycloakServer.ADMIN))))
                .build();
        JsonNode token = Answer.of(Http.send(request)).expect(200).body();
        value = token.get("access_token").asText();
        end = Instant.now().plusSeconds(token.get("expires_in").asLong()).minus(MARGIN);
    }
}
