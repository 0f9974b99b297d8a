package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.error;
import static io.github.facebookbusiness.sandbox.Visitor.form;
import static io.github.facebookbusiness.sandbox.Visitor.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TokenLifeTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp();
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxBusiness acme = app.businesses().get(0);
    private final SandboxBusiness bolt = app.businesses().get(1);
    private final SandboxConfiguration systemUser =
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list", "ads_read"));
    private final String original = app.issueToken(systemUser, acme);

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private HttpResponse<String> tokensOf(SandboxBusiness business, String caller, String... parameters) {
        String path = "/v26.0/" + business.id() + "/system_user_access_tokens";
        return visitor.post(visitor.proven(path, caller), form(parameters));
    }

    private String mint() {
        return json(tokensOf(acme, original, "scope", "ads_read"))
                .path("access_token")
                .asText();
    }

    private String refusal(String token) {
        return error(visitor.read("/v26.0/me", token));
    }

    private JsonNode debug(String token) {
        return visitor.read("/v26.0/debug_token?input_token=" + token, app.appToken())
                .path("data");
    }

    @Test
    void endsAllTokensOfABusinessThatUninstallsTheApp() {
        String minted = mint();
        String elsewhere = app.issueToken(systemUser, bolt);
        app.uninstall(acme);
        assertEquals("190/458", refusal(original));
        assertEquals("190/458", refusal(minted));
        assertEquals("190/458", error(tokensOf(acme, original)));
        assertTrue(app.isLive(elsewhere));
        assertTrue(app.issued().containsAll(List.of(original, minted)));
    }

    @Test
    void tellsOfAnEndedTokenInDebugToken() {
        app.uninstall(acme);
        JsonNode data = debug(original);
        assertFalse(data.path("is_valid").asBoolean(true));
        assertEquals(190, data.path("error").path("code").asInt());
        assertEquals(458, data.path("error").path("subcode").asInt());
    }

    @Test
    void letsABusinessConnectAgain() {
        app.uninstall(acme);
        String again = app.issueToken(systemUser, acme);
        assertTrue(app.isLive(again));
        assertEquals(List.of(original, again), app.originalsOf(acme));
        assertEquals(
                again,
                json(tokensOf(acme, again, "fetch_only", "true"))
                        .path("access_token")
                        .asText());
    }

    @Test
    void hasNothingToFetchOnceTheAppIsUninstalled() {
        app.uninstall(acme);
        assertEquals("100/33", error(tokensOf(acme, app.issueProviderToken(), "fetch_only", "true")));
    }

    @Test
    void takesABusinessAwayAltogether() {
        String provider = app.issueProviderToken();
        app.removeBusiness(acme);
        assertFalse(app.isLive(original));
        assertEquals(List.of(bolt), app.businesses());
        assertEquals("100/33", error(tokensOf(acme, provider, "fetch_only", "true")));
        assertEquals("100/33", error(visitor.read("/v26.0/" + acme.id(), provider)));
    }

    @Test
    void makesOneTokenInvalidWithoutASubcode() {
        String minted = mint();
        app.invalidate(minted);
        assertEquals("190", refusal(minted));
        assertFalse(debug(minted).path("is_valid").asBoolean(true));
        assertFalse(debug(minted).path("error").has("subcode"));
        assertTrue(app.isLive(original));
        assertEquals("100/33", error(tokensOf(acme, original, "fetch_only", "true", "scope", "ads_read")));
        assertThrows(IllegalArgumentException.class, () -> app.invalidate("nonsense"));
    }

    private HttpResponse<String> renew(String token, String... more) {
        return visitor.post(
                "/v26.0/oauth/access_token",
                form(
                                "grant_type",
                                "fb_exchange_token",
                                "client_id",
                                app.id(),
                                "client_secret",
                                app.secret(),
                                "fb_exchange_token",
                                token)
                        + '&'
                        + form(more));
    }

    @Test
    void keepsTheOldTokenAliveUntilItsOwnEndWhenItIsRenewed() {
        String old = app.issueToken(systemUser.withExpiry(TokenExpiry.SIXTY_DAYS), acme);
        app.advance(Duration.ofDays(50));
        JsonNode renewed = json(renew(old, "set_token_expires_in_60_days", "true"));
        assertEquals(5_183_944, renewed.path("expires_in").asLong(), 2);
        String young = renewed.path("access_token").asText();
        assertNotEquals(old, young);
        assertTrue(app.isLive(old));
        assertEquals(List.of(original, old, young), app.originalsOf(acme));
        app.advance(Duration.ofDays(11));
        assertEquals("190/463", refusal(old));
        assertEquals("190/463", error(renew(old, "set_token_expires_in_60_days", "true")));
        assertTrue(app.isLive(young));
    }

    @Test
    void keepsPermissionsAndAssetsOfAGranularTokenWhenItIsRenewed() {
        app.withTargetIds(TargetIds.LISTED);
        String page = acme.assets().get(0).id();
        String granular = json(tokensOf(
                        acme,
                        original,
                        "scope",
                        "pages_show_list",
                        "asset",
                        page,
                        "set_token_expires_in_60_days",
                        "true"))
                .path("access_token")
                .asText();
        String young = json(renew(granular, "set_token_expires_in_60_days", "true"))
                .path("access_token")
                .asText();
        assertEquals(List.of(granular, young), app.mintedOf(acme));
        assertEquals(
                "[{\"scope\":\"pages_show_list\",\"target_ids\":[\"" + page + "\"]}]",
                debug(young).path("granular_scopes").toString());
    }

    @Test
    void renewsNoTokenThatDiedBeforeItsTime() {
        app.uninstall(acme);
        assertEquals("190/458", error(renew(original, "set_token_expires_in_60_days", "true")));
        String invalid = app.issueToken(systemUser, bolt);
        app.invalidate(invalid);
        assertEquals("190", error(renew(invalid, "set_token_expires_in_60_days", "true")));
    }

    @Test
    void knowsWhatIsAlive() {
        String minted = json(tokensOf(acme, original, "set_token_expires_in_60_days", "true"))
                .path("access_token")
                .asText();
        assertEquals(List.of(minted), app.mintedOf(acme));
        assertEquals(List.of(original), app.originalsOf(acme));
        assertEquals(List.of(), app.mintedOf(bolt));
        assertTrue(app.isLive(minted));
        app.advance(Duration.ofDays(60));
        assertFalse(app.isLive(minted));
        assertTrue(app.isLive(original));
        assertFalse(app.isLive("nonsense"));
    }

    @Test
    void letsSixtyDaysPassInMinutesAndTellsRealTimes() {
        app.withDaysOf(Duration.ofSeconds(3));
        long before = Instant.now().getEpochSecond();
        String token = app.issueToken(systemUser.withExpiry(TokenExpiry.SIXTY_DAYS), acme);
        JsonNode data = debug(token);
        long issued = data.path("issued_at").asLong();
        assertEquals(before, issued, 5);
        assertEquals(issued + 180, data.path("expires_at").asLong(), 2);
        assertEquals(
                180,
                json(renew(token, "set_token_expires_in_60_days", "true"))
                        .path("expires_in")
                        .asLong(),
                2);
        String granular = json(tokensOf(acme, original, "set_token_expires_in_60_days", "true"))
                .path("access_token")
                .asText();
        app.advance(Duration.ofSeconds(170));
        assertTrue(app.isLive(token));
        app.advance(Duration.ofSeconds(11));
        assertEquals("190/463", refusal(token));
        assertEquals("190/463", refusal(granular));
        assertTrue(app.isLive(original));
    }

    @Test
    void scalesNeitherCodesNorTokensOfBefore() {
        String before = app.issueToken(systemUser.withExpiry(TokenExpiry.SIXTY_DAYS), acme);
        app.withDaysOf(Duration.ofSeconds(1));
        String code = app.issueCode(systemUser, acme, Visitor.CALLBACK);
        app.advance(Duration.ofMinutes(9));
        assertEquals(200, visitor.exchange(code).statusCode());
        assertTrue(app.isLive(before));
    }

    @Test
    void leavesTimeToExchangeAPersonsToken() {
        app.withDaysOf(Duration.ofSeconds(3));
        String person = app.issueToken(
                SandboxConfiguration.user("pages_show_list"), app.people().get(0));
        assertEquals(180, json(renew(person)).path("expires_in").asLong(), 2);
        JsonNode data = debug(person);
        assertEquals(
                60, data.path("expires_at").asLong() - data.path("issued_at").asLong(), 1);
        assertEquals(
                270,
                data.path("data_access_expires_at").asLong()
                        - data.path("issued_at").asLong(),
                1);
    }

    @Test
    void knowsNoDaysThatAreLongerThanADayOrNone() {
        assertThrows(IllegalArgumentException.class, () -> app.withDaysOf(Duration.ofHours(25)));
        assertThrows(IllegalArgumentException.class, () -> app.withDaysOf(Duration.ZERO));
    }

    @Test
    void letsTheTimeOfOneTokenBeUp() {
        String token = app.issueToken(systemUser.withExpiry(TokenExpiry.SIXTY_DAYS), acme);
        app.expire(token);
        assertEquals("190/463", refusal(token));
        assertEquals("190/463", error(renew(token, "set_token_expires_in_60_days", "true")));
        JsonNode data = debug(token);
        assertFalse(data.path("is_valid").asBoolean(true));
        assertEquals(463, data.path("error").path("subcode").asInt());
        assertTrue(data.path("expires_at").asLong() <= Instant.now().getEpochSecond());
        assertEquals(List.of(original, token), app.originalsOf(acme));
        assertTrue(app.isLive(original));
        assertThrows(IllegalArgumentException.class, () -> app.expire("nonsense"));
    }

    @Test
    void endsAllTokensOfAPersonThatRemovesTheApp() {
        SandboxConfiguration user = SandboxConfiguration.user("pages_show_list");
        String ada = app.issueToken(user, app.people().get(0));
        String ben = app.issueToken(user, app.people().get(1));
        app.uninstall(app.people().get(0));
        assertEquals("190/458", refusal(ada));
        assertTrue(app.isLive(ben));
        assertTrue(app.isLive(original));
    }
}
