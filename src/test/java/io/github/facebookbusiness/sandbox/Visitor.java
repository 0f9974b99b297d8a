package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Comes to the sandbox over HTTP, as a browser and as a server would. */
final class Visitor {
    static final String CALLBACK = "https://keycloak.example/realms/demo/broker/facebook-business/endpoint";

    private static final Pattern REQUEST = Pattern.compile("name=\"request\" value=\"(\\w+)\"");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final GraphSandbox sandbox;
    private final SandboxApp app;

    Visitor(GraphSandbox sandbox, SandboxApp app) {
        this.sandbox = sandbox;
        this.app = app;
    }

    HttpResponse<String> get(String pathAndQuery, String... headers) {
        return send(to(pathAndQuery, headers).GET().build());
    }

    HttpResponse<String> post(String path, String form, String... headers) {
        return send(to(path, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    }

    HttpResponse<String> postJson(String pathAndQuery, JsonNode body, String... headers) {
        return send(to(pathAndQuery, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    HttpRequest.Builder to(String pathAndQuery, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(sandbox.address().resolve(pathAndQuery)).timeout(Duration.ofSeconds(10));
        return headers.length == 0 ? request : request.headers(headers);
    }

    HttpClient client() {
        return client;
    }

    /** A dialog request as it should be for a system user configuration, and with the extras of its variation. */
    String dialogUri(SandboxConfiguration configuration) {
        return "/v26.0/dialog/oauth?"
                + extras(configuration)
                + form(
                        "client_id",
                        app.id(),
                        "redirect_uri",
                        CALLBACK,
                        "state",
                        "st&te",
                        "config_id",
                        configuration.id(),
                        "response_type",
                        "code",
                        "override_default_response_type",
                        "true");
    }

    /** A dialog request as the JavaScript SDK makes it on a page of this origin. */
    String popupUri(SandboxConfiguration configuration, String origin, String responseType) {
        return "/v26.0/dialog/oauth?"
                + extras(configuration)
                + form(
                        "app_id",
                        app.id(),
                        "display",
                        "popup",
                        "origin",
                        origin,
                        "redirect_uri",
                        sandbox.address() + "/x/connect/xd_arbiter/?version=46#cb=f1&relation=opener",
                        "config_id",
                        configuration.id(),
                        "response_type",
                        responseType,
                        "override_default_response_type",
                        "true");
    }

    private static String extras(SandboxConfiguration configuration) {
        return switch (configuration.variation()) {
            case GENERAL -> "";
            case WHATSAPP_EMBEDDED_SIGNUP -> form("extras", "{\"setup\":{}}") + '&';
            case INSTAGRAM_GRAPH_API -> form("extras", "{\"setup\":{\"channel\":\"IG_API_ONBOARDING\"}}") + '&';
        };
    }

    /** Opens the dialog and decides; gives the parameters of the way back. */
    Map<String, String> decide(SandboxConfiguration configuration, String... choices) {
        return wayBack(submit(get(dialogUri(configuration)), choices));
    }

    /** Decides on the page of a dialog. */
    HttpResponse<String> submit(HttpResponse<String> page, String... choices) {
        Matcher request = REQUEST.matcher(page.body());
        if (!request.find()) {
            throw new AssertionError("The dialog did not open: " + page.body());
        }
        List<String> form = new ArrayList<>(List.of("app", app.id(), "request", request.group(1)));
        form.addAll(List.of(choices));
        return post("/sandbox/dialog", form(form.toArray(String[]::new)));
    }

    static Map<String, String> wayBack(HttpResponse<String> redirect) {
        URI location = URI.create(redirect.headers().firstValue("Location").orElseThrow());
        return Parameters.ofForm(location.getRawQuery()).asMap();
    }

    HttpResponse<String> exchange(String code) {
        return exchange(code, CALLBACK);
    }

    HttpResponse<String> exchange(String code, String redirectUri, String... more) {
        String form =
                form("client_id", app.id(), "client_secret", app.secret(), "redirect_uri", redirectUri, "code", code);
        return post("/v26.0/oauth/access_token", more.length == 0 ? form : form + '&' + form(more));
    }

    /** A read with the token's own proof. */
    JsonNode read(String pathAndQuery, String token) {
        return json(get(proven(pathAndQuery, token)));
    }

    String proven(String pathAndQuery, String token) {
        return pathAndQuery
                + (pathAndQuery.contains("?") ? '&' : '?')
                + form("access_token", token, "appsecret_proof", app.proofOf(token));
    }

    static String form(String... namesAndValues) {
        StringBuilder form = new StringBuilder();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            form.append(form.isEmpty() ? "" : "&")
                    .append(namesAndValues[at])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[at + 1], StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    static JsonNode json(HttpResponse<String> response) {
        return Json.parse(response.body()).orElseThrow();
    }

    static String error(HttpResponse<String> response) {
        return error(json(response));
    }

    /** Code and subcode, as in 100/36009. */
    static String error(JsonNode body) {
        JsonNode error = body.path("error");
        return error.path("code").asText()
                + (error.has("error_subcode")
                        ? "/" + error.path("error_subcode").asText()
                        : "");
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
