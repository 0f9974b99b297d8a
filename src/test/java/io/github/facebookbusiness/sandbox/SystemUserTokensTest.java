package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.error;
import static io.github.facebookbusiness.sandbox.Visitor.form;
import static io.github.facebookbusiness.sandbox.Visitor.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemUserTokensTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp();
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxBusiness acme = app.businesses().get(0);
    private final SandboxBusiness bolt = app.businesses().get(1);
    private final String page = acme.assets().get(0).id();
    private final String ads = acme.assets().get(2).id();
    private final SandboxConfiguration systemUser =
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list", "ads_read", "leads_retrieval"));
    private final String original = app.issueToken(systemUser, acme);

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private static String path(SandboxBusiness business) {
        return "/v26.0/" + business.id() + "/system_user_access_tokens";
    }

    private HttpResponse<String> ask(String caller, String... parameters) {
        return visitor.post(
                path(acme),
                form("access_token", caller, "appsecret_proof", app.proofOf(caller)) + '&' + form(parameters));
    }

    private String token(String caller, String... parameters) {
        return json(ask(caller, parameters)).path("access_token").asText();
    }

    private JsonNode debug(String token) {
        return visitor.read("/v26.0/debug_token?input_token=" + token, app.appToken())
                .path("data");
    }

    private String scopes(String token) {
        return debug(token).path("scopes").toString();
    }

    @Test
    void mintsATokenWithAPartOfTheScopesAndTellsNothingElse() {
        HttpResponse<String> response = ask(original, "scope", "[\"ads_read\"]", "asset", "[\"" + ads + "\"]");
        assertEquals(200, response.statusCode());
        assertEquals(1, json(response).size());
        String minted = json(response).path("access_token").asText();
        assertNotEquals(original, minted);
        assertEquals("[\"ads_read\"]", scopes(minted));
        assertEquals("0", debug(minted).path("expires_at").toString());
        assertTrue(app.issued().contains(minted));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[\"ads_read\",\"pages_show_list\"]", "ads_read,pages_show_list", "ads_read, pages_show_list"})
    void takesListsAsJsonAndSeparatedByCommas(String scope) {
        assertEquals("[\"pages_show_list\",\"ads_read\"]", scopes(token(original, "scope", scope)));
    }

    @Test
    void takesTheParametersInTheQueryWithTheTokenInTheHeader() {
        String query = form("appsecret_proof", app.proofOf(original), "scope", "[\"ads_read\"]");
        HttpResponse<String> response =
                visitor.post(path(acme) + '?' + query, "", "Authorization", "Bearer " + original);
        assertEquals(
                "[\"ads_read\"]", scopes(json(response).path("access_token").asText()));
    }

    @Test
    void takesWhatMetasOwnSdkSends() {
        ObjectNode body = Json.object().put("id", acme.id()).put("appsecret_proof", app.proofOf(original));
        body.putArray("scope").add("ads_read");
        body.putArray("asset").add(Long.parseLong(ads));
        body.put("set_token_expires_in_60_days", true).put("fetch_only", false);
        HttpResponse<String> response = visitor.postJson(path(acme) + '?' + form("access_token", original), body);
        assertEquals(
                "[\"ads_read\"]", scopes(json(response).path("access_token").asText()));
        GraphCall call = app.log().last("system_user_access_tokens").orElseThrow();
        assertEquals(body.toString(), call.body());
        assertEquals("[" + ads + "]", call.parameters().get("asset"));
        assertTrue(call.parameterNames().contains("fetch_only"));
    }

    @Test
    void logsTheFormAsItWasSent() {
        ask(original, "scope", "ads_read,pages_show_list");
        GraphCall call = app.log().last("system_user_access_tokens").orElseThrow();
        assertEquals("ads_read,pages_show_list", call.parameters().get("scope"));
        assertTrue(call.body().endsWith("&scope=ads_read%2Cpages_show_list"));
    }

    @Test
    void mintsTheWholeIfNothingIsSelected() {
        String minted = token(original, "scope", "[]", "asset", "");
        assertNotEquals(original, minted);
        assertEquals(scopes(original), scopes(minted));
    }

    @Test
    void letsATokenExpireInSixtyDaysIfToldTo() {
        String minted = token(original, "set_token_expires_in_60_days", "true");
        long life = debug(minted).path("expires_at").asLong() - app.now().getEpochSecond();
        assertEquals(Duration.ofDays(60).toSeconds(), life, 100);
        app.advance(Duration.ofDays(61));
        assertEquals("190/463", error(ask(minted)));
    }

    @ParameterizedTest
    @CsvSource({
        "scope,business_management,3962",
        "scope,'[\"ads_read\",\"ads_management\"]',3962",
        "asset,90071992547410021,100",
        "asset,'{\"a\":1}',100",
        "asset,'[\"1\"',100",
        "scope,'[[\"ads_read\"]]',100",
        "fetch_only,yes,100",
        "set_token_expires_in_60_days,1,100",
        "system_user_id,42,100",
    })
    void refusesParametersThatAreWrong(String name, String value, String expected) {
        HttpResponse<String> response = ask(original, name, value);
        assertEquals(expected, error(response));
        assertEquals(List.of(original), app.originalsOf(acme));
        assertEquals(List.of(), app.mintedOf(acme));
    }

    @Test
    void namesTheParameterThatIsWrong() {
        String message =
                json(ask(original, "asset", "1")).path("error").path("message").asText();
        assertTrue(message.startsWith("(#100) Param asset"), message);
    }

    @Test
    void takesTheSystemUserOfTheBusiness() {
        assertEquals(200, ask(original, "system_user_id", acme.systemUserId()).statusCode());
        assertEquals("100", error(ask(original, "system_user_id", bolt.systemUserId())));
    }

    @Test
    void letsAGranularTokenOnlyNarrowItselfFurther() {
        String granular = token(original, "scope", "pages_show_list,ads_read", "asset", page);
        assertEquals("[\"ads_read\"]", scopes(token(granular, "scope", "ads_read")));
        assertEquals("3962", error(ask(granular, "scope", "leads_retrieval")));
        assertEquals("100", error(ask(granular, "asset", ads)));
    }

    @Test
    void refusesListsWithCommasWhenToldTo() {
        app.faults().on(Fault.MINT_JSON_LISTS_ONLY);
        assertEquals("100", error(ask(original, "scope", "ads_read")));
        assertEquals(200, ask(original, "scope", "[\"ads_read\"]").statusCode());
        assertEquals(200, ask(original).statusCode());
    }

    @Test
    void demandsTheProofOfTheCallingToken() {
        assertEquals("100", error(visitor.post(path(acme), form("access_token", original))));
        String foreign = app.proofOf(app.issueToken(systemUser, acme));
        assertEquals(
                "100", error(visitor.post(path(acme), form("access_token", original, "appsecret_proof", foreign))));
        app.withProofPolicy(ProofPolicy.OPTIONAL);
        assertEquals(
                200, visitor.post(path(acme), form("access_token", original)).statusCode());
    }

    @Test
    void refusesCallersOfOtherKindsAndBusinesses() {
        SandboxConfiguration user = app.addConfiguration(SandboxConfiguration.user("pages_show_list"));
        assertEquals("200", error(ask(app.issueToken(user, app.people().get(0)))));
        assertEquals("200", error(ask(app.issueToken(systemUser, bolt))));
        assertEquals("200", error(ask(app.appToken())));
        assertEquals("190", error(visitor.post(path(acme), form("access_token", "nonsense"))));
        SandboxApp other = SANDBOX.addApp();
        String foreign = other.issueToken(systemUser, other.businesses().get(1));
        assertEquals(
                "200",
                error(visitor.post(
                        path(acme), form("access_token", foreign, "appsecret_proof", other.proofOf(foreign)))));
    }

    @Test
    void knowsNoOtherBusinesses() {
        String uri = "/v26.0/42/system_user_access_tokens";
        HttpResponse<String> response = visitor.post(visitor.proven(uri, original), "");
        assertEquals("100/33", error(response));
        assertTrue(json(response)
                .path("error")
                .path("message")
                .asText()
                .startsWith("Unsupported post request. Object with ID '42' does not exist"));
        assertEquals("2500", error(visitor.get(visitor.proven(uri, original))));
    }

    @Test
    void fetchesWhatTheBusinessGrantedLast() {
        String newest = app.issueToken(systemUser, acme);
        app.issueToken(systemUser, bolt);
        token(original, "scope", "ads_read");
        assertEquals(newest, token(original, "fetch_only", "true"));
        assertEquals(newest, token(original, "fetch_only", "true", "scope", "[]"));
    }

    @Test
    void fetchesTheLastGranularTokenWithExactlyThisSelection() {
        token(original, "scope", "ads_read");
        String wanted = token(original, "scope", "ads_read");
        token(original, "scope", "ads_read", "asset", ads);
        token(original, "scope", "ads_read,pages_show_list");
        int before = app.issued().size();
        assertEquals(wanted, token(original, "fetch_only", "true", "scope", "[\"ads_read\"]"));
        assertEquals("100/33", error(ask(original, "fetch_only", "true", "scope", "leads_retrieval")));
        assertEquals("100/33", error(ask(original, "fetch_only", "true", "asset", page)));
        assertEquals(before, app.issued().size());
    }

    @Test
    void fetchesNothingThatHasExpired() {
        token(original, "scope", "ads_read", "set_token_expires_in_60_days", "true");
        app.advance(Duration.ofDays(61));
        assertEquals("100/33", error(ask(original, "fetch_only", "true", "scope", "ads_read")));
        assertEquals(original, token(original, "fetch_only", "true"));
    }

    @Test
    void letsTheProviderFetchButNotMint() {
        String provider = app.issueProviderToken();
        String minted = token(original, "scope", "ads_read");
        assertEquals(original, token(provider, "fetch_only", "true"));
        assertEquals(minted, token(provider, "fetch_only", "true", "scope", "ads_read"));
        assertEquals("200", error(ask(provider)));
        assertEquals("100/33", error(visitor.post(visitor.proven(path(bolt), provider), form("fetch_only", "true"))));
    }

    @Test
    void refusesAProviderWithoutBusinessManagement() {
        HttpResponse<String> response =
                ask(app.issueProviderTokenWith("whatsapp_business_management"), "fetch_only", "true");
        assertEquals("33", error(response));
        assertEquals(
                "(#33) Insufficient permissions to access this data",
                json(response).path("error").path("message").asText());
    }

    @Test
    void knowsTheProviderAsASystemUserWithoutClientBusiness() {
        String provider = app.issueProviderToken();
        JsonNode me = visitor.read("/v26.0/me?fields=id,name,client_business_id", provider);
        assertEquals("Provider system user", me.path("name").asText());
        assertFalse(me.has("client_business_id"));
        assertEquals("SYSTEM_USER", debug(provider).path("type").asText());
    }

    @Test
    void tellsTheNarrowedAssets() {
        app.withTargetIds(TargetIds.LISTED);
        String minted = token(original, "asset", page);
        assertEquals(
                "[{\"scope\":\"pages_show_list\",\"target_ids\":[\"" + page + "\"]},"
                        + "{\"scope\":\"ads_read\",\"target_ids\":[]},"
                        + "{\"scope\":\"leads_retrieval\",\"target_ids\":[\"" + page + "\"]}]",
                debug(minted).path("granular_scopes").toString());
    }

    @Test
    void tellsTheNarrowedPermissions() {
        String minted = token(original, "scope", "ads_read");
        assertEquals(
                "[{\"permission\":\"ads_read\",\"status\":\"granted\"}]",
                visitor.read("/v26.0/me/permissions", minted).path("data").toString());
        assertEquals(
                acme.id(),
                visitor.read("/v26.0/me?fields=client_business_id", minted)
                        .path("client_business_id")
                        .asText());
    }
}
