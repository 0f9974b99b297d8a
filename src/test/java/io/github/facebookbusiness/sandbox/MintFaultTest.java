package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.error;
import static io.github.facebookbusiness.sandbox.Visitor.form;
import static io.github.facebookbusiness.sandbox.Visitor.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(20)
class MintFaultTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp();
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxBusiness business = app.businesses().get(0);
    private final String original = app.issueToken(
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list", "ads_read")), business);
    private final String uri = "/v26.0/" + business.id() + "/system_user_access_tokens";

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private HttpResponse<String> mint() {
        return visitor.post(visitor.proven(uri, original), form("scope", "[\"ads_read\"]"));
    }

    private List<String> minted() {
        return app.mintedOf(business);
    }

    private JsonNode read(String pathAndQuery, HttpResponse<String> minted) {
        return visitor.read(pathAndQuery, json(minted).path("access_token").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "MINT_PERMISSION_NOT_VALID,3962",
        "MINT_SESSION_INVALID,452",
        "MINT_PERMISSIONS_ERROR,200",
        "MINT_INSUFFICIENT_PERMISSIONS,33",
        "MINT_TOKEN_REFUSED,190",
        "MINT_TRANSIENT,2",
        "MINT_RATE_LIMITED,4",
        "MINT_BUSINESS_RATE_LIMITED,80008",
    })
    void refusesOnceAndMintsNothing(Fault fault, String expected) {
        app.faults().once(fault);
        assertEquals(expected, error(mint()));
        assertEquals(List.of(), minted());
        assertEquals(200, mint().statusCode());
        assertEquals(1, minted().size());
    }

    @Test
    void saysThatAnErrorMayPass() {
        app.faults().once(Fault.MINT_TRANSIENT);
        HttpResponse<String> response = mint();
        assertEquals(500, response.statusCode());
        assertTrue(json(response).path("error").path("is_transient").asBoolean());
    }

    @ParameterizedTest
    @EnumSource(names = {"MINT_RATE_LIMITED", "MINT_USAGE_FULL"})
    void saysThatTheAppHasNoCallLeft(Fault fault) {
        app.faults().once(fault);
        JsonNode usage = Json.parse(mint().headers().firstValue("X-App-Usage").orElseThrow())
                .orElseThrow();
        assertEquals(100, usage.path("call_count").asInt());
    }

    @Test
    void succeedsWithTheLastCall() {
        app.faults().once(Fault.MINT_USAGE_FULL);
        assertTrue(json(mint()).has("access_token"));
    }

    @Test
    void saysWhenTheBusinessHasCallsAgain() {
        app.faults().once(Fault.MINT_BUSINESS_RATE_LIMITED);
        assertEquals(
                "{\"" + business.id() + "\":[{\"type\":\"whatsapp\",\"call_count\":100,\"total_cputime\":10,"
                        + "\"total_time\":10,\"estimated_time_to_regain_access\":3}]}",
                mint().headers().firstValue("X-Business-Use-Case-Usage").orElseThrow());
    }

    @Test
    void answersLikeAGatewayThoughATokenWasMinted() {
        app.faults().once(Fault.MINT_HTML_502);
        HttpResponse<String> response = mint();
        assertEquals(502, response.statusCode());
        assertTrue(response.body().startsWith("<!DOCTYPE html>"));
        assertEquals(1, minted().size());
    }

    @Test
    void closesTheConnectionThoughATokenWasMinted() {
        app.faults().on(Fault.MINT_DROPS);
        assertThrows(UncheckedIOException.class, this::mint);
        assertFalse(minted().isEmpty());
        assertEquals(
                0, app.log().last("system_user_access_tokens").orElseThrow().status());
    }

    @Test
    void holdsTheAnswerBackThoughATokenWasMinted() throws Exception {
        app.faults().on(Fault.MINT_HANGS);
        HttpRequest request = visitor.to(visitor.proven(uri, original))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        CompletableFuture<HttpResponse<String>> pending = visitor.client().sendAsync(request, BodyHandlers.ofString());
        while (app.faults().held(Fault.MINT_HANGS) == 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertEquals(1, minted().size());
        assertFalse(pending.isDone());
        app.faults().off(Fault.MINT_HANGS);
        assertEquals(200, pending.get().statusCode());
    }

    @Test
    void redirectsToAnotherHost() {
        app.faults().once(Fault.MINT_REDIRECTS);
        HttpResponse<String> redirect = mint();
        assertEquals(307, redirect.statusCode());
        assertTrue(redirect.headers().firstValue("Location").orElseThrow().contains("/sandbox/elsewhere/"));
    }

    @Test
    void answersWithMegabytes() {
        app.faults().once(Fault.MINT_OVERSIZED);
        assertTrue(mint().body().length() > 5_000_000);
    }

    @Test
    void leavesTheTokenOut() {
        app.faults().once(Fault.MINT_NO_TOKEN);
        HttpResponse<String> response = mint();
        assertEquals(200, response.statusCode());
        assertEquals("{}", response.body());
    }

    @Test
    void answersWithATokenOfAnotherBusiness() {
        app.faults().once(Fault.MINT_OTHER_BUSINESS);
        assertEquals(
                app.businesses().get(1).id(),
                read("/v26.0/me?fields=client_business_id", mint())
                        .path("client_business_id")
                        .asText());
        app.withBusinesses(business);
        app.faults().once(Fault.MINT_OTHER_BUSINESS);
        assertEquals(
                "Stranger system user",
                read("/v26.0/me?fields=name", mint()).path("name").asText());
        assertEquals(List.of(), minted());
    }

    @Test
    void answersWithATokenThatCanDoMoreThanWasAskedFor() {
        app.faults().once(Fault.MINT_WIDER);
        assertEquals(2, read("/v26.0/me/permissions", mint()).path("data").size());
        assertEquals(1, read("/v26.0/me/permissions", mint()).path("data").size());
    }
}
