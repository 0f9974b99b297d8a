package io.github.facebookbusiness.keycloak.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.AssetKind;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WhatsApp Embedded Signup on Meta's own page: no code comes back, only a webhook tells of it. */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostedSignupIT {

    private static final String ALIAS = "facebook-whatsapp";
    private static final String SAME_APP = "facebook-same-app";
    private static final String INSTALLS = "select * from FACEBOOK_BUSINESS_INSTALL where CLIENT_BUSINESS_ID = ?";

    private TestRealm realm;
    private SandboxConfiguration whatsApp;
    private TokenApi api;
    private MetaCallbacks meta;
    private Database database;

    @BeforeAll
    void providers(TestRealm testRealm, Database tables) {
        database = tables;
        realm = testRealm;
        whatsApp = realm.app().addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());
        realm.createProvider(ALIAS, settings()).createProvider(SAME_APP, settings());
        realm.set(Map.of("adminEventsEnabled", true));
        api = TokenApi.of(realm, ALIAS);
        meta = MetaCallbacks.of(realm, ALIAS);
    }

    @BeforeEach
    void forget() {
        realm.clearEvents();
    }

    @AfterEach
    void mend() {
        realm.updateProvider(ALIAS, Map.of("providerAccessToken", "")).expect(204);
    }

    @Test
    void a_business_that_signed_up_there_is_told_and_its_token_can_be_fetched_and_says_how_it_came() {
        SandboxBusiness business = signUpAtMeta("Hosted");
        send("PARTNER_ADDED", now(), business);
        JsonNode event = connected(ALIAS, business).findFirst().orElseThrow();
        assertEquals("IDENTITY_PROVIDER", event.path("resourceType").asText());
        assertEquals("ACTION", event.path("operationType").asText());
        assertEquals("PARTNER_ADDED", event.path("details").path("event").asText());
        assertEquals(waba(business), event.path("details").path("waba_id").asText());
        assertEquals(
                business.id(), event.path("details").path("client_business_id").asText());
        assertEquals(List.of(), api.tokensOf(business), "what is told is no token yet");

        useProvidersOwnToken();
        Answer fetched = api.fetch(business).expect(200);
        assertEquals(realm.app().originalsOf(business).get(0), fetched.text("access_token"));
        assertEquals("PARTNER_ADDED", signup(business).path("event").asText());
        assertEquals(waba(business), signup(business).path("wabaId").asText());
        assertEquals(business.id(), signup(business).path("businessId").asText());
        assertTrue(signup(business).path("phoneNumberId").isNull());
    }

    @Test
    void a_token_that_comes_before_the_webhook_learns_of_it_afterwards() {
        SandboxBusiness business = api.connect("Token first");
        assertTrue(signup(business).isNull());
        send("PARTNER_ADDED", now(), business);
        assertEquals("PARTNER_ADDED", signup(business).path("event").asText());
    }

    @Test
    void a_login_that_comes_after_the_webhook_learns_of_it_too() {
        SandboxBusiness business = SandboxBusiness.named("Webhook first");
        send("PARTNER_APP_INSTALLED", now(), business);
        api.connect(business);
        assertEquals("PARTNER_APP_INSTALLED", signup(business).path("event").asText());
        assertEquals(waba(business), signup(business).path("wabaId").asText());
    }

    @Test
    void whichever_comes_at_the_same_time_the_token_learns_of_it() throws Exception {
        useProvidersOwnToken();
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 10; round++) {
                SandboxBusiness business = signUpAtMeta("At once " + round);
                String body = accountUpdate("PARTNER_ADDED", now(), business);
                List<Callable<Integer>> calls = List.of(() -> meta.webhook(body).status(), () -> api.fetch(business)
                        .status());
                for (Future<Integer> call : both.invokeAll(calls)) {
                    assertEquals(200, call.get());
                }
                assertEquals("PARTNER_ADDED", signup(business).path("event").asText());
            }
        } finally {
            both.shutdown();
        }
    }

    @Test
    void what_is_told_of_a_signup_stays_whatever_the_webhook_says_later() {
        SandboxBusiness business = api.connect("Told already");
        database.update(
                "update FACEBOOK_BUSINESS_TOKEN set SIGNUP_EVENT = 'FINISH', SIGNUP_PHONE_NUMBER_ID = '77'"
                        + " where CLIENT_BUSINESS_ID = ?",
                business.id());
        send("PARTNER_ADDED", now(), business);
        assertEquals("FINISH", signup(business).path("event").asText());
        assertEquals("77", signup(business).path("phoneNumberId").asText());
        assertTrue(signup(business).path("wabaId").isNull());
    }

    // --- what it is not about ---

    @Test
    void an_account_that_the_token_is_not_for_is_not_its_signup() {
        SandboxBusiness business = api.connect("Other account");
        meta.webhook(accountUpdate("PARTNER_ADDED", now(), business.id(), "404404404"))
                .expect(200);
        assertTrue(signup(business).isNull());
        send("PARTNER_ADDED", now(), business);
        assertEquals(waba(business), signup(business).path("wabaId").asText());
    }

    @Test
    void a_token_for_something_else_than_whatsapp_is_of_no_signup() {
        SandboxConfiguration pages = realm.app().addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));
        realm.createProvider(
                "facebook-pages",
                Map.of("configId", pages.id(), "permissions", "pages_show_list", "loginVariation", ""));
        TokenApi ofPages = TokenApi.of(realm, "facebook-pages");
        SandboxBusiness business = ofPages.connect("Pages");
        send("PARTNER_ADDED", now(), business);
        assertTrue(ofPages.tokensOf(business).get(0).path("signup").isNull());
        realm.deleteProvider("facebook-pages");
    }

    @Test
    void a_granular_token_has_no_signup() {
        SandboxBusiness business = api.connect("Narrowed");
        api.call(business, Map.of("scope", "whatsapp_business_messaging")).expect(200);
        send("PARTNER_ADDED", now(), business);
        List<JsonNode> tokens = api.tokensOf(business);
        assertEquals(2, tokens.size());
        for (JsonNode token : tokens) {
            assertEquals(token.path("parentId").isNull(), !token.path("signup").isNull(), token.toString());
        }
    }

    @Test
    void another_apps_install_is_passed_over() {
        SandboxBusiness business = api.connect("Of another app");
        String other = "7" + realm.app().id();
        String body = accountUpdate("PARTNER_APP_INSTALLED", now(), business)
                .replace("}}}]", ",\"partner_app_id\":\"" + other + "\"}}}]");
        meta.webhook(body).expect(200);
        assertTrue(signup(business).isNull());
        assertEquals(0, connected(ALIAS, business).count());
        assertEquals(List.of(), database.query(INSTALLS, business.id()));
        meta.webhook(body.replace(other, realm.app().id())).expect(200);
        assertEquals(1, connected(ALIAS, business).count());
    }

    @Test
    void who_does_not_have_the_secret_connects_nobody() {
        SandboxBusiness business = signUpAtMeta("Forged");
        String body = accountUpdate("PARTNER_ADDED", now(), business);
        assertEquals(403, meta.webhook(body, "another secret").status());
        assertEquals(
                403,
                meta.webhook(body.getBytes(StandardCharsets.UTF_8), Map.of()).status());
        assertEquals(400, meta.webhook(body.substring(0, body.length() - 1)).status());
        assertEquals(0, connected(ALIAS, business).count());
        assertEquals(List.of(), database.query(INSTALLS, business.id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages", "account_alerts"})
    void whatever_else_whatsapp_tells_is_acknowledged_and_nothing_else(String field) {
        SandboxBusiness business = api.connect("Talks");
        meta.webhook(accountUpdate("PARTNER_ADDED", now(), business).replace("account_update", field))
                .expect(200);
        assertTrue(signup(business).isNull());
        assertEquals(List.of(), database.query(INSTALLS, business.id()));
    }

    // --- over and over ---

    @Test
    void what_meta_sends_again_is_told_once() {
        SandboxBusiness business = signUpAtMeta("Again");
        long time = now();
        for (int delivery = 0; delivery < 3; delivery++) {
            send("PARTNER_ADDED", time, business);
        }
        assertEquals(1, connected(ALIAS, business).count());
        send("PARTNER_REMOVED", time + 1, business);
        send("PARTNER_ADDED", time, business);
        assertEquals(1, connected(ALIAS, business).count(), "a replay of before it left");
        send("PARTNER_ADDED", time + 2, business);
        assertEquals(2, connected(ALIAS, business).count());
        assertEquals(
                1,
                database.query(
                                INSTALLS + " and EVENT = 'PARTNER_ADDED' and PROVIDER_ID = ?",
                                business.id(),
                                realm.provider(ALIAS).path("internalId").asText())
                        .size());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_000_000L, 9_999_999_999L})
    void without_a_time_that_can_be_right_it_counts_where_nothing_is_known(long time) {
        SandboxBusiness business = signUpAtMeta("Out of time");
        send("PARTNER_ADDED", time, business);
        send("PARTNER_ADDED", time, business);
        assertEquals(1, connected(ALIAS, business).count());
        send("PARTNER_ADDED", now(), business);
        send("PARTNER_ADDED", time, business);
        assertEquals(2, connected(ALIAS, business).count());
    }

    @Test
    void deliveries_at_the_same_time_count_once() throws Exception {
        SandboxBusiness business = signUpAtMeta("Told at once");
        String body = accountUpdate("PARTNER_ADDED", now(), business);
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> deliveries = new ArrayList<>();
            for (int delivery = 0; delivery < 8; delivery++) {
                deliveries.add(() -> meta.webhook(body).status());
            }
            for (Future<Integer> delivery : senders.invokeAll(deliveries)) {
                assertEquals(200, delivery.get());
            }
        } finally {
            senders.shutdown();
        }
        assertEquals(1, connected(ALIAS, business).count());
        assertEquals(2, database.query(INSTALLS, business.id()).size(), "one at each provider of the app");
    }

    @Test
    void it_counts_for_every_provider_of_the_app() {
        SandboxBusiness business = api.connect("At both");
        TokenApi sameApp = TokenApi.of(realm, SAME_APP);
        sameApp.connect(business);
        send("PARTNER_ADDED", now(), business);
        assertEquals("PARTNER_ADDED", signup(business).path("event").asText());
        assertEquals(
                "PARTNER_ADDED",
                sameApp.tokensOf(business).get(0).path("signup").path("event").asText());
        assertEquals(1, connected(ALIAS, business).count());
        assertEquals(1, connected(SAME_APP, business).count());
    }

    @Test
    void in_a_batch_of_a_thousand_ours_are_found() {
        SandboxBusiness first = api.connect("First of many");
        SandboxBusiness last = api.connect("Last of many");
        String changes = Stream.of(
                        Stream.of(change("PARTNER_ADDED", first.id(), waba(first))),
                        IntStream.range(0, 998)
                                .mapToObj(id -> change(
                                        "PARTNER_ADDED",
                                        String.valueOf(61_000_000_000L + id / 2),
                                        String.valueOf(62_000_000_000L + id))),
                        Stream.of(change("PARTNER_ADDED", last.id(), waba(last))))
                .flatMap(some -> some)
                .collect(Collectors.joining(","));
        meta.webhook(webhook(now(), changes)).expect(200);
        assertEquals("PARTNER_ADDED", signup(first).path("event").asText());
        assertEquals("PARTNER_ADDED", signup(last).path("event").asText());
        assertEquals(2, database.query(INSTALLS, "61000000000").size() / 2, "both accounts of a business");
    }

    // --- the other way ---

    @ParameterizedTest
    @ValueSource(strings = {"PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED"})
    void an_account_that_was_taken_away_ends_no_token_but_has_meta_asked_about_them(String event) {
        SandboxBusiness business = api.connect("Taken away");
        database.update(
                "update FACEBOOK_BUSINESS_TOKEN set LAST_CHECKED_AT = LAST_CHECKED_AT - 7200 where CLIENT_BUSINESS_ID = ?",
                business.id());
        long planned = api.tokensOf(business).get(0).path("nextCheckAt").asLong();
        send(event, now(), business);
        JsonNode token = api.tokensOf(business).get(0);
        assertEquals("ACTIVE", token.path("status").asText());
        assertTrue(token.path("nextCheckAt").asLong() < planned - 3600, token + " but " + planned);
        assertEquals(0, connected(ALIAS, business).count());
        assertEquals(200, api.fetch(business).status());
    }

    @Test
    void an_account_that_was_taken_away_is_no_signup_of_a_later_token() {
        SandboxBusiness business = signUpAtMeta("Gone again");
        send("PARTNER_ADDED", now() - 10, business);
        send("PARTNER_REMOVED", now(), business);
        useProvidersOwnToken();
        api.fetch(business).expect(200);
        assertTrue(signup(business).isNull());
    }

    @Test
    void what_is_remembered_goes_with_its_provider_and_with_its_realm() {
        SandboxBusiness business = SandboxBusiness.named("Remembered");
        realm.createProvider("facebook-short-lived", settings());
        try (TestRealm other = realm.another()) {
            other.createProvider(ALIAS, settings());
            MetaCallbacks.of(other, ALIAS)
                    .webhook(accountUpdate("PARTNER_ADDED", now(), business))
                    .expect(200);
            send("PARTNER_ADDED", now(), business);
            assertEquals(4, database.query(INSTALLS, business.id()).size());
            realm.deleteProvider("facebook-short-lived");
            assertEquals(3, database.query(INSTALLS, business.id()).size());
        }
        assertEquals(2, database.query(INSTALLS, business.id()).size());
    }

    private Map<String, String> settings() {
        return Map.of(
                "configId",
                whatsApp.id(),
                "loginVariation",
                "whatsapp-embedded-signup",
                "permissions",
                String.join(",", whatsApp.permissions()));
    }

    /** What Meta's page leaves behind: a token that nobody was handed. */
    private SandboxBusiness signUpAtMeta(String name) {
        SandboxBusiness business = SandboxBusiness.named(name);
        List<SandboxBusiness> all = new ArrayList<>(realm.app().businesses());
        all.add(business);
        realm.app().withBusinesses(all.toArray(SandboxBusiness[]::new));
        realm.app().issueToken(whatsApp, business);
        return business;
    }

    private void useProvidersOwnToken() {
        String reference = realm.vaultSecret("own", realm.app().issueProviderToken());
        realm.updateProvider(ALIAS, Map.of("providerAccessToken", reference)).expect(204);
    }

    private void send(String event, long time, SandboxBusiness business) {
        meta.webhook(accountUpdate(event, time, business)).expect(200);
    }

    private static String accountUpdate(String event, long time, SandboxBusiness business) {
        return accountUpdate(event, time, business.id(), waba(business));
    }

    private static String accountUpdate(String event, long time, String business, String waba) {
        return webhook(time, change(event, business, waba));
    }

    private static String webhook(long time, String changes) {
        return "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"12\",\"time\":" + time + ",\"changes\":["
                + changes + "]}]}";
    }

    private static String change(String event, String business, String waba) {
        return "{\"field\":\"account_update\",\"value\":{\"event\":\"" + event + "\",\"waba_info\":{\"waba_id\":\""
                + waba + "\",\"owner_business_id\":\"" + business + "\"}}}";
    }

    private static String waba(SandboxBusiness business) {
        return business.assets().stream()
                .filter(asset -> asset.kind() == AssetKind.WHATSAPP_BUSINESS_ACCOUNT)
                .findFirst()
                .orElseThrow()
                .id();
    }

    private JsonNode signup(SandboxBusiness business) {
        JsonNode token = api.tokensOf(business).get(0);
        assertFalse(token.path("signup").isMissingNode());
        return token.path("signup");
    }

    private Stream<JsonNode> connected(String alias, SandboxBusiness business) {
        String path = "identity-provider/instances/" + alias + "/businesses/" + business.id();
        return realm.adminEvents().stream()
                .filter(event -> event.path("resourcePath").asText().equals(path));
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
