package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.error;
import static io.github.facebookbusiness.sandbox.Visitor.form;
import static io.github.facebookbusiness.sandbox.Visitor.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphReadTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp();
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxBusiness business = app.businesses().get(0);
    private final SandboxPerson ada = app.people().get(0);
    private final SandboxConfiguration systemUser =
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list", "ads_read"));
    private final SandboxConfiguration user =
            app.addConfiguration(SandboxConfiguration.user("email", "pages_show_list"));
    private final String token = app.issueToken(systemUser, business);

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private JsonNode debug(String input) {
        return visitor.read("/v26.0/debug_token?input_token=" + input.replace("|", "%7C"), app.appToken())
                .path("data");
    }

    @Test
    void tellsTheClientBusinessOfASystemUser() {
        JsonNode me = visitor.read("/v26.0/me?fields=id,name,client_business_id", token);
        assertEquals(business.id(), me.path("client_business_id").asText());
        assertEquals(business.systemUserId(), me.path("id").asText());
        assertTrue(me.path("client_business_id").isTextual());
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "first_name", "last_name", "picture"})
    void hasNothingPersonalOfASystemUser(String field) {
        JsonNode body = visitor.read("/v26.0/me?fields=id," + field, token);
        assertEquals("100", error(body));
        assertEquals(
                "(#100) Tried accessing nonexisting field (" + field + ") on node type (SystemUser)",
                body.path("error").path("message").asText());
    }

    @Test
    void hasNoClientBusinessOfAPerson() {
        JsonNode body = visitor.read("/v26.0/me?fields=id,client_business_id", app.issueToken(user, ada));
        assertEquals(
                "(#100) Tried accessing nonexisting field (client_business_id) on node type (User)",
                body.path("error").path("message").asText());
    }

    @Test
    void tellsAnEmailOnlyIfThePersonHasOneAndGrantedIt() {
        String fields = "/v26.0/me?fields=id,first_name,email,picture%7Burl%7D";
        assertEquals(
                "ada@example.org",
                visitor.read(fields, app.issueToken(user, ada)).path("email").asText());
        assertFalse(
                visitor.read(fields, app.issueToken(user, app.people().get(1))).has("email"));
        SandboxConfiguration withoutEmail = app.addConfiguration(SandboxConfiguration.user("pages_show_list"));
        assertFalse(visitor.read(fields, app.issueToken(withoutEmail, ada)).has("email"));
    }

    @Test
    void demandsTheProofOfTheCallingToken() {
        HttpResponse<String> none = visitor.get("/v26.0/me?" + form("access_token", token));
        assertEquals("API calls from the server require an appsecret_proof argument", message(none));
        assertEquals(
                "GraphMethodException", json(none).path("error").path("type").asText());
        String foreign = app.proofOf(app.issueToken(systemUser, business));
        HttpResponse<String> wrong =
                visitor.get("/v26.0/me?" + form("access_token", token, "appsecret_proof", foreign));
        assertEquals("Invalid appsecret_proof provided in the API argument", message(wrong));
        assertEquals("100", error(wrong));
    }

    private static String message(HttpResponse<String> response) {
        return json(response).path("error").path("message").asText();
    }

    @Test
    void refusesAWrongProofEvenWhereNoneIsDemanded() {
        app.withProofPolicy(ProofPolicy.OPTIONAL);
        assertEquals(
                200, visitor.get("/v26.0/me?" + form("access_token", token)).statusCode());
        assertEquals("100", error(visitor.get("/v26.0/me?" + form("access_token", token, "appsecret_proof", "00"))));
    }

    @Test
    void takesATimedProofForFiveMinutes() {
        String time = Long.toString(Instant.now().getEpochSecond());
        String uri = "/v26.0/me?"
                + form(
                        "access_token", token,
                        "appsecret_time", time,
                        "appsecret_proof", AppSecretProof.timed(token, time, app.secret()));
        assertEquals(200, visitor.get(uri).statusCode());
        app.advance(Duration.ofMinutes(6));
        assertEquals("100", error(visitor.get(uri)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "OAuth "})
    void takesTheTokenFromTheHeader(String scheme) {
        assertEquals(
                200,
                visitor.get("/v26.0/me?" + form("appsecret_proof", app.proofOf(token)), "Authorization", scheme + token)
                        .statusCode());
    }

    @Test
    void refusesTokensThatAreMissingUnknownOrExpired() {
        assertEquals("104", error(visitor.get("/v26.0/me")));
        assertEquals("190", error(visitor.get("/v26.0/me?access_token=nonsense")));
        String shortLived = app.issueToken(user, ada);
        app.advance(Duration.ofHours(2));
        assertEquals("190/463", error(visitor.read("/v26.0/me", shortLived)));
    }

    @Test
    void tellsThePermissionsGranted() {
        JsonNode data = visitor.read("/v26.0/me/permissions", token).path("data");
        assertEquals(
                "[{\"permission\":\"pages_show_list\",\"status\":\"granted\"},"
                        + "{\"permission\":\"ads_read\",\"status\":\"granted\"}]",
                data.toString());
    }

    @Test
    void debugsASystemUserToken() {
        JsonNode data = debug(token);
        assertEquals("\"" + app.id() + "\"", data.path("app_id").toString());
        assertEquals("SYSTEM_USER", data.path("type").asText());
        assertTrue(data.path("is_valid").asBoolean());
        assertEquals("0", data.path("expires_at").toString());
        assertEquals("0", data.path("data_access_expires_at").toString());
        assertEquals(business.systemUserId(), data.path("user_id").asText());
        assertEquals("[\"pages_show_list\",\"ads_read\"]", data.path("scopes").toString());
        assertFalse(data.path("granular_scopes").path(0).has("target_ids"));
    }

    @Test
    void listsTheWhatsAppAccountsOfEmbeddedSignup() {
        SandboxConfiguration signup = app.addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());
        JsonNode scopes = debug(app.issueToken(signup, business)).path("granular_scopes");
        assertEquals(
                "90071992547410017", scopes.path(0).path("target_ids").path(0).asText());
    }

    @ParameterizedTest
    @CsvSource({
        "SIGNUP_ONLY,'[{\"scope\":\"ads_read\"},{\"scope\":\"catalog_management\"},{\"scope\":\"business_management\"}]'",
        "LISTED,'[{\"scope\":\"ads_read\",\"target_ids\":[\"90071992547410015\"]},"
                + "{\"scope\":\"catalog_management\",\"target_ids\":[]},{\"scope\":\"business_management\"}]'",
        "EMPTY,'[{\"scope\":\"ads_read\",\"target_ids\":[]},{\"scope\":\"catalog_management\",\"target_ids\":[]},"
                + "{\"scope\":\"business_management\",\"target_ids\":[]}]'",
        "ABSENT,'[{\"scope\":\"ads_read\"},{\"scope\":\"catalog_management\"},{\"scope\":\"business_management\"}]'",
    })
    void tellsTheAssetsOfAPermissionAsTheAppIsSet(TargetIds setting, String expected) {
        app.withTargetIds(setting);
        String wide = app.issueToken(
                SandboxConfiguration.systemUser("ads_read", "catalog_management", "business_management"), business);
        assertEquals(expected, debug(wide).path("granular_scopes").toString());
    }

    @Test
    void leavesTheAccountsOfEmbeddedSignupOutWhenTheAppIsSetSo() {
        app.withTargetIds(TargetIds.ABSENT);
        JsonNode data = debug(app.issueToken(SandboxConfiguration.whatsAppEmbeddedSignup(), business));
        assertFalse(data.path("granular_scopes").path(0).has("target_ids"));
    }

    @Test
    void tellsNoAssetsOfAPersonsPermissions() {
        app.withTargetIds(TargetIds.LISTED);
        assertFalse(
                debug(app.issueToken(user, ada)).path("granular_scopes").path(0).has("target_ids"));
    }

    @Test
    void debugsAUserToken() {
        JsonNode data = debug(app.issueToken(user, ada));
        assertEquals("USER", data.path("type").asText());
        assertTrue(data.path("scopes").toString().contains("public_profile"));
        assertTrue(data.path("data_access_expires_at").asLong() > Instant.now().getEpochSecond());
    }

    @Test
    void answersForAnInvalidTokenWithStatus200() {
        HttpResponse<String> response =
                visitor.get(visitor.proven("/v26.0/debug_token?input_token=nonsense", app.appToken()));
        assertEquals(200, response.statusCode());
        assertFalse(json(response).path("data").path("is_valid").asBoolean(true));
        assertEquals(190, json(response).path("data").path("error").path("code").asInt());
    }

    @Test
    void debugsATokenByItselfButNotByAnother() {
        assertTrue(visitor.read("/v26.0/debug_token?input_token=" + token, token)
                .path("data")
                .path("is_valid")
                .asBoolean());
        String another = app.issueToken(systemUser, business);
        assertEquals("100", error(visitor.read("/v26.0/debug_token?input_token=" + token, another)));
    }

    @Test
    void refusesToDebugATokenOfAnotherApp() {
        SandboxApp other = SANDBOX.addApp();
        String foreign = other.issueToken(systemUser, business);
        JsonNode body = visitor.read("/v26.0/debug_token?input_token=" + foreign, app.appToken());
        assertEquals(
                "(#100) The App_id in the input_token did not match the Viewing App",
                body.path("error").path("message").asText());
    }

    @Test
    void tellsTheNameOfTheTokensOwnBusinessOnly() {
        assertEquals(
                "Acme Coffee",
                visitor.read("/v26.0/" + business.id() + "?fields=name", token)
                        .path("name")
                        .asText());
        String other = app.businesses().get(1).id();
        assertEquals("100/33", error(visitor.read("/v26.0/" + other + "?fields=name", token)));
        SandboxConfiguration managing = app.addConfiguration(SandboxConfiguration.systemUser("business_management"));
        assertEquals(
                "Bolt Bicycles",
                visitor.read("/v26.0/" + other + "?fields=name", app.issueToken(managing, business))
                        .path("name")
                        .asText());
    }

    @Test
    void tellsTheAppToItselfOnly() {
        assertEquals(
                app.id(),
                visitor.read("/v26.0/" + app.id() + "?fields=id,name", app.appToken())
                        .path("id")
                        .asText());
        assertEquals("100/33", error(visitor.read("/v26.0/" + app.id(), token)));
        assertEquals("190", error(visitor.get("/v26.0/" + app.id() + "?access_token=" + app.id() + "%7Cwrong")));
    }

    @Test
    void showsWhatIsWrongWithATokenWhenToldTo() {
        app.faults().once(Fault.TOKEN_INVALID);
        assertEquals(190, debug(token).path("error").path("code").asInt());
        app.faults().once(Fault.TOKEN_TYPE_OTHER);
        assertEquals("USER", debug(token).path("type").asText());
        app.faults().once(Fault.APP_ID_AS_NUMBER);
        assertTrue(debug(token).path("app_id").isNumber());
        app.faults().once(Fault.TOKEN_APP_ID_OTHER);
        assertNotEquals(app.id(), debug(token).path("app_id").asText());
        app.faults().once(Fault.PERMISSION_MISSING);
        assertEquals("[\"ads_read\"]", debug(token).path("scopes").toString());
        app.faults().once(Fault.PERMISSION_RENAMED);
        assertEquals(
                "[\"pages_show_list_renamed\",\"ads_read\"]",
                debug(token).path("scopes").toString());
        app.faults().once(Fault.TOKEN_OF_OTHER_APP);
        assertTrue(debug(token).isMissingNode());
    }

    @Test
    void leavesAScopeOutOfDebugTokenOnlyWhenToldTo() {
        app.faults().on(Fault.DEBUG_TOKEN_FEWER_SCOPES);
        assertEquals("[\"ads_read\"]", debug(token).path("scopes").toString());
        assertEquals(1, debug(token).path("granular_scopes").size());
        assertEquals(
                2, visitor.read("/v26.0/me/permissions", token).path("data").size());
    }

    @Test
    void showsWhatIsWrongWithAProfileWhenToldTo() {
        String uri = "/v26.0/me?fields=id,name,client_business_id";
        app.faults().once(Fault.PROFILE_REFUSED);
        assertEquals("190/458", error(visitor.read(uri, token)));
        app.faults().once(Fault.PROFILE_MALFORMED);
        assertTrue(Json.parse(visitor.get(visitor.proven(uri, token)).body()).isEmpty());
        app.faults().once(Fault.PROFILE_WITHOUT_ID);
        assertFalse(visitor.read(uri, token).has("id"));
        app.faults().once(Fault.PROFILE_ID_MISMATCH);
        assertNotEquals(
                business.systemUserId(), visitor.read(uri, token).path("id").asText());
        app.faults().once(Fault.NO_CLIENT_BUSINESS);
        assertFalse(visitor.read(uri, token).has("client_business_id"));
        app.faults().once(Fault.SCRIPT_IN_NAMES);
        assertTrue(visitor.read(uri, token).path("name").asText().contains("<script>"));
        app.faults().once(Fault.BUSINESS_NAME_REFUSED);
        assertEquals("100/33", error(visitor.read("/v26.0/" + business.id(), token)));
    }

    @Test
    void writesMarkupIntoErrorsWhenToldTo() {
        app.faults().once(Fault.SCRIPT_IN_ERRORS);
        assertTrue(visitor.read("/v26.0/me?fields=email", token)
                .path("error")
                .path("message")
                .asText()
                .contains("<script>alert(1)</script>"));
    }

    @Test
    void answersWithAnErrorThatIsNotJsonWhenToldTo() {
        app.faults().once(Fault.MALFORMED_ERROR);
        HttpResponse<String> response = visitor.get(visitor.proven("/v26.0/me", token));
        assertEquals(400, response.statusCode());
        assertTrue(Json.parse(response.body()).isEmpty());
    }
}
