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

class DeauthorizeTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp();
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxBusiness acme = app.businesses().get(0);
    private final SandboxConfiguration systemUser = SandboxConfiguration.systemUser("pages_show_list");
    private final SandboxConfiguration user = SandboxConfiguration.user("pages_show_list");
    private final String business = app.issueToken(systemUser, acme);
    private final String other = app.issueToken(systemUser, app.businesses().get(1));
    private final String ada = app.issueToken(user, app.people().get(0));
    private final String ben = app.issueToken(user, app.people().get(1));

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private HttpResponse<String> deauthorize(String token) {
        return visitor.send(visitor.to(visitor.proven("/v26.0/me/permissions", token))
                .DELETE()
                .build());
    }

    @Test
    void endsAllTokensOfAPersonAndNobodyElses() {
        String second = app.issueToken(user, app.people().get(0));
        HttpResponse<String> answer = deauthorize(ada);
        assertEquals(200, answer.statusCode());
        assertEquals("{\"success\":true}", answer.body());
        assertEquals("190/458", error(visitor.read("/v26.0/me", ada)));
        assertFalse(app.isLive(second));
        assertTrue(app.isLive(ben));
        assertTrue(app.isLive(business));
        assertEquals(1, app.log().calls("deauthorize").size());
    }

    @Test
    void uninstallsTheAppForTheBusinessOfASystemUser() {
        String granular = json(visitor.post(
                        visitor.proven("/v26.0/" + acme.id() + "/system_user_access_tokens", business), ""))
                .path("access_token")
                .asText();
        assertEquals(200, deauthorize(granular).statusCode());
        assertEquals("190/458", error(visitor.read("/v26.0/me", business)));
        assertFalse(app.isLive(granular));
        assertTrue(app.isLive(other));
        assertEquals("190/458", error(deauthorize(business)));
    }

    @Test
    void worksInABatch() {
        ArrayNode operations = Json.array();
        operations.addObject().put("method", "DELETE").put("relative_url", visitor.proven("me/permissions", business));
        JsonNode answers =
                json(visitor.post("/v26.0/", form("access_token", app.appToken(), "batch", operations.toString())));
        assertEquals("{\"success\":true}", answers.path(0).path("body").asText());
        assertFalse(app.isLive(business));
    }

    @Test
    void isForNeitherTheAppNorTheProvider() {
        assertEquals("2500", error(deauthorize(app.appToken())));
        String provider = app.issueProviderToken();
        assertEquals("200", error(deauthorize(provider)));
        assertTrue(app.isLive(provider));
    }

    @Test
    void demandsAProof() {
        assertEquals(
                "100",
                error(visitor.send(visitor.to("/v26.0/me/permissions?access_token=" + business)
                        .DELETE()
                        .build())));
        assertTrue(app.isLive(business));
    }

    @Test
    void leavesTokensAliveWhenToldTo() {
        app.faults().once(Fault.DEAUTHORIZE_REFUSED);
        assertEquals("200", error(deauthorize(business)));
        app.faults().once(Fault.DEAUTHORIZE_WITHOUT_EFFECT);
        assertEquals(200, deauthorize(business).statusCode());
        assertTrue(app.isLive(business));
    }
}
