package io.github.facebookbusiness.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.sandbox.CallbackServer.Received;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignedRequestTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0, Clock.fixed(NOW, ZoneOffset.UTC));

    private final CallbackServer server = new CallbackServer();
    private final SandboxApp app = SANDBOX.addApp();
    private final String user = app.people().get(0).userId();

    @AfterEach
    void close() {
        server.close();
    }

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private static JsonNode payload(SignedRequest request) {
        String encoded = request.value().substring(request.value().indexOf('.') + 1);
        return Json.parse(new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8))
                .orElseThrow();
    }

    private static String signature(SignedRequest request) {
        return request.value().substring(0, request.value().indexOf('.'));
    }

    /** The expected value was computed elsewhere. */
    @Test
    void signsThePayloadAsItIsEncoded() {
        SandboxApp known = SANDBOX.addApp("1234", "0123456789abcdef");
        assertEquals(
                "464XasXA9DB278XHj4mQLfL4dO-vj04jhdMZJQSd6hM.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc3MjM1OTIwMCwidXNlcl9pZCI6IjEyMzQ1In0",
                known.signedRequest("12345").value());
    }

    @Test
    void isPostedAsAFormThatIsTheSameWhenSentAgain() {
        SignedRequest request = app.signedRequest(user);
        server.answering(200, "{}");
        assertEquals("{}", request.sendTo(server.uri("/deauthorize")).body());
        request.sendTo(server.uri("/deauthorize"));
        Received first = server.next();
        assertEquals("POST", first.method());
        assertEquals(
                "application/x-www-form-urlencoded",
                first.header("Content-Type").orElseThrow());
        assertEquals(request.value(), Parameters.ofForm(first.body()).valueOrEmpty("signed_request"));
        assertEquals(first.body(), server.next().body());
    }

    @Test
    void hasVariantsThatAreRightlySigned() {
        JsonNode payload =
                payload(app.signedRequest(user).issuedAt(NOW.minusSeconds(5)).expires(NOW.plusSeconds(7)));
        assertEquals(user, payload.path("user_id").asText());
        assertEquals(NOW.getEpochSecond() - 5, payload.path("issued_at").asLong());
        assertEquals(NOW.getEpochSecond() + 7, payload.path("expires").asLong());
        assertEquals(
                "none",
                payload(app.signedRequest(user).algorithm("none"))
                        .path("algorithm")
                        .asText());
        assertFalse(payload(app.signedRequest(user).without("user_id")).has("user_id"));
    }

    @Test
    void namesThePageThatRemovesTheAppAndNoPerson() {
        JsonNode payload = payload(app.signedRequestOfPage("777"));
        assertEquals("777", payload.path("profile_id").asText());
        assertEquals("0", payload.path("user_id").asText());
    }

    @Test
    void canBeSignedWithAnotherSecret() {
        SignedRequest request = app.signedRequest(user);
        String before = signature(request);
        assertNotEquals(before, signature(request.signedWith("other")));
        app.resetSecret();
        SignedRequest after = app.signedRequest(user);
        assertNotEquals(before, signature(after));
        assertEquals(before, signature(after.signedWith(app.previousSecret().orElseThrow())));
    }

    @Test
    void mayTurnUpInNoLog() {
        String value = app.signedRequest(user).value();
        assertTrue(app.issued().contains(value));
    }

    @Test
    void canBeAnythingThatNobodySigned() {
        SignedRequest.sendAs("a.b+c", server.uri("/"));
        assertEquals("a.b+c", Parameters.ofForm(server.next().body()).valueOrEmpty("signed_request"));
    }
}
