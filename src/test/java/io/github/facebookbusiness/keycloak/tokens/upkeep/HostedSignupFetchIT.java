package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.AssetKind;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who signed up on Meta's hosted page has nobody who asks for the token. */
@OnEveryDatabase
class HostedSignupFetchIT extends WithShortDays {

    private static final String WHATSAPP = "facebook-whatsapp";
    private static final String ROW =
            "select * from FACEBOOK_BUSINESS_INSTALL where CLIENT_BUSINESS_ID = ? and PROVIDER_ID = ?";

    private SandboxConfiguration whatsApp;
    private TokenApi tokens;
    private String providerId;

    @BeforeEach
    void provider_with_a_token_of_its_own() {
        whatsApp = realm.app().addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());
        realm.createProvider(
                WHATSAPP,
                Map.of(
                        "configId",
                        whatsApp.id(),
                        "loginVariation",
                        "whatsapp-embedded-signup",
                        "permissions",
                        String.join(",", whatsApp.permissions()),
                        "providerAccessToken",
                        realm.vaultSecret("own", realm.app().issueProviderToken())));
        tokens = TokenApi.of(realm, WHATSAPP);
        providerId = realm.provider(WHATSAPP).path("internalId").asText();
    }

    @Test
    void a_token_that_nobody_asked_for_comes_by_itself_and_is_told() {
        SandboxBusiness business = signUpAtMeta("By itself");
        send("PARTNER_ADDED", now(), business);
        JsonNode token = awaitToken(business);
        assertEquals("PARTNER_ADDED", token.path("signup").path("event").asText());
        assertEquals(waba(business), token.path("signup").path("wabaId").asText());
        assertEquals(whatsApp.id(), token.path("configId").asText());
        assertEquals(
                realm.app().originalsOf(business).get(0),
                tokens.fetch(business).expect(200).text("access_token"));
        String path = "identity-provider/instances/" + WHATSAPP + "/tokens/"
                + token.path("id").asText();
        JsonNode created = realm.adminEvents().stream()
                .filter(event -> event.path("resourcePath").asText().equals(path))
                .filter(event -> event.path("operationType").asText().equals("CREATE"))
                .findFirst()
                .orElseThrow();
        assertEquals("fetched", created.path("details").path("reason").asText());
        assertEquals(
                business.id(),
                created.path("details").path("client_business_id").asText());
        assertNull(row(business).get("fetch_at"));
    }

    @Test
    void where_a_login_brought_it_meta_is_not_asked() {
        SandboxBusiness business = tokens.connect("By a login");
        send("PARTNER_ADDED", now(), business);
        awaitNothingToFetch(business);
        assertEquals(List.of(), fetches());
    }

    @Test
    void a_business_that_left_and_signs_up_again_is_fetched_again() {
        SandboxBusiness business = tokens.connect("Left");
        realm.app().uninstall(business);
        tokens.rest()
                .post("/tokens/" + tokens.tokensOf(business).get(0).path("id").asText() + "/inspect")
                .expect(200);
        realm.app().issueToken(whatsApp, business);
        send("PARTNER_ADDED", now(), business);
        Eventually.holds(
                PATIENCE,
                () -> tokens.tokensOf(business).toString(),
                () -> tokens.tokensOf(business).get(0).path("status").asText().equals("ACTIVE"));
        assertEquals(1, tokens.tokensOf(business).size());
    }

    @Test
    void without_a_token_of_the_providers_own_nothing_is_fetched() {
        realm.updateProvider(WHATSAPP, Map.of("providerAccessToken", "")).expect(204);
        SandboxBusiness business = signUpAtMeta("Nobody");
        send("PARTNER_ADDED", now(), business);
        assertNull(row(business).get("fetch_at"));
    }

    @Test
    void meta_is_asked_again_where_it_does_not_know_yet_or_does_not_answer() {
        SandboxBusiness business = SandboxBusiness.named("Not yet");
        send("PARTNER_ADDED", now(), business);
        awaitFailure(business);
        add(business);
        realm.app().faults().on(Fault.MINT_OTHER_BUSINESS);
        realm.app().issueToken(whatsApp, business);
        int failures = failures(business);
        Eventually.holds(PATIENCE, () -> row(business).toString(), () -> failures(business) > failures);
        assertEquals(List.of(), tokens.tokensOf(business), "what is not proven is not kept");
        realm.app().faults().clear();
        awaitToken(business);
    }

    @Test
    void a_secret_that_is_not_in_the_vault_may_come_there() {
        realm.updateProvider(WHATSAPP, Map.of("providerAccessToken", "${vault.later}"))
                .expect(204);
        SandboxBusiness business = signUpAtMeta("Vault");
        send("PARTNER_ADDED", now(), business);
        awaitFailure(business);
        realm.vaultSecret("later", realm.app().issueProviderToken());
        awaitToken(business);
    }

    @Test
    void after_many_tries_it_is_given_up_and_told_once() {
        SandboxBusiness business = SandboxBusiness.named("Never");
        send("PARTNER_ADDED", now(), business);
        own.database()
                .update(
                        "update FACEBOOK_BUSINESS_INSTALL set FETCH_FAILURES = 29, FETCH_AT = 1, VERSION = VERSION + 1"
                                + " where CLIENT_BUSINESS_ID = ? and PROVIDER_ID = ?",
                        business.id(),
                        providerId);
        awaitNothingToFetch(business);
        List<JsonNode> told = realm.adminEvents().stream()
                .filter(event -> event.path("resourcePath")
                        .asText()
                        .equals("identity-provider/instances/" + WHATSAPP + "/businesses/" + business.id()))
                .filter(event -> event.path("details").path("reason").asText().equals("fetch_given_up"))
                .toList();
        assertEquals(1, told.size());
        assertEquals(waba(business), told.get(0).path("details").path("waba_id").asText());
    }

    @Test
    void an_account_that_was_taken_away_meanwhile_is_not_fetched() {
        SandboxBusiness business = SandboxBusiness.named("Meanwhile");
        send("PARTNER_ADDED", now() - 10, business);
        send("PARTNER_REMOVED", now(), business);
        assertNull(row(business).get("fetch_at"));
    }

    @Test
    void it_is_filed_under_the_one_configuration_for_whatsapp() {
        SandboxConfiguration pages = realm.app().addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));
        named(pages, Map.of("signup", whatsApp.id()));
        SandboxBusiness business = signUpAtMeta("Named");
        send("PARTNER_ADDED", now(), business);
        assertEquals(whatsApp.id(), awaitToken(business).path("configId").asText());
        named(pages, Map.of("signup", whatsApp.id(), "other", "404404"));
        SandboxBusiness other = signUpAtMeta("Of which");
        send("PARTNER_ADDED", now(), other);
        assertNull(row(other).get("fetch_at"), "with two of them nobody knows which");
    }

    private void named(SandboxConfiguration pages, Map<String, String> configIds) {
        List<String> entries = new ArrayList<>();
        configIds.forEach((name, id) -> entries.add(
                "{\"key\":\"" + name + "\",\"value\":\"" + id + " system-user whatsapp-embedded-signup\"}"));
        Map<String, String> settings = new HashMap<>(Map.of("configId", pages.id(), "permissions", ""));
        settings.put("loginVariation", "");
        settings.put("configurations", "[" + String.join(",", entries) + "]");
        realm.updateProvider(WHATSAPP, settings).expect(204);
    }

    private JsonNode awaitToken(SandboxBusiness business) {
        Eventually.holds(PATIENCE, () -> row(business).toString(), () -> !tokens.tokensOf(business)
                .isEmpty());
        return tokens.tokensOf(business).get(0);
    }

    private void awaitNothingToFetch(SandboxBusiness business) {
        Eventually.holds(
                PATIENCE, () -> row(business).toString(), () -> row(business).get("fetch_at") == null);
    }

    private void awaitFailure(SandboxBusiness business) {
        Eventually.holds(PATIENCE, () -> row(business).toString(), () -> failures(business) > 0);
    }

    private int failures(SandboxBusiness business) {
        return ((Number) row(business).get("fetch_failures")).intValue();
    }

    private Map<String, Object> row(SandboxBusiness business) {
        List<Map<String, Object>> rows = own.database().query(ROW, business.id(), providerId);
        assertEquals(1, rows.size());
        return rows.get(0);
    }

    private List<?> fetches() {
        return realm.app().log().calls("system_user_access_tokens");
    }

    private void send(String event, long time, SandboxBusiness business) {
        MetaCallbacks.of(realm, WHATSAPP)
                .webhook("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"12\",\"time\":" + time
                        + ",\"changes\":[{\"field\":\"account_update\",\"value\":{\"event\":\"" + event
                        + "\",\"waba_info\":{\"waba_id\":\"" + waba(business) + "\",\"owner_business_id\":\""
                        + business.id() + "\"}}}]}]}")
                .expect(200);
    }

    private SandboxBusiness signUpAtMeta(String name) {
        SandboxBusiness business = SandboxBusiness.named(name);
        add(business);
        realm.app().issueToken(whatsApp, business);
        return business;
    }

    private void add(SandboxBusiness business) {
        List<SandboxBusiness> all = new ArrayList<>(realm.app().businesses());
        all.add(business);
        realm.app().withBusinesses(all.toArray(SandboxBusiness[]::new));
    }

    private static String waba(SandboxBusiness business) {
        return business.assets().stream()
                .filter(asset -> asset.kind() == AssetKind.WHATSAPP_BUSINESS_ACCOUNT)
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
