package io.github.facebookbusiness.keycloak.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An application that signs people in at a realm by the code flow. It is never served: a {@link Browser} is told to
 * stop before its redirect address, and the code is read from there.
 */
public record OidcClient(URI realmUrl, String clientId, Optional<String> secret, URI redirectUri) {

    private static final String STATE = "state-of-the-test-application";
    private static final ObjectMapper JSON = new ObjectMapper();

    public URI authorizationRequest() {
        return authorizationRequest(Map.of());
    }

    /** With more parameters, such as {@code kc_idp_hint} and {@code prompt}. */
    public URI authorizationRequest(Map<String, String> more) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", redirectUri.toString());
        parameters.put("response_type", "code");
        parameters.put("scope", "openid");
        parameters.put("state", STATE);
        parameters.putAll(more);
        return URI.create(endpoint("auth") + "?" + FormEncoding.of(parameters));
    }

    /** What the token endpoint answers to the code in this address, which is where a login ended. */
    public Answer tokensFor(URI callback) {
        Map<String, String> answer = query(callback);
        if (!STATE.equals(answer.get("state")) || !answer.containsKey("code")) {
            throw new AssertionError("A login does not end like this: " + callback);
        }
        return token(Map.of(
                "grant_type", "authorization_code",
                "code", answer.get("code"),
                "redirect_uri", redirectUri.toString()));
    }

    /** The access token of this client's own service account. */
    public String serviceAccountToken() {
        return token(Map.of("grant_type", "client_credentials")).expect(200).text("access_token");
    }

    /** Any other request to the token endpoint; the client names itself. */
    public Answer token(Map<String, String> parameters) {
        return post("token", "application/json", parameters);
    }

    /** What the introspection endpoint says about a token, with the JWT that it signs of that where it may. */
    public Answer introspectAsJwt(String accessToken) {
        return post("token/introspect", "application/jwt", Map.of("token", accessToken));
    }

    private Answer post(String endpoint, String accept, Map<String, String> parameters) {
        Map<String, String> form = new LinkedHashMap<>(parameters);
        form.put("client_id", clientId);
        secret.ifPresent(value -> form.put("client_secret", value));
        return Answer.of(Http.send(HttpRequest.newBuilder(endpoint(endpoint))
                .timeout(Http.LIMIT)
                .header("Content-Type", FormEncoding.CONTENT_TYPE)
                .header("Accept", accept)
                .POST(BodyPublishers.ofString(FormEncoding.of(form)))
                .build()));
    }

    /** What a JWT says; its signature is not looked at. */
    public static JsonNode claims(String jwt) {
        try {
            return JSON.readTree(
                    new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not a JWT", e);
        }
    }

    /** The parameters in an address, decoded. */
    public static Map<String, String> query(URI uri) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Arrays.stream(Optional.ofNullable(uri.getRawQuery()).orElse("").split("&"))
                .map(parameter -> parameter.split("=", 2))
                .filter(pair -> !pair[0].isEmpty())
                .forEach(pair -> parameters.put(decode(pair[0]), pair.length == 2 ? decode(pair[1]) : ""));
        return parameters;
    }

    private URI endpoint(String name) {
        return URI.create(realmUrl + "/protocol/openid-connect/" + name);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
