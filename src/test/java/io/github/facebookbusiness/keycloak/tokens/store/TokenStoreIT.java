package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenStoreIT {

    private static final String ALIAS = "facebook-business";
    private static final String ROWS = "select * from FACEBOOK_BUSINESS_TOKEN where CLIENT_BUSINESS_ID = ? order by ID";

    private TestRealm realm;
    private TokenApi api;
    private Database database;

    @BeforeAll
    void provider(TestRealm testRealm, Database tables) {
        realm = testRealm.createProvider(ALIAS, Map.of(), provider -> provider.put("storeToken", true));
        api = TokenApi.of(realm, ALIAS);
        database = tables;
    }

    @BeforeEach
    void forget() {
        realm.app().log().clear();
        realm.app().faults().clear();
    }

    @Test
    @OnEveryKeycloak
    void a_row_tells_everything_about_a_token_but_its_value() {
        SandboxBusiness business = api.connect("Row");
        Map<String, Object> row = row(business);
        assertEquals(business.id(), row.get("client_business_id"));
        assertEquals("Row", row.get("client_business_name"));
        assertEquals(business.systemUserId(), row.get("system_user_id"));
        assertEquals(realm.businessConfiguration().id(), row.get("config_id"));
        assertEquals(realm.app().id(), row.get("app_id"));
        assertEquals(String.join(",", realm.businessConfiguration().permissions()), row.get("scopes"));
        assertEquals("ACTIVE", row.get("status"));

        String sealed = (String) row.get("sealed_token");
        String header = new String(Base64.getUrlDecoder().decode(sealed.split("\\.")[0]), StandardCharsets.UTF_8);
        assertTrue(header.contains("\"enc\":\"A256GCM\""), header);
        assertTrue(header.contains("\"kid\":\"" + row.get("key_id") + "\""), header);
        realm.app().issued().forEach(secret -> row.values()
                .forEach(value ->
                        assertFalse(String.valueOf(value).contains(secret), "a secret stands in the row in clear")));
    }

    @Test
    @OnEveryKeycloak
    void keycloaks_own_copies_hold_no_clear_token() {
        SandboxBusiness business = api.connect("Copies");
        String token = realm.app().originalsOf(business).get(0);
        for (String column : List.of(
                "TOKEN from FEDERATED_IDENTITY",
                "DATA from OFFLINE_USER_SESSION",
                "DATA from OFFLINE_CLIENT_SESSION",
                "DETAILS_JSON from EVENT_ENTITY",
                "DETAILS_JSON_LONG_VALUE from EVENT_ENTITY")) {
            List<Map<String, Object>> rows = database.query("select " + column);
            assertFalse(rows.isEmpty(), "nothing was looked at: " + column);
            rows.forEach(row -> row.values()
                    .forEach(value -> assertFalse(String.valueOf(value).contains(token), column)));
        }
    }

    @Test
    void a_value_that_was_moved_to_another_row_does_not_decrypt() {
        SandboxBusiness mine = api.connect("Moved from");
        SandboxBusiness other = api.connect("Moved to");
        Map<String, Object> before = row(other);
        move(row(mine), before);
        Answer moved = api.fetch(other);
        assertEquals(409, moved.status());
        assertEquals("key_missing", moved.text("error"));
        assertFalse(moved.body().has("access_token"));
        assertEquals(200, api.fetch(mine).status());
        move(before, before);
        assertEquals(200, api.fetch(other).status());
    }

    @Test
    void whoever_connects_again_replaces_the_token_and_keeps_its_id() {
        SandboxBusiness business = api.connect("Again");
        Answer first = api.fetch(business).expect(200);
        api.connect(business);
        Answer second = api.fetch(business).expect(200);
        assertEquals(first.text("id"), second.text("id"));
        assertNotEquals(first.text("access_token"), second.text("access_token"));
        assertEquals(realm.app().originalsOf(business).get(1), second.text("access_token"));
    }

    @Test
    @OnEveryKeycloak
    void two_admins_who_connect_a_business_at_once_leave_one_token() {
        SandboxBusiness business = api.connect("At once");
        database.update("delete from FACEBOOK_BUSINESS_TOKEN where CLIENT_BUSINESS_ID = ?", business.id());
        ExecutorService admins = Executors.newFixedThreadPool(6);
        List<CompletableFuture<Void>> logins = new ArrayList<>();
        for (int admin = 0; admin < 6; admin++) {
            logins.add(CompletableFuture.runAsync(() -> api.connect(business), admins));
        }
        admins.shutdown();
        logins.forEach(CompletableFuture::join);
        assertEquals(1, database.query(ROWS, business.id()).size());
        String served = api.fetch(business).expect(200).text("access_token");
        assertTrue(realm.app().originalsOf(business).contains(served));
    }

    @Test
    void many_who_make_the_same_narrower_token_at_once_are_all_answered() {
        SandboxBusiness business = api.connect("Many at once");
        List<CompletableFuture<Answer>> calls = new ArrayList<>();
        ExecutorService callers = Executors.newFixedThreadPool(16);
        for (int caller = 0; caller < 16; caller++) {
            calls.add(CompletableFuture.supplyAsync(
                    () -> api.call(business, Map.of("scope", "pages_show_list")), callers));
        }
        calls.forEach(call ->
                assertEquals(200, call.join().status(), call.join().body().toString()));
        callers.shutdown();
        assertEquals(2, database.query(ROWS, business.id()).size());
    }

    @Test
    void an_id_that_no_database_takes_is_just_not_there() {
        for (String id : List.of("%00", "a%00b", "x".repeat(400), "%F0%9F%98%80")) {
            assertEquals(404, api.rest().get("/tokens/" + id).status(), id);
            assertEquals(404, api.rest().delete("/tokens/" + id).status(), id);
        }
    }

    @Test
    void the_token_stays_whatever_becomes_of_the_keycloak_user() {
        SandboxBusiness business = api.connect("Stays");
        String token = api.fetch(business).expect(200).text("access_token");
        JsonNode user = realm.user("fb-" + business.id()).orElseThrow();
        String path = "/users/" + user.path("id").asText();
        realm.admin().delete(path + "/federated-identity/" + ALIAS).expect(204);
        assertEquals(token, api.fetch(business).expect(200).text("access_token"));
        realm.admin().put(path, Map.of("enabled", false)).expect(204);
        assertEquals(token, api.fetch(business).expect(200).text("access_token"));
        realm.admin().delete(path).expect(204);
        assertEquals(token, api.fetch(business).expect(200).text("access_token"));
    }

    @Test
    void a_login_that_keycloak_refuses_stores_the_token_all_the_same() {
        SandboxBusiness business = api.connect("Disabled");
        String first = api.fetch(business).expect(200).text("access_token");
        JsonNode user = realm.user("fb-" + business.id()).orElseThrow();
        realm.admin()
                .put("/users/" + user.path("id").asText(), Map.of("enabled", false))
                .expect(204);
        assertTrue(BrokeredLogin.of(realm, ALIAS)
                .agreeAs("business", business.id())
                .location()
                .isEmpty());
        assertNotEquals(first, api.fetch(business).expect(200).text("access_token"));
    }

    @Test
    void a_provider_that_is_deleted_takes_its_tokens_along_and_no_others() {
        realm.createProvider("facebook-other", Map.of());
        TokenApi otherApi = TokenApi.of(realm, "facebook-other");
        SandboxBusiness business = otherApi.connect("Two providers");
        api.connect(business);
        assertEquals(2, database.query(ROWS, business.id()).size());
        realm.deleteProvider("facebook-other");
        assertEquals(1, database.query(ROWS, business.id()).size());
        assertEquals(200, api.fetch(business).status());
    }

    @Test
    @OnEveryKeycloak
    void a_realm_that_is_deleted_takes_its_tokens_along() {
        TestRealm second = realm.another().createProvider(ALIAS, Map.of());
        SandboxBusiness business = TokenApi.of(second, ALIAS).connect("Realm");
        String id = (String) row(business).get("realm_id");
        database.update(
                "insert into FACEBOOK_BUSINESS_RATE_LIMIT (ID, REALM_ID, PAUSED_UNTIL) values (?, ?, 0)",
                id + "/x/",
                id);
        second.delete();
        assertEquals(List.of(), database.query(ROWS, business.id()));
        assertEquals(List.of(), database.query("select * from FACEBOOK_BUSINESS_RATE_LIMIT where REALM_ID = ?", id));
    }

    @Test
    void lists_are_paged_and_filtered_and_never_hold_a_token() {
        SandboxBusiness business = api.connect("Listed");
        String scope = realm.businessConfiguration().permissions().get(0);
        api.call(business, Map.of("scope", scope)).expect(200);
        assertEquals(2, api.tokensOf(business).size());
        assertEquals(
                1, api.tokens("?business=" + business.id() + "&first=1&max=1").size());
        assertEquals(
                2, api.tokens("?business=" + business.id() + "&status=active").size());
        assertEquals(
                0, api.tokens("?business=" + business.id() + "&status=REVOKED").size());
        JsonNode one =
                api.rest().get("/businesses/" + business.id()).expect(200).body();
        assertEquals("ACTIVE", one.path("status").asText());
        assertEquals(2, one.path("tokens").size());
        String everything = api.rest().get("/tokens?max=1000").body().toString()
                + api.rest().get("/businesses?max=1000").body();
        realm.app().issued().forEach(secret -> assertFalse(everything.contains(secret)));
    }

    @Test
    void a_login_tells_that_a_token_is_well_again_that_was_told_not_to_open() {
        SandboxBusiness business = api.connect("Opens Again");
        String id = (String) row(business).get("id");
        // As the upkeep writes of a value that was altered, and whose key is here.
        database.update("update FACEBOOK_BUSINESS_TOKEN set TOLD_STATUS = 'KEY_MISSING' where ID = ?", id);
        realm.set(Map.of("adminEventsEnabled", true));
        api.connect(business);
        assertTrue(realm.adminEvents().stream()
                .filter(event -> event.path("resourcePath").asText().endsWith("/tokens/" + id))
                .map(event -> event.path("details").path("previous_status").asText())
                .anyMatch("KEY_MISSING"::equals));
    }

    @Test
    void the_status_follows_from_clock_and_keys_in_lists_as_in_details() {
        SandboxBusiness business = api.connect("Status");
        long now = System.currentTimeMillis() / 1000;
        for (Map.Entry<String, String> state : Map.of(
                        "EXPIRED", "EXPIRES_AT = " + (now - 60),
                        "EXPIRING", "EXPIRES_AT = " + (now + 3600),
                        "ACTIVE", "EXPIRES_AT = " + (now + 40L * 86400),
                        "KEY_MISSING", "KEY_ID = 'gone'",
                        "REVOKED", "STATUS = 'REVOKED'",
                        "INVALID", "STATUS = 'INVALID'",
                        "UNKNOWN", "STATUS = 'UNKNOWN'",
                        "WAITING", "STATUS = 'WAITING'")
                .entrySet()) {
            Map<String, Object> before = row(business);
            database.update(
                    "update FACEBOOK_BUSINESS_TOKEN set " + state.getValue() + " where ID = ?", before.get("id"));
            String status = state.getKey();
            assertEquals(status, api.tokensOf(business).get(0).path("status").asText());
            for (TokenStatus filter : TokenStatus.values()) {
                assertEquals(
                        filter.name().equals(status) ? 1 : 0,
                        api.tokens("?business=" + business.id() + "&status=" + filter)
                                .size(),
                        status + " in the list of " + filter);
            }
            int expected = TokenStatus.valueOf(status).isServed() ? 200 : 409;
            assertEquals(expected, api.fetch(business).status(), status);
            database.update(
                    "update FACEBOOK_BUSINESS_TOKEN set STATUS = 'ACTIVE', EXPIRES_AT = 0, KEY_ID = ? where ID = ?",
                    before.get("key_id"),
                    before.get("id"));
        }
    }

    private Map<String, Object> row(SandboxBusiness business) {
        List<Map<String, Object>> rows = database.query(ROWS, business.id());
        assertEquals(1, rows.size());
        return rows.get(0);
    }

    private void move(Map<String, Object> from, Map<String, Object> to) {
        database.update(
                "update FACEBOOK_BUSINESS_TOKEN set SEALED_TOKEN = ? where ID = ?",
                from.get("sealed_token"),
                to.get("id"));
    }
}
