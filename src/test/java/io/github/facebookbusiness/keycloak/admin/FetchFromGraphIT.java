package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Where the token store alone does not answer: Meta is asked, or what the caller brings is proven. */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FetchFromGraphIT {

    private static final String ALIAS = "facebook-business";
    private static final Map<String, Object> FETCH = Map.of("fetch_only", true);

    private TestRealm realm;
    private TokenApi api;
    private Database database;

    @BeforeAll
    void provider(TestRealm testRealm, Database tables) {
        database = tables;
        realm = testRealm.createProvider(ALIAS, Map.of("permissions", ""));
        api = TokenApi.of(realm, ALIAS);
    }

    @BeforeEach
    void forget() {
        realm.app().log().clear();
    }

    @AfterEach
    void mend() {
        realm.app().faults().clear();
        database.update("delete from FACEBOOK_BUSINESS_RATE_LIMIT");
        realm.updateProvider(
                        ALIAS,
                        Map.of(
                                "providerAccessToken",
                                "",
                                "configId",
                                realm.businessConfiguration().id()))
                .expect(204);
    }

    @Test
    void an_original_that_is_lost_is_recovered_with_the_tech_providers_own_token() {
        SandboxBusiness business = api.connect("Recovered");
        String token = api.fetch(business).expect(200).text("access_token");
        database.update("delete from FACEBOOK_BUSINESS_TOKEN where CLIENT_BUSINESS_ID = ?", business.id());
        assertEquals(404, api.fetch(business).status());

        String own = realm.app().issueProviderToken();
        realm.updateProvider(ALIAS, Map.of("providerAccessToken", realm.vaultSecret("own", own)))
                .expect(204);
        Answer recovered = api.fetch(business).expect(200);
        assertEquals(token, recovered.text("access_token"));
        assertEquals(
                "true",
                realm.app()
                        .log()
                        .last("system_user_access_tokens")
                        .orElseThrow()
                        .parameters()
                        .get("fetch_only"));
        realm.app().log().clear();
        assertEquals(token, api.fetch(business).expect(200).text("access_token"));
        assertEquals(List.of(), realm.app().calls(), "what was recovered is kept");
    }

    @Test
    void a_token_whose_key_is_gone_is_recovered_in_place() {
        SandboxBusiness business = api.connect("Key gone");
        Answer before = api.fetch(business).expect(200);
        database.update("update FACEBOOK_BUSINESS_TOKEN set KEY_ID = 'gone' where ID = ?", before.text("id"));
        assertEquals("key_missing", api.fetch(business).text("error"));
        useProvidersOwnToken();
        Answer recovered = api.fetch(business).expect(200);
        assertEquals(before.text("access_token"), recovered.text("access_token"));
        assertEquals(before.text("id"), recovered.text("id"));
    }

    @Test
    void a_granular_token_can_be_recovered_too() {
        SandboxBusiness business = api.connect("Granular recovered");
        Map<String, Object> narrow = Map.of("fetch_only", true, "scope", "pages_show_list");
        String token = api.call(business, Map.of("scope", "pages_show_list"))
                .expect(200)
                .text("access_token");
        database.update("delete from FACEBOOK_BUSINESS_TOKEN where CLIENT_BUSINESS_ID = ?", business.id());
        useProvidersOwnToken();
        Answer recovered = api.call(business, narrow).expect(200);
        assertEquals(token, recovered.text("access_token"));
        assertEquals(2, api.tokensOf(business).size(), "with its original");
    }

    @Test
    void a_business_that_never_connected_cannot_be_recovered() {
        useProvidersOwnToken();
        Answer answer = api.call("404404", FETCH);
        assertEquals(404, answer.status(), answer.body().toString());
        assertEquals("client_business_not_found", answer.text("error"));
        assertEquals(List.of(), api.tokens("?business=404404"));
    }

    @Test
    void a_providers_token_that_the_vault_does_not_have_is_a_state_and_no_500() {
        realm.updateProvider(ALIAS, Map.of("providerAccessToken", "${vault.nowhere}"))
                .expect(204);
        Answer answer = api.call("404404", FETCH);
        assertEquals(409, answer.status());
        assertEquals("app_secret_unresolved", answer.text("error"));
    }

    @Test
    void graph_is_asked_on_request_and_its_answer_replaces_the_original() {
        SandboxBusiness business = api.connect("Asked");
        Answer before = api.fetch(business).expect(200);
        realm.app().issueToken(realm.businessConfiguration(), business);
        Answer after = api.call(business, Map.of("fetch_only", true, "source", "graph"))
                .expect(200);
        assertNotEquals(before.text("access_token"), after.text("access_token"));
        assertEquals(before.text("id"), after.text("id"));
        assertEquals(after.text("access_token"), api.fetch(business).text("access_token"));
    }

    @Test
    void an_answer_with_fewer_permissions_replaces_nothing() {
        SandboxBusiness business = api.connect("Fewer");
        String before = api.fetch(business).expect(200).text("access_token");
        realm.app().faults().on(Fault.DEBUG_TOKEN_FEWER_SCOPES);
        Answer answer = api.call(business, Map.of("fetch_only", true, "source", "graph"));
        realm.app().faults().clear();
        assertEquals("graph_answer_refused", answer.text("error"));
        assertEquals(before, api.fetch(business).expect(200).text("access_token"));
    }

    @Test
    void a_token_of_another_system_user_replaces_nothing() {
        SandboxBusiness business = api.connect("Reinstalled");
        Answer before = api.fetch(business).expect(200);
        database.update("update FACEBOOK_BUSINESS_TOKEN set SYSTEM_USER_ID = '404404' where ID = ?", before.text("id"));
        for (Map<String, Object> request : List.of(
                Map.<String, Object>of("fetch_only", true, "source", "graph"),
                Map.<String, Object>of(
                        "fetch_only", true, "source", "graph", "system_user_id", business.systemUserId()))) {
            assertEquals("graph_answer_refused", api.call(business, request).text("error"));
        }
        assertEquals(before.text("access_token"), api.fetch(business).text("access_token"));
    }

    @Test
    void a_token_that_meta_calls_dead_while_it_is_used_is_not_served_on() {
        SandboxBusiness business = api.connect("Found dead");
        realm.app().uninstall(business);
        assertEquals(
                "token_revoked",
                api.call(business, Map.of("scope", "pages_show_list")).text("error"));
        Answer fetched = api.fetch(business);
        assertEquals(409, fetched.status(), fetched.body().toString());
        assertEquals("token_revoked", fetched.text("error"));
    }

    @Test
    void revoking_a_token_that_is_dead_already_notes_that_it_is() {
        SandboxBusiness business = api.connect("Dead already");
        Answer fetched = api.fetch(business).expect(200);
        realm.app().invalidate(fetched.text("access_token"));
        assertEquals(
                "INVALID",
                api.rest().delete("/tokens/" + fetched.text("id")).expect(200).text("status"));
        assertEquals(409, api.fetch(business).status());
    }

    @Test
    void a_usable_token_asks_though_the_providers_own_is_not_in_the_vault() {
        SandboxBusiness business = api.connect("No vault needed");
        realm.updateProvider(ALIAS, Map.of("providerAccessToken", "${vault.nowhere}"))
                .expect(204);
        assertEquals(
                200,
                api.call(business, Map.of("fetch_only", true, "source", "graph"))
                        .status());
    }

    @Test
    void every_token_that_a_recovery_stores_is_an_event_even_if_the_rest_of_it_fails() {
        SandboxBusiness business = api.connect("Half recovered");
        database.update("delete from FACEBOOK_BUSINESS_TOKEN where CLIENT_BUSINESS_ID = ?", business.id());
        useProvidersOwnToken();
        realm.clearEvents();
        Answer answer = api.call(business, Map.of("fetch_only", true, "scope", "pages_show_list"));
        assertTrue(answer.status() >= 400, "no such granular token was ever made: " + answer.body());
        assertEquals(1, api.tokensOf(business).size(), "but its original was there");
        assertEquals(
                1,
                realm.adminEvents().stream()
                        .filter(event -> event.path("resourcePath").asText().contains("/tokens/"))
                        .count());
    }

    @Test
    void an_expired_token_that_was_issued_later_does_not_stand_in_the_way() {
        SandboxBusiness business = api.connect("Expired later");
        long now = System.currentTimeMillis() / 1000;
        database.update(
                "update FACEBOOK_BUSINESS_TOKEN set EXPIRES_AT = ?, ISSUED_AT = ? where CLIENT_BUSINESS_ID = ?",
                now - 60,
                now + 3600,
                business.id());
        assertEquals("token_expired", api.fetch(business).text("error"));
        api.connect(business);
        assertEquals(
                0, api.fetch(business).expect(200).body().path("expires_at").asLong(-1));
    }

    @Test
    void a_dead_token_is_not_served_and_without_a_caller_graph_is_not_asked() {
        SandboxBusiness business = api.connect("Dead");
        String id = api.fetch(business).expect(200).text("id");
        realm.app().uninstall(business);
        assertEquals(
                "REVOKED",
                api.rest().post("/tokens/" + id + "/inspect").expect(200).text("status"));
        realm.app().log().clear();
        Answer answer = api.fetch(business);
        assertEquals(409, answer.status());
        assertEquals("token_revoked", answer.text("error"));
        assertFalse(answer.body().has("access_token"));
        assertEquals(
                "no_calling_token",
                api.call(business, Map.of("fetch_only", true, "source", "graph"))
                        .text("error"));
        assertEquals(
                "token_revoked",
                api.call(business, Map.of("scope", "pages_show_list")).text("error"));
        assertEquals(List.of(), realm.app().calls());
        api.connect(business);
        assertEquals(200, api.fetch(business).status());
    }

    @Test
    void a_token_of_the_callers_own_with_a_wrong_proof_is_refused_before_graph_is_called() {
        SandboxBusiness business = api.connect("Wrong proof");
        String own = api.fetch(business).expect(200).text("access_token");
        realm.app().log().clear();
        for (String wrong : List.of(
                "ab", realm.app().proofOf(own).toUpperCase(), realm.app().proofOf("another"))) {
            Answer answer = api.call(
                    business, Map.of("scope", "pages_show_list", "access_token", own, "appsecret_proof", wrong));
            assertEquals(400, answer.status());
            assertEquals("appsecret_proof", answer.text("parameter"));
        }
        assertEquals(List.of(), realm.app().calls());
    }

    @Test
    void a_token_of_the_callers_own_that_is_this_business_s_makes_a_token() {
        SandboxBusiness business = api.connect("Own token");
        String own = realm.app().originalsOf(business).get(0);
        Answer minted = api.call(
                        business,
                        Map.of(
                                "scope",
                                "pages_show_list",
                                "access_token",
                                own,
                                "appsecret_proof",
                                realm.app().proofOf(own)))
                .expect(200);
        assertEquals(realm.app().mintedOf(business), List.of(minted.text("access_token")));
    }

    @Test
    void a_token_of_the_callers_own_that_is_another_business_s_is_refused() {
        SandboxBusiness business = api.connect("Target");
        SandboxBusiness other = api.connect("Foreign");
        realm.app().log().clear();
        for (String foreign : List.of(
                realm.app().originalsOf(other).get(0),
                realm.app()
                        .issueToken(
                                realm.personConfiguration(),
                                realm.app().people().get(0)),
                "EAABnotatoken")) {
            Answer answer = api.call(
                    business,
                    Map.of(
                            "fetch_only",
                            true,
                            "access_token",
                            foreign,
                            "appsecret_proof",
                            realm.app().proofOf(foreign)));
            assertEquals(400, answer.status(), answer.body().toString());
            assertEquals("caller_token_refused", answer.text("error"));
            assertFalse(answer.body().toString().contains(foreign));
        }
        assertTrue(realm.app().log().calls("system_user_access_tokens").isEmpty());
    }

    @Test
    void several_configurations_are_told_apart() {
        SandboxBusiness business = api.connect("Configurations");
        SandboxConfiguration second = realm.app().addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));
        realm.updateProvider(ALIAS, Map.of("configId", second.id())).expect(204);
        api.connect(business);
        String first = realm.businessConfiguration().id();
        assertEquals(
                realm.app().originalsOf(business).get(0),
                api.call(business, Map.of("fetch_only", true, "config_id", first))
                        .text("access_token"));
        assertEquals(
                realm.app().originalsOf(business).get(1),
                api.fetch(business).text("access_token"),
                "the provider's own configuration, without config_id");

        realm.updateProvider(ALIAS, Map.of("configId", "404404")).expect(204);
        Answer ambiguous = api.fetch(business);
        assertEquals(409, ambiguous.status());
        assertEquals("ambiguous_configuration", ambiguous.text("error"));
        List<String> candidates = List.of(
                ambiguous.body().path("candidates").get(0).asText(),
                ambiguous.body().path("candidates").get(1).asText());
        assertTrue(candidates.containsAll(List.of(first, second.id())));
    }

    @Test
    void a_timed_proof_is_of_token_and_time() throws GeneralSecurityException {
        SandboxBusiness business = api.connect("Timed");
        Answer answer =
                api.call(business, Map.of("fetch_only", true, "proof", "timed")).expect(200);
        long time = answer.body().path("appsecret_time").asLong();
        assertTrue(Math.abs(time - System.currentTimeMillis() / 1000) < 30);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(realm.app().secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String message = answer.text("access_token") + "|" + time;
        assertEquals(
                HexFormat.of().formatHex(mac.doFinal(message.getBytes(StandardCharsets.UTF_8))),
                answer.text("appsecret_proof"));
        assertFalse(api.fetch(business).body().has("appsecret_time"));
    }

    @Test
    void whoever_edits_the_provider_cannot_send_the_tokens_elsewhere() {
        SandboxBusiness business = api.connect("Elsewhere");
        String id = api.fetch(business).expect(200).text("id");
        String graph = realm.provider(ALIAS).path("config").path("graphUrl").asText();
        realm.app().log().clear();
        realm.updateProvider(ALIAS, Map.of("graphUrl", "http://localhost:1")).expect(204);
        assertEquals("other_app", api.rest().post("/tokens/" + id + "/inspect").text("error"));
        assertEquals("other_app", api.rest().delete("/tokens/" + id).text("error"));
        assertEquals(
                "other_app",
                api.call(business, Map.of("scope", "pages_show_list")).text("error"));
        realm.updateProvider(ALIAS, Map.of("graphUrl", graph, "clientId", "404404"))
                .expect(204);
        assertEquals("other_app", api.fetch(business).text("error"));
        assertEquals("other_app", api.rest().post("/tokens/" + id + "/inspect").text("error"));
        realm.updateProvider(ALIAS, Map.of("clientId", realm.app().id())).expect(204);
        assertEquals(200, api.fetch(business).status());
        assertEquals(List.of(), realm.app().calls());
    }

    /** No edge lists Instagram accounts: what is not known to be refused is Meta's to decide. */
    @Test
    void an_instagram_account_is_left_to_meta_where_meta_does_not_list_it() {
        SandboxConfiguration instagram =
                realm.app().addConfiguration(SandboxConfiguration.systemUser("pages_show_list", "instagram_basic"));
        realm.updateProvider(ALIAS, Map.of("configId", instagram.id())).expect(204);
        SandboxBusiness business = api.connect("Instagram");
        String account = business.assets().get(1).id();
        assertEquals(200, api.call(business, Map.of("asset", account)).status());
        Answer unknown = api.call(business, Map.of("asset", "404404"));
        assertEquals(422, unknown.status());
        assertEquals(100, unknown.body().path("graph_code").asInt());
    }

    @Test
    void a_token_of_sixty_days_is_made_renewed_and_revoked() {
        SandboxBusiness business = api.connect("Sixty");
        Answer minted = api.call(business, Map.of("scope", "pages_show_list", "set_token_expires_in_60_days", true))
                .expect(200);
        long expiresAt = minted.body().path("expires_at").asLong();
        long days = (expiresAt - System.currentTimeMillis() / 1000) / 86400;
        assertTrue(days >= 58 && days <= 60, days + " days");
        String id = minted.text("id");
        realm.app().advance(Duration.ofDays(30));
        Answer renewed = api.rest().post("/tokens/" + id + "/refresh").expect(200);
        assertTrue(renewed.body().path("expiresAt").asLong() > expiresAt);
        assertFalse(renewed.body().has("access_token"));
        String value = api.call(business, Map.of("fetch_only", true, "scope", "pages_show_list"))
                .text("access_token");
        assertNotEquals(minted.text("access_token"), value);
        assertTrue(realm.app().isLive(minted.text("access_token")), "the one before stays valid");

        assertEquals("REVOKED", api.rest().delete("/tokens/" + id).expect(200).text("status"));
        assertFalse(realm.app().isLive(value));
        assertEquals(
                "token_revoked",
                api.call(business, Map.of("fetch_only", true, "scope", "pages_show_list"))
                        .text("error"));
        assertEquals(200, api.fetch(business).status(), "the original is another token");
        assertEquals(
                "never_expires",
                api.rest()
                        .post("/tokens/" + api.fetch(business).text("id") + "/refresh")
                        .text("error"));
    }

    /** Meta's ends are of whole seconds, and most of these are asked for in the second of the one before. */
    @Test
    void a_token_may_be_renewed_again_at_once() {
        SandboxBusiness business = api.connect("Impatient");
        String id = api.call(business, Map.of("scope", "pages_show_list", "set_token_expires_in_60_days", true))
                .expect(200)
                .text("id");
        for (int again = 0; again < 5; again++) {
            api.rest().post("/tokens/" + id + "/refresh").expect(200);
        }
    }

    private void useProvidersOwnToken() {
        String reference = realm.vaultSecret("own", realm.app().issueProviderToken());
        realm.updateProvider(ALIAS, Map.of("providerAccessToken", reference)).expect(204);
    }
}
