package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.error;
import static io.github.facebookbusiness.sandbox.Visitor.form;
import static io.github.facebookbusiness.sandbox.Visitor.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RevokeTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp();
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxBusiness business = app.businesses().get(0);
    private final SandboxConfiguration systemUser =
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));
    private final String caller = app.issueToken(systemUser, business);
    private final String doomed = app.issueToken(systemUser, business);

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private String uri(String token) {
        return "oauth/revoke?" + form("client_id", app.id(), "client_secret", app.secret(), "revoke_token", token);
    }

    private HttpResponse<String> revoke(String token) {
        return visitor.get(visitor.proven("/v26.0/" + uri(token), caller));
    }

    @Test
    void endsATokenAtOnceAndSaysSoInAText() {
        HttpResponse<String> response = revoke(doomed);
        assertEquals(200, response.statusCode());
        assertEquals("{\"success\":\"true\"}", response.body());
        assertEquals("190", error(visitor.read("/v26.0/me", doomed)));
        assertFalse(app.isLive(doomed));
        assertTrue(app.isLive(caller));
        assertEquals(1, app.log().calls("revoke").size());
    }

    @Test
    void letsATokenRevokeItself() {
        assertEquals(200, revoke(caller).statusCode());
        assertFalse(app.isLive(caller));
    }

    @Test
    void revokesInsideABatch() {
        String minted = json(visitor.post(
                        visitor.proven("/v26.0/" + business.id() + "/system_user_access_tokens", caller), ""))
                .path("access_token")
                .asText();
        ArrayNode operations = Json.array();
        operations.addObject().put("method", "GET").put("relative_url", uri(doomed));
        operations.addObject().put("method", "GET").put("relative_url", visitor.proven(uri(minted), minted));
        JsonNode answers = json(visitor.post(
                "/v26.0/",
                form(
                        "access_token", caller,
                        "appsecret_proof", app.proofOf(caller),
                        "batch", operations.toString())));
        for (JsonNode answer : answers) {
            assertEquals("{\"success\":\"true\"}", answer.path("body").asText());
        }
        assertFalse(app.isLive(doomed));
        assertFalse(app.isLive(minted));
        assertTrue(app.isLive(caller));
    }

    @Test
    void refusesTokensThatAreUnknownDeadOrOfAnotherApp() {
        SandboxApp other = SANDBOX.addApp();
        String foreign = other.issueToken(systemUser, business);
        assertEquals("100", error(revoke("nonsense")));
        assertEquals("100", error(revoke(foreign)));
        revoke(doomed);
        assertEquals("100", error(revoke(doomed)));
        assertTrue(other.isLive(foreign));
    }

    @Test
    void refusesCallersAndCredentialsOfAnotherApp() {
        SandboxApp other = SANDBOX.addApp();
        String foreign = other.issueToken(systemUser, business);
        String byForeigner =
                uri(doomed) + '&' + form("access_token", foreign, "appsecret_proof", other.proofOf(foreign));
        assertEquals("190", error(visitor.get("/v26.0/" + byForeigner)));
        assertEquals("1", error(visitor.get(visitor.proven("/v26.0/" + uri(doomed) + "&client_secret=wrong", caller))));
        assertEquals("101", error(visitor.get(visitor.proven("/v26.0/" + uri(doomed) + "&client_id=42", caller))));
        assertEquals("104", error(visitor.get("/v26.0/" + uri(doomed))));
        assertTrue(app.isLive(doomed));
    }

    @Test
    void demandsTheProofOfTheCallingToken() {
        assertEquals("100", error(visitor.get("/v26.0/" + uri(doomed) + "&access_token=" + caller)));
        app.withProofPolicy(ProofPolicy.OPTIONAL);
        assertEquals(
                200,
                visitor.get("/v26.0/" + uri(doomed) + "&access_token=" + caller).statusCode());
    }

    @Test
    void leavesATokenAliveWhenToldTo() {
        app.faults().once(Fault.REVOKE_REFUSED);
        assertEquals("200", error(revoke(doomed)));
        assertTrue(app.isLive(doomed));
        app.faults().once(Fault.REVOKE_WITHOUT_EFFECT);
        assertEquals(200, revoke(doomed).statusCode());
        assertTrue(app.isLive(doomed));
    }

    @Test
    void showsNoTokenOnTheControlPage() {
        revoke(doomed);
        assertFalse(visitor.get("/").body().contains(doomed));
    }

    private String narrowedFrom(String token) {
        String uri = visitor.proven("/v26.0/" + business.id() + "/system_user_access_tokens", token);
        return json(visitor.post(uri, "scope=pages_show_list&set_token_expires_in_60_days=true"))
                .path("access_token")
                .asText();
    }

    private String renewed(String token) {
        String form = form(
                "grant_type",
                "fb_exchange_token",
                "client_id",
                app.id(),
                "client_secret",
                app.secret(),
                "fb_exchange_token",
                token,
                "set_token_expires_in_60_days",
                "true");
        return json(visitor.post("/v26.0/oauth/access_token", form))
                .path("access_token")
                .asText();
    }

    @Test
    void leavesTokensAliveThatWereNarrowedFromTheRevokedOne() {
        String granular = narrowedFrom(doomed);
        revoke(doomed);
        assertFalse(app.isLive(doomed));
        assertTrue(app.isLive(granular));
    }

    @Test
    void endsTokensThatWereNarrowedFromTheRevokedOneWhenToldTo() {
        app.withRevocationReach(RevocationReach.WITH_TOKENS_NARROWED_FROM_IT);
        String granular = narrowedFrom(doomed);
        String narrower = narrowedFrom(granular);
        String renewed = renewed(granular);
        String elsewhere = narrowedFrom(caller);
        revoke(doomed);
        assertFalse(app.isLive(granular));
        assertFalse(app.isLive(narrower));
        assertFalse(app.isLive(renewed));
        assertTrue(app.isLive(elsewhere));
        assertTrue(app.isLive(caller));
    }
}
