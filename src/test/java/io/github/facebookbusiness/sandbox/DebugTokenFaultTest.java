package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.error;
import static io.github.facebookbusiness.sandbox.Visitor.form;
import static io.github.facebookbusiness.sandbox.Visitor.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(20)
class DebugTokenFaultTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp();
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final String token = app.issueToken(
            SandboxConfiguration.systemUser("pages_show_list"), app.businesses().get(0));

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private String uri() {
        return "debug_token?input_token=" + token;
    }

    private HttpResponse<String> ask() {
        return visitor.get(visitor.proven("/v26.0/" + uri(), app.appToken()));
    }

    private HttpResponse<String> askInBatch() {
        return visitor.post("/v26.0/", batch());
    }

    private String batch() {
        ArrayNode operations = Json.array();
        operations.addObject().put("method", "GET").put("relative_url", uri());
        return form("access_token", app.appToken(), "batch", operations.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "TOKEN_INVALID,190,",
        "DEBUG_TOKEN_CHECKPOINTED,190,459",
        "DEBUG_TOKEN_UNCONFIRMED,190,464",
        "DEBUG_TOKEN_APP_DELETED,101,",
        "DEBUG_TOKEN_SIGNATURE_REFUSED,104,",
    })
    void findsALivingTokenInvalid(Fault fault, int code, Integer subcode) {
        app.faults().once(fault);
        HttpResponse<String> answer = ask();
        assertEquals(200, answer.statusCode());
        JsonNode data = json(answer).path("data");
        assertFalse(data.path("is_valid").asBoolean(true));
        assertEquals(code, data.path("error").path("code").asInt());
        assertEquals(
                subcode == null ? 0 : subcode,
                data.path("error").path("subcode").asInt());
        assertTrue(app.isLive(token));
        assertTrue(json(ask()).path("data").path("is_valid").asBoolean());
    }

    @Test
    void findsATokenInvalidAndDoesNotSayWhy() {
        app.faults().once(Fault.DEBUG_TOKEN_INVALID_WITHOUT_ERROR);
        JsonNode data = json(ask()).path("data");
        assertFalse(data.path("is_valid").asBoolean(true));
        assertFalse(data.has("error"));
    }

    @ParameterizedTest
    @CsvSource({"DEBUG_TOKEN_TRANSIENT,2", "DEBUG_TOKEN_RATE_LIMITED,4"})
    void isRefusedAloneAndInABatch(Fault fault, String expected) {
        app.faults().once(fault);
        assertEquals(expected, error(ask()));
        app.faults().once(fault);
        HttpResponse<String> batch = askInBatch();
        assertEquals(200, batch.statusCode());
        assertEquals(
                expected,
                error(Json.parse(json(batch).path(0).path("body").asText()).orElseThrow()));
    }

    @Test
    void isNotJson() {
        app.faults().once(Fault.DEBUG_TOKEN_MALFORMED);
        HttpResponse<String> answer = ask();
        assertEquals(200, answer.statusCode());
        assertTrue(Json.parse(answer.body()).isEmpty());
    }

    @Test
    void isHeldBackAloneAndInABatchWithWhatWasTrueBefore() throws Exception {
        app.faults().on(Fault.DEBUG_TOKEN_HANGS);
        CompletableFuture<HttpResponse<String>> alone = send(
                visitor.to(visitor.proven("/v26.0/" + uri(), app.appToken())).GET());
        CompletableFuture<HttpResponse<String>> batch =
                send(visitor.to("/v26.0/", "Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(batch())));
        while (app.faults().held(Fault.DEBUG_TOKEN_HANGS) < 2) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        app.invalidate(token);
        assertFalse(alone.isDone() || batch.isDone());
        app.faults().off(Fault.DEBUG_TOKEN_HANGS);
        assertTrue(json(alone.get()).path("data").path("is_valid").asBoolean());
        assertTrue(Json.parse(json(batch.get()).path(0).path("body").asText())
                .orElseThrow()
                .at("/data/is_valid")
                .asBoolean());
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return visitor.client().sendAsync(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({"APP_DELETED,101", "APP_SIGNATURE_REFUSED,104", "APP_DISABLED,200"})
    void refusesEveryCallForTheAppsSake(Fault fault, String expected) {
        app.faults().on(fault);
        assertEquals(expected, error(ask()));
        assertEquals(expected, error(askInBatch()));
        assertEquals(expected, error(visitor.read("/v26.0/me", token)));
        assertEquals(
                expected,
                error(visitor.post(
                        "/v26.0/oauth/access_token",
                        form(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                app.id(),
                                "client_secret",
                                app.secret()))));
        app.faults().off(fault);
        assertTrue(app.isLive(token));
        assertEquals(200, ask().statusCode());
    }

    @ParameterizedTest
    @EnumSource(names = {"APP_DELETED", "APP_SIGNATURE_REFUSED", "APP_DISABLED"})
    void disturbsNoOtherApp(Fault fault) {
        app.faults().on(fault);
        SandboxApp other = SANDBOX.addApp();
        assertEquals(
                200,
                visitor.get("/v26.0/debug_token?"
                                + form("input_token", other.appToken(), "access_token", other.appToken()))
                        .statusCode());
    }
}
