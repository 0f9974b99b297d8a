package io.github.facebookbusiness.sandbox.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.facebookbusiness.sandbox.demo.Offer.SignIn;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The demo realm as its application uses it: an OpenID Connect client, and an administrator where a button says so. Only
 * a demo may have the administrator's password in it.
 */
final class DemoRealm {

    static final String CLIENT = "demo-links";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI keycloak;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    DemoRealm(URI keycloak) {
        this.keycloak = keycloak;
    }

    /** Where the browser is signed out; Keycloak asks the person where it is not told whose session it is. */
    URI logout(Optional<String> idToken, URI back) {
        Map<String, String> parameters = new LinkedHashMap<>();
        idToken.ifPresentOrElse(
                hint -> parameters.put("id_token_hint", hint), () -> parameters.put("client_id", CLIENT));
        parameters.put("post_logout_redirect_uri", back.toString());
        return openIdConnect("logout?" + form(parameters));
    }

    URI authorization(SignIn signIn, String state, URI back) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("client_id", signIn.client());
        parameters.put("response_type", "code");
        parameters.put("redirect_uri", back.toString());
        parameters.put("state", state);
        parameters.put("scope", "openid");
        parameters.putAll(signIn.parameters());
        return openIdConnect("auth?" + form(parameters));
    }

    /** The ID token for a code. It comes from Keycloak itself, so its signature says nothing new. */
    String idToken(SignIn signIn, String code, URI back) throws KeycloakRefusal {
        String credentials = signIn.client() + ':' + signIn.client();
        HttpRequest.Builder request = post(
                        openIdConnect("token"),
                        Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", back.toString()))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        return answer(request).path("id_token").asText();
    }

    static JsonNode claims(String idToken) throws KeycloakRefusal {
        String[] parts = idToken.split("\\.");
        if (parts.length != 3) {
            throw new KeycloakRefusal("Keycloak gave no ID token.");
        }
        return json(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
    }

    JsonNode call(AdminCall call) throws KeycloakRefusal {
        return admin(HttpRequest.newBuilder(admin(call.path())).POST(BodyPublishers.noBody()));
    }

    /** Metadata of the stored tokens of a provider; no token is in it. */
    JsonNode storedTokens(String alias) throws KeycloakRefusal {
        return admin(HttpRequest.newBuilder(admin("/facebook-business/" + alias + "/tokens")));
    }

    private JsonNode admin(HttpRequest.Builder request) throws KeycloakRefusal {
        JsonNode login = answer(post(
                URI.create(keycloak + "/realms/master/protocol/openid-connect/token"),
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        KeycloakServer.ADMIN,
                        "password",
                        KeycloakServer.ADMIN)));
        return answer(request.header(
                "Authorization", "Bearer " + login.path("access_token").asText()));
    }

    private URI admin(String path) {
        return URI.create(keycloak + "/admin/realms/demo" + path);
    }

    private URI openIdConnect(String path) {
        return URI.create(keycloak + "/realms/demo/protocol/openid-connect/" + path);
    }

    private static HttpRequest.Builder post(URI address, Map<String, String> parameters) {
        return HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(parameters)));
    }

    private JsonNode answer(HttpRequest.Builder builder) throws KeycloakRefusal {
        HttpRequest request = builder.timeout(Duration.ofSeconds(30)).build();
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new KeycloakRefusal("Keycloak answered with status " + answer.statusCode() + " to "
                        + request.uri().getPath() + ". Its log says more.");
            }
            return json(answer.body());
        } catch (IOException e) {
            throw new KeycloakRefusal("Keycloak cannot be reached at " + keycloak + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeycloakRefusal("The demo is stopping.");
        }
    }

    private static JsonNode json(String text) throws KeycloakRefusal {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new KeycloakRefusal("Keycloak answered something that is not JSON.");
        }
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + '=' + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
