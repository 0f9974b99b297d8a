package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.GraphCall;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One server whose operator changes {@code token-keys} twice; each nested class is the time after one start. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class TokenKeysIT {

    private static final String OPTION = "--spi-social--facebook-business--token-keys=";
    private static final String ALIAS = "facebook-business";
    /** Its tokens are not encrypted again after the key was changed. */
    private static final String FORGOTTEN = "facebook-forgotten";

    private static final String OLD = "b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLW9sZDE=";
    private static final String NEW = "bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldzI=";

    @TempDir
    private static Path folder;

    private Path oldKey;
    private Path newKey;
    private OwnServer own;
    private TestRealm realm;
    private TokenApi api;
    private TokenApi forgotten;
    private SandboxBusiness ada;
    private SandboxBusiness grace;
    private String token;

    @BeforeAll
    void start() throws IOException {
        oldKey = Files.writeString(folder.resolve("old"), OLD + "\n");
        newKey = Files.writeString(folder.resolve("new"), NEW + "\n");
        own = OwnServer.start("keys", OPTION + "file:" + oldKey);
        realm = own.realm().createProvider(ALIAS, Map.of()).createProvider(FORGOTTEN, Map.of());
        api = TokenApi.of(realm, ALIAS);
        forgotten = TokenApi.of(realm, FORGOTTEN);
        ada = api.connect("Ada");
        grace = forgotten.connect("Grace");
        token = api.fetch(ada).expect(200).text("access_token");
    }

    @AfterAll
    void stop() {
        own.close();
    }

    @Nested
    @Order(1)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class With_a_key_in_a_file {

        @Test
        void the_set_up_check_and_server_info_say_file_and_the_log_does_not_warn() throws IOException {
            assertEquals("file", keySource(realm).path("reason").asText());
            assertEquals("file", inServerInfo());
            String log = Files.readString(own.server().log());
            assertFalse(log.contains("--token-keys"), log);
            assertFalse(log.contains(OLD));
        }

        @Test
        void a_token_is_kept_and_served() {
            assertEquals(realm.app().originalsOf(ada), List.of(token));
            assertEquals("ACTIVE", status(api, ada));
        }

        @Test
        void at_rest_it_is_a_jwe_that_names_the_key_from_outside() {
            Map<String, Object> row = row(ada);
            String sealed = (String) row.get("sealed_token");
            String keyId = (String) row.get("key_id");
            assertTrue(keyId.startsWith("ext-"), keyId);
            assertEquals(
                    "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"" + keyId + "\"}",
                    new String(Base64.getUrlDecoder().decode(sealed.substring(0, sealed.indexOf('.')))));
            assertFalse(row.toString().contains(token));
        }

        @Test
        void moved_to_another_business_in_the_database_it_does_not_open() {
            realm.createProvider("facebook-moved", Map.of());
            TokenApi moved = TokenApi.of(realm, "facebook-moved");
            SandboxBusiness here = moved.connect("Here");
            SandboxBusiness there = moved.connect("There");
            String sealed = (String) row(there).get("sealed_token");
            write(there, (String) row(here).get("sealed_token"));
            assertKeyMissing(moved.fetch(there));
            write(there, sealed);
            assertEquals(200, moved.fetch(there).status());
        }

        private Map<String, Object> row(SandboxBusiness business) {
            return own.database()
                    .query("SELECT * FROM FACEBOOK_BUSINESS_TOKEN WHERE CLIENT_BUSINESS_ID = ?", business.id())
                    .get(0);
        }

        private void write(SandboxBusiness business, String sealed) {
            own.database()
                    .update(
                            "UPDATE FACEBOOK_BUSINESS_TOKEN SET SEALED_TOKEN = ? WHERE CLIENT_BUSINESS_ID = ?",
                            sealed,
                            business.id());
        }

        @Test
        void there_is_nothing_to_encrypt_again() {
            assertReEncrypted(0, 0, api);
        }
    }

    @Nested
    @Order(2)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class After_a_new_key_was_put_before_it {

        @BeforeAll
        void restart() {
            own.restart(OPTION + "file:" + newKey + ",file:" + oldKey);
        }

        @Test
        void what_the_old_key_encrypted_is_served_and_encrypted_again_once() {
            assertEquals(token, api.fetch(ada).expect(200).text("access_token"));
            assertEquals(200, forgotten.fetch(grace).status());
            assertReEncrypted(1, 0, api);
            assertReEncrypted(0, 0, api);
            assertEquals(token, api.fetch(ada).expect(200).text("access_token"));
        }
    }

    @Nested
    @Order(3)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class After_the_old_key_was_taken_away_and_each_realm_got_one_of_its_own {

        private static final String KEY = "token-key";

        private TestRealm neighbour;

        @BeforeAll
        void restart() {
            own.restart(OPTION + "vault:" + KEY + ",file:" + newKey);
            realm.vaultSecret(KEY, "cmVhbG0tcmVhbG0tcmVhbG0tcmVhbG0tcmVhbG0tMzM=\n");
            neighbour = own.newRealm().createProvider(ALIAS, Map.of());
            neighbour.vaultSecret(KEY, "bmVpZ2hib3VyLW5laWdoYm91ci1uZWlnaGJvdXItNDQ=");
        }

        @Test
        void the_set_up_check_and_server_info_say_vault() {
            assertEquals("vault", keySource(realm).path("reason").asText());
            assertEquals("vault", inServerInfo());
        }

        @Test
        void what_was_encrypted_again_is_served() {
            assertEquals(token, api.fetch(ada).expect(200).text("access_token"));
            assertEquals("ACTIVE", status(api, ada));
        }

        @Test
        void what_was_not_is_shown_as_key_missing_and_every_use_of_it_is_refused_by_that_name() {
            SandboxBusiness business = grace;
            realm.app().log().clear();
            JsonNode listed = only(forgotten.tokensOf(business));
            assertEquals("KEY_MISSING", listed.path("status").asText());
            assertEquals(List.of(listed), forgotten.tokens("?status=KEY_MISSING"));
            assertEquals(List.of(), forgotten.tokens("?status=ACTIVE"));
            String id = listed.path("id").asText();
            assertEquals(
                    listed, forgotten.rest().get("/tokens/" + id).expect(200).body());
            String path = "/businesses/" + business.id();
            assertEquals("KEY_MISSING", forgotten.rest().get(path).expect(200).text("status"));
            assertEquals(
                    "KEY_MISSING",
                    only(forgotten.rest().get("/businesses").expect(200).body())
                            .path("status")
                            .asText());

            assertKeyMissing(forgotten.fetch(business));
            assertKeyMissing(forgotten.call(business, Map.of("scope", List.of("pages_show_list"))));
            assertKeyMissing(forgotten.rest().post("/tokens/" + id + "/inspect"));
            assertKeyMissing(forgotten.rest().post("/tokens/" + id + "/refresh"));
            assertKeyMissing(forgotten.rest().delete("/tokens/" + id));
            assertEquals(
                    "no_calling_token",
                    forgotten
                            .call(business, Map.of("fetch_only", true, "source", "graph"))
                            .expect(409)
                            .text("error"));
            assertReEncrypted(0, 1, forgotten);
            assertEquals(List.of(), asked(), "Meta was asked nothing");
        }

        @Test
        void connecting_again_mends_it_and_keeps_its_id() {
            SandboxBusiness business = forgotten.connect("Mends");
            String id = only(forgotten.tokensOf(business)).path("id").asText();
            takeTheKeyAway(realm, () -> assertKeyMissing(forgotten.fetch(business)));
            forgotten.connect(business);
            forgotten.fetch(business).expect(200);
            assertEquals(id, only(forgotten.tokensOf(business)).path("id").asText());
        }

        @Test
        void with_the_providers_own_token_it_is_fetched_from_meta_again_under_the_key_that_is_here() {
            realm.createProvider("facebook-recovers", Map.of());
            TokenApi recovers = TokenApi.of(realm, "facebook-recovers");
            SandboxBusiness business = recovers.connect("Recovers");
            String before = recovers.fetch(business).expect(200).text("access_token");
            takeTheKeyAway(realm, () -> {
                realm.vaultSecret(KEY, "YW5vdGhlci1hbm90aGVyLWFub3RoZXItYW5vdGhlcjU=");
                assertKeyMissing(recovers.fetch(business));
                String own = realm.vaultSecret("own", realm.app().issueProviderToken());
                realm.updateProvider("facebook-recovers", Map.of("providerAccessToken", own))
                        .expect(204);
                assertEquals(before, recovers.fetch(business).expect(200).text("access_token"));
                assertEquals("ACTIVE", status(recovers, business));
            });
        }

        @Test
        void a_realms_key_opens_nothing_of_its_neighbour() {
            TokenApi nextDoor = TokenApi.of(neighbour, ALIAS);
            SandboxBusiness here = api.connect("Here");
            SandboxBusiness there = nextDoor.connect("There");
            takeTheKeyAway(realm, () -> {
                assertKeyMissing(api.fetch(here));
                assertEquals("KEY_MISSING", status(api, here));
                realm.vaultSecret(KEY, "bmVpZ2hib3VyLW5laWdoYm91ci1uZWlnaGJvdXItNDQ=");
                assertKeyMissing(api.fetch(here));
                assertEquals(200, nextDoor.fetch(there).status());
            });
            assertEquals(200, api.fetch(here).status(), "the key is back, and so is the token");
        }

        @Test
        void without_a_key_to_encrypt_with_a_login_ends_on_the_failure_page_and_the_token_from_before_is_served() {
            SandboxBusiness newcomer = SandboxBusiness.named("Newcomer");
            realm.createProvider("facebook-person", Map.of("tokenType", "user"), it -> it.put("storeToken", true));
            takeTheKeyAway(realm, () -> {
                JsonNode check = keySource(realm);
                assertFalse(check.path("ok").asBoolean());
                assertEquals("key_missing", check.path("reason").asText());
                realm.clearEvents();
                realm.app().log().clear();
                assertNotStored(BrokeredLogin.of(realm, ALIAS).agreeAs("business", ada.id()));
                assertFalse(asked().contains("exchange_code"), "the code was used up for a token that is lost");
                assertEquals(token, api.fetch(ada).expect(200).text("access_token"));
                assertEquals("ACTIVE", status(api, ada));

                realm.app().withBusinesses(ada, newcomer);
                assertNotStored(BrokeredLogin.of(realm, ALIAS).agreeAs("business", newcomer.id()));
                assertTrue(realm.user("fb-" + newcomer.id()).isEmpty());
                assertEquals(404, api.fetch(newcomer).status());
                assertNotStored(BrokeredLogin.of(realm, "facebook-person").agree());
            });
            api.connect(newcomer);
            assertEquals(200, api.fetch(newcomer).status());
        }

        @Test
        void without_a_key_to_encrypt_with_meta_is_not_asked_for_a_token_that_would_be_lost() {
            SandboxConfiguration sixtyDays = realm.app()
                    .addConfiguration(SandboxConfiguration.systemUser("business_management")
                            .withExpiry(TokenExpiry.SIXTY_DAYS));
            realm.createProvider("facebook-sixty-days", Map.of("configId", sixtyDays.id(), "permissions", ""));
            TokenApi renewing = TokenApi.of(realm, "facebook-sixty-days");
            SandboxBusiness business = renewing.connect("Renews");
            String renewal =
                    "/tokens/" + only(renewing.tokensOf(business)).path("id").asText() + "/refresh";
            takeTheKeyAway(realm, () -> {
                realm.app().log().clear();
                assertKeyMissing(api.call(ada, Map.of("scope", List.of("pages_show_list"))));
                assertKeyMissing(api.call(ada, Map.of("fetch_only", true, "source", "graph")));
                assertKeyMissing(api.rest().post("/tokens/re-encrypt"));
                assertKeyMissing(renewing.rest().post(renewal));
                assertEquals(List.of(), asked());
                assertEquals(200, api.rest().post(inspection()).status(), "what needs no new key works");
            });
        }

        private String inspection() {
            return "/tokens/" + only(api.tokensOf(ada)).path("id").asText() + "/inspect";
        }

        /** And puts it back. */
        private void takeTheKeyAway(TestRealm from, Runnable meanwhile) {
            from.removeVaultSecret(KEY);
            try {
                meanwhile.run();
            } finally {
                from.vaultSecret(KEY, "cmVhbG0tcmVhbG0tcmVhbG0tcmVhbG0tcmVhbG0tMzM=");
            }
        }

        private void assertNotStored(Page page) {
            assertEquals(
                    "Reason code: token_not_stored",
                    page.first("#facebook-business-reason").text());
            assertNotEquals(
                    0,
                    realm.events("IDENTITY_PROVIDER_LOGIN_ERROR").stream()
                            .filter(event -> event.path("details")
                                    .path("reason")
                                    .asText()
                                    .equals("token_not_stored"))
                            .count());
            realm.clearEvents();
        }
    }

    /** What Meta was asked since the log was cleared. */
    private List<String> asked() {
        return realm.app().calls().stream().map(GraphCall::operation).toList();
    }

    private String inServerInfo() {
        return own.admin()
                .get("/admin/serverinfo")
                .expect(200)
                .body()
                .at("/providers/social/providers/facebook-business/operationalInfo/Token keys")
                .asText();
    }

    private static JsonNode keySource(TestRealm realm) {
        JsonNode checks = realm.admin()
                .get("/facebook-business/" + ALIAS)
                .expect(200)
                .body()
                .path("checks");
        return StreamSupport.stream(checks.spliterator(), false)
                .filter(check -> check.path("name").asText().equals("key_source"))
                .findFirst()
                .orElseThrow();
    }

    private static String status(TokenApi api, SandboxBusiness business) {
        return only(api.tokensOf(business)).path("status").asText();
    }

    private static void assertKeyMissing(Answer answer) {
        assertEquals("key_missing", answer.expect(409).text("error"));
    }

    private static void assertReEncrypted(int reEncrypted, int keyMissing, TokenApi api) {
        JsonNode outcome = api.rest().post("/tokens/re-encrypt").expect(200).body();
        assertEquals(reEncrypted, outcome.path("reEncrypted").asInt(-1));
        assertEquals(keyMissing, outcome.path("keyMissing").asInt(-1));
    }

    private static JsonNode only(Iterable<JsonNode> nodes) {
        List<JsonNode> all = StreamSupport.stream(nodes.spliterator(), false).toList();
        assertEquals(1, all.size(), all::toString);
        return all.get(0);
    }
}
