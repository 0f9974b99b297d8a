package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.RevocationReach;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing counts as over but what {@code debug_token} says is over, whatever Meta answered before. */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationIT {

    private static final String ALIAS = "facebook-business";
    private static final String REMOVE_APP = "?remove_app=true";
    private static final String TOKENS = "select * from FACEBOOK_BUSINESS_TOKEN where ID = ?";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Enough of them for more sets of permissions than tokens are asked about at once. */
    private static final List<String> MANY = List.of(
            "business_management",
            "pages_show_list",
            "ads_read",
            "leads_retrieval",
            "read_insights",
            "catalog_management",
            "pages_messaging");

    private TestRealm realm;
    private TokenApi api;
    private Database database;

    @BeforeAll
    void provider(TestRealm testRealm, Database tables) {
        database = tables;
        realm = testRealm.createProvider(ALIAS, Map.of("permissions", ""));
        realm.set(Map.of("adminEventsEnabled", true));
        api = TokenApi.of(realm, ALIAS);
    }

    @AfterEach
    void mend() {
        realm.app().withRevocationReach(RevocationReach.ONE_TOKEN).faults().clear();
        database.update("delete from FACEBOOK_BUSINESS_RATE_LIMIT");
    }

    // --- one token ---

    @Test
    void a_token_is_revoked_at_meta_and_the_answer_says_what_meta_said() {
        SandboxBusiness business = api.connect("Revoked");
        String id = original(business);
        realm.clearEvents();
        JsonNode answer = revoke(id).expect(200).body();
        assertEquals("REVOKED", answer.path("status").asText());
        assertEquals("revoked_here", answer.path("reason").asText());
        assertEquals("NOT_VALID", answer.path("inspection").asText());
        assertRevocation(answer, "TOKEN", id, "SUCCESS", "null");
        assertTrue(answer.path("nextCheckAt").isNull());
        assertEquals(0, answer.path("otherTokens").size());
        assertEquals(List.of(false), liveOf(business));
        JsonNode kept = api.rest().get("/tokens/" + id).expect(200).body();
        assertRevocation(kept, "TOKEN", id, "SUCCESS", "null");
        assertFalse(kept.has("otherTokens"));
        assertEquals(
                List.of("DELETE"),
                eventsOf(id).stream()
                        .map(event -> event.path("operationType").asText())
                        .toList(),
                "told once");
    }

    @Test
    void a_second_revocation_calls_nobody_and_answers_the_same() {
        String id = original(api.connect("Twice"));
        revoke(id).expect(200);
        realm.app().log().clear();
        JsonNode again = revoke(id).expect(200).body();
        assertEquals("REVOKED", again.path("status").asText());
        assertEquals("NOT_ASKED", again.path("inspection").asText());
        assertEquals(List.of(), realm.app().calls());
        assertEquals("token_revoked", removeApp(id).expect(409).text("error"), "the app was not removed");
        assertEquals(List.of(), realm.app().calls());
    }

    @ParameterizedTest
    @CsvSource({
        "'',              REVOKE_REFUSED,            409, permission_denied, TOKEN, REFUSED,        permission_denied",
        "'',              REVOKE_WITHOUT_EFFECT,     409, still_valid,       TOKEN, WITHOUT_EFFECT, null",
        "'',              BATCH_DROPS,               502, graph_unreachable, TOKEN, NO_ANSWER,      graph_unreachable",
        "'',              BATCH_NULL_ENTRIES,        503, graph_unavailable, TOKEN, NO_ANSWER,      graph_unavailable",
        "'',              APP_DISABLED,              409, permission_denied, TOKEN, REFUSED,        permission_denied",
        "?remove_app=true, DEAUTHORIZE_REFUSED,       409, permission_denied, APP,   REFUSED,        permission_denied",
        "?remove_app=true, DEAUTHORIZE_WITHOUT_EFFECT, 409, still_valid,      APP,   WITHOUT_EFFECT, null",
    })
    void a_revocation_that_fails_claims_nothing_and_says_what_meta_said(
            String query, Fault fault, int status, String error, String reach, String said, String reason) {
        SandboxBusiness business = api.connect("Fails by " + fault);
        String id = original(business);
        realm.clearEvents();
        realm.app().faults().on(fault);
        Answer answer = api.rest().delete("/tokens/" + id + query);
        realm.app().faults().clear();
        assertEquals(status, answer.status(), answer.body().toString());
        assertEquals(error, answer.text("error"));
        assertRevocation(api.rest().get("/tokens/" + id).body(), reach, id, said, reason);
        assertEquals("ACTIVE", statusOf(id));
        assertEquals(!said.equals("REFUSED"), isDueNow(id), "it is checked again, unless Meta has done nothing");
        assertEquals(200, api.fetch(business).status(), "it is served on");
        assertEquals(List.of(), eventsOf(id));
        assertEquals(0, leasedUntil(id));
    }

    @Test
    void where_meta_is_down_after_the_revocation_nothing_is_claimed_and_the_token_is_due() {
        SandboxBusiness business = api.connect("Down in between");
        String id = original(business);
        realm.app().faults().on(Fault.DEBUG_TOKEN_TRANSIENT);
        assertEquals("graph_unavailable", revoke(id).expect(503).text("error"));
        realm.app().faults().clear();
        assertEquals(List.of(false), liveOf(business), "Meta did it");
        assertEquals("ACTIVE", statusOf(id), "but has not said so");
        assertRevocation(api.rest().get("/tokens/" + id).body(), "TOKEN", id, "SUCCESS", "null");
        assertTrue(isDueNow(id));
        JsonNode inspected =
                api.rest().post("/tokens/" + id + "/inspect").expect(200).body();
        assertEquals("REVOKED", inspected.path("status").asText());
        assertEquals("revoked_here", inspected.path("reason").asText());
    }

    @Test
    void a_failure_of_the_app_at_the_inspection_is_not_taken_for_a_dead_token() {
        String id = original(api.connect("Inspected by a deleted app"));
        realm.app().faults().on(Fault.DEBUG_TOKEN_APP_DELETED);
        assertEquals("revocation_unconfirmed", revoke(id).expect(502).text("error"));
        realm.app().faults().clear();
        assertEquals("ACTIVE", statusOf(id));
        assertTrue(isDueNow(id));
    }

    @Test
    void a_token_that_meta_took_for_dead_before_is_marked_by_what_meta_says() {
        SandboxBusiness business = api.connect("Dead before");
        String id = original(business);
        realm.app().invalidate(valueOf(business));
        JsonNode answer = revoke(id).expect(200).body();
        assertEquals("INVALID", answer.path("status").asText());
        assertRevocation(answer, "TOKEN", id, "REFUSED", "token_invalid");
    }

    @Test
    void what_meta_renewed_the_token_to_and_nobody_has_proven_ends_with_it() {
        SandboxConfiguration sixtyDays = realm.app()
                .addConfiguration(
                        SandboxConfiguration.systemUser("business_management").withExpiry(TokenExpiry.SIXTY_DAYS));
        realm.createProvider("sixty", Map.of("permissions", "", "configId", sixtyDays.id()));
        TokenApi sixty = TokenApi.of(realm, "sixty");
        SandboxBusiness business = sixty.connect("Half renewed");
        String id = sixty.fetch(business).expect(200).text("id");
        realm.app().faults().on(Fault.BATCH_DROPS);
        sixty.rest().post("/tokens/" + id + "/refresh").expect(502);
        realm.app().faults().clear();
        assertEquals(2, realm.app().originalsOf(business).size(), "Meta has renewed it");
        sixty.rest().delete("/tokens/" + id).expect(200);
        assertEquals(List.of(false, false), liveOf(business));
        assertEquals(null, row(id).get("sealed_successor"));
    }

    @Test
    void while_somebody_else_works_on_the_token_it_is_not_revoked() {
        SandboxBusiness business = api.connect("Leased");
        String id = original(business);
        database.update(
                "update FACEBOOK_BUSINESS_TOKEN set LEASED_UNTIL = ?, LEASE_HOLDER = 'somebody' where ID = ?",
                System.currentTimeMillis() / 1000 + 60,
                id);
        assertEquals("busy", revoke(id).expect(409).text("error"));
        assertEquals(List.of(true), liveOf(business));
        database.update("update FACEBOOK_BUSINESS_TOKEN set LEASED_UNTIL = 0 where ID = ?", id);
        revoke(id).expect(200);
    }

    // --- its granular tokens ---

    @Test
    void granular_tokens_that_outlive_their_original_stay_as_they_are() {
        SandboxBusiness business = api.connect("Outlived");
        String id = original(business);
        String part = granular(business, "pages_show_list");
        JsonNode answer = revoke(id).expect(200).body();
        JsonNode other = onlyOther(answer);
        assertEquals(part, other.path("id").asText());
        assertEquals(id, other.path("parentId").asText());
        assertEquals("VALID", other.path("inspection").asText());
        assertEquals("ACTIVE", other.path("status").asText());
        assertEquals(0, answer.path("otherTokensDue").asInt());
        assertEquals("ACTIVE", statusOf(part));
        assertRevocation(api.rest().get("/tokens/" + part).body(), "TOKEN", id, "WITHOUT_EFFECT", "null");
        assertFalse(isDueNow(part));
    }

    @Test
    void granular_tokens_that_end_with_their_original_are_marked_by_what_meta_says_of_them_and_told() {
        SandboxBusiness business = api.connect("Ends together");
        String id = original(business);
        String part = granular(business, "pages_show_list");
        String second = granular(business, "business_management");
        realm.app().withRevocationReach(RevocationReach.WITH_TOKENS_NARROWED_FROM_IT);
        realm.clearEvents();
        JsonNode answer = revoke(id).expect(200).body();
        assertEquals(2, answer.path("otherTokens").size());
        for (JsonNode other : answer.path("otherTokens")) {
            assertEquals("NOT_VALID", other.path("inspection").asText());
            assertEquals("INVALID", other.path("status").asText());
            assertEquals("token_invalid", other.path("reason").asText());
        }
        for (String granular : List.of(part, second)) {
            JsonNode event = eventsOf(granular).get(0);
            assertEquals(1, eventsOf(granular).size());
            assertEquals("UPDATE", event.path("operationType").asText());
            assertEquals("INVALID", event.path("details").path("status").asText());
            assertEquals("ACTIVE", event.path("details").path("previous_status").asText());
        }
    }

    @Test
    void a_granular_token_that_nobody_can_ask_about_stays_as_it_is_and_says_so() {
        SandboxBusiness business = api.connect("Silent");
        String id = original(business);
        String part = granular(business, "pages_show_list");
        realm.app().withRevocationReach(RevocationReach.WITH_TOKENS_NARROWED_FROM_IT);
        database.update("update FACEBOOK_BUSINESS_TOKEN set KEY_ID = 'gone' where ID = ?", part);
        JsonNode other = onlyOther(revoke(id).expect(200).body());
        assertEquals("NOT_ASKED", other.path("inspection").asText());
        assertEquals("KEY_MISSING", other.path("status").asText());
    }

    @Test
    void a_granular_token_that_meta_does_not_answer_about_stays_as_it_is_and_is_due() {
        SandboxBusiness business = api.connect("Mute");
        String id = original(business);
        String part = granular(business, "pages_show_list");
        String second = granular(business, "business_management");
        realm.app().withRevocationReach(RevocationReach.WITH_TOKENS_NARROWED_FROM_IT);
        realm.app().faults().once(Fault.DEBUG_TOKEN_HANGS);
        CompletableFuture<Answer> revoked = CompletableFuture.supplyAsync(() -> revoke(id));
        Eventually.holds(
                PATIENCE,
                () -> "the inspection of the original",
                () -> realm.app().faults().held(Fault.DEBUG_TOKEN_HANGS) == 1);
        realm.app().faults().on(Fault.DEBUG_TOKEN_TRANSIENT);
        realm.app().faults().off(Fault.DEBUG_TOKEN_HANGS);
        JsonNode answer = revoked.join().expect(200).body();
        assertEquals("REVOKED", answer.path("status").asText());
        assertEquals(2, answer.path("otherTokens").size());
        for (JsonNode other : answer.path("otherTokens")) {
            assertEquals("NO_ANSWER", other.path("inspection").asText());
            assertEquals("ACTIVE", other.path("status").asText());
        }
        for (String granular : List.of(part, second)) {
            assertEquals("ACTIVE", statusOf(granular));
            assertTrue(isDueNow(granular));
        }
    }

    @Test
    void more_granular_tokens_than_are_asked_about_at_once_are_due() {
        SandboxConfiguration wide =
                realm.app().addConfiguration(SandboxConfiguration.systemUser(MANY.toArray(String[]::new)));
        realm.createProvider("wide", Map.of("permissions", "", "configId", wide.id()));
        TokenApi many = TokenApi.of(realm, "wide");
        SandboxBusiness business = many.connect("Many");
        String id = many.fetch(business).expect(200).text("id");
        for (int subset = 1; subset <= 52; subset++) {
            List<String> scopes = new ArrayList<>(List.of(MANY.get(0)));
            for (int bit = 1; bit < MANY.size(); bit++) {
                if ((subset >> (bit - 1) & 1) == 1) {
                    scopes.add(MANY.get(bit));
                }
            }
            many.call(business, Map.of("scope", scopes)).expect(200);
        }
        realm.app().withRevocationReach(RevocationReach.WITH_TOKENS_NARROWED_FROM_IT);
        realm.app().log().clear();
        JsonNode answer = many.rest().delete("/tokens/" + id).expect(200).body();
        assertEquals(50, answer.path("otherTokens").size());
        assertEquals(2, answer.path("otherTokensDue").asInt());
        assertEquals(3, realm.app().log().calls("batch").size(), "revocation, inspection, inspection of the others");
        assertEquals(
                List.of("INVALID", "INVALID"),
                List.of(
                        answer.path("otherTokens").get(0).path("status").asText(),
                        answer.path("otherTokens").get(49).path("status").asText()));
        assertEquals(
                2,
                database.query(
                                "select ID from FACEBOOK_BUSINESS_TOKEN where PARENT_ID = ? and NEXT_CHECK_AT <= ?"
                                        + " and STATUS = 'ACTIVE'",
                                id,
                                now())
                        .size());
    }

    // --- the whole app ---

    @Test
    void the_app_is_removed_only_when_the_caller_says_so_and_each_token_is_marked_by_its_own_answer() {
        SandboxBusiness business = api.connect("Removed");
        SandboxBusiness bystander = api.connect("Bystander");
        String id = original(business);
        String part = granular(business, "pages_show_list");
        realm.app().log().clear();
        JsonNode answer = removeApp(part).expect(200).body();
        assertEquals(1, realm.app().log().calls("deauthorize").size());
        assertEquals(0, realm.app().log().calls("revoke").size());
        assertEquals("REVOKED", answer.path("status").asText());
        assertEquals("app_removed_here", answer.path("reason").asText());
        assertRevocation(answer, "APP", part, "SUCCESS", "null");
        JsonNode other = onlyOther(answer);
        assertEquals(id, other.path("id").asText());
        assertEquals("NOT_VALID", other.path("inspection").asText());
        assertEquals("REVOKED", other.path("status").asText());
        assertEquals("token_revoked", other.path("reason").asText());
        assertEquals("token_revoked", api.fetch(business).text("error"));
        assertEquals(200, api.fetch(bystander).status());
        realm.app().log().clear();
        assertEquals("REVOKED", removeApp(part).expect(200).text("status"));
        assertEquals("REVOKED", removeApp(id).expect(200).text("status"));
        assertEquals(List.of(), realm.app().calls());
    }

    @Test
    void an_app_that_meta_does_not_remove_leaves_every_token_served() {
        SandboxBusiness business = api.connect("Not removed");
        String id = original(business);
        String part = granular(business, "pages_show_list");
        realm.app().faults().on(Fault.DEAUTHORIZE_WITHOUT_EFFECT);
        assertEquals("still_valid", removeApp(id).expect(409).text("error"));
        assertEquals("ACTIVE", statusOf(part));
        assertTrue(isDueNow(part));
        assertEquals(200, api.fetch(business).status());
    }

    @Test
    void an_app_that_the_business_removed_before_was_not_removed_here() {
        SandboxBusiness business = api.connect("Was faster");
        String id = original(business);
        realm.app().uninstall(business);
        assertEquals("token_revoked", removeApp(id).expect(409).text("error"));
        assertEquals("REVOKED", statusOf(id));
        assertRevocation(api.rest().get("/tokens/" + id).body(), "APP", id, "REFUSED", "token_revoked");
    }

    @Test
    void a_business_that_connects_again_after_that_has_a_token_that_nobody_revoked() {
        SandboxBusiness business = api.connect("Comes back");
        String id = original(business);
        removeApp(id).expect(200);
        api.connect(business);
        JsonNode again = api.rest().get("/tokens/" + id).expect(200).body();
        assertEquals("ACTIVE", again.path("status").asText());
        assertTrue(again.path("revocation").isNull());
    }

    @ParameterizedTest
    @CsvSource({"?remove_app=yes", "?remove_app=", "?remove_ap=true", "?remove_app=true&remove_app=true"})
    void a_parameter_that_nobody_understands_revokes_nothing(String query) {
        SandboxBusiness business = api.connect("Mistyped");
        Answer answer = api.rest().delete("/tokens/" + original(business) + query);
        assertEquals("invalid_parameter", answer.expect(400).text("error"));
        assertEquals(List.of(true), liveOf(business));
    }

    @Test
    void only_who_may_manage_revokes_or_removes_the_app() {
        SandboxBusiness business = api.connect("Protected");
        String id = original(business);
        String viewer = realm.accessTokenWith("view-identity-providers");
        for (String query : List.of("", REMOVE_APP)) {
            assertEquals(
                    403, api.as(viewer).rest().delete("/tokens/" + id + query).status());
            assertEquals(
                    401, api.anonymous().rest().delete("/tokens/" + id + query).status());
        }
        assertEquals(List.of(true), liveOf(business));
        String manager = realm.accessTokenWith("manage-identity-providers");
        assertEquals(
                200, api.as(manager).rest().delete("/tokens/" + id + REMOVE_APP).status());
    }

    // --- words ---

    private Answer revoke(String id) {
        return api.rest().delete("/tokens/" + id);
    }

    private Answer removeApp(String id) {
        return api.rest().delete("/tokens/" + id + REMOVE_APP);
    }

    private String original(SandboxBusiness business) {
        return api.fetch(business).expect(200).text("id");
    }

    private String valueOf(SandboxBusiness business) {
        return api.fetch(business).expect(200).text("access_token");
    }

    private String granular(SandboxBusiness business, String scope) {
        return api.call(business, Map.of("scope", scope)).expect(200).text("id");
    }

    private String statusOf(String id) {
        return api.rest().get("/tokens/" + id).expect(200).text("status");
    }

    /** Of each token that Meta issued to the business by a login, whether it works at Meta. */
    private List<Boolean> liveOf(SandboxBusiness business) {
        return realm.app().originalsOf(business).stream()
                .map(realm.app()::isLive)
                .toList();
    }

    private static JsonNode onlyOther(JsonNode answer) {
        assertEquals(1, answer.path("otherTokens").size(), answer.toString());
        return answer.path("otherTokens").get(0);
    }

    private static void assertRevocation(JsonNode token, String reach, String tokenId, String answer, String reason) {
        JsonNode revocation = token.path("revocation");
        assertEquals(reach, revocation.path("reach").asText(), token.toString());
        assertEquals(tokenId, revocation.path("tokenId").asText());
        assertEquals(answer, revocation.path("answer").asText());
        assertEquals(reason, revocation.path("reason").asText());
        assertTrue(Math.abs(revocation.path("requestedAt").asLong() - now()) < 60);
    }

    private List<JsonNode> eventsOf(String id) {
        return realm.adminEvents().stream()
                .filter(event -> event.path("resourcePath").asText().endsWith("/tokens/" + id))
                .toList();
    }

    private Map<String, Object> row(String id) {
        return database.query(TOKENS, id).get(0);
    }

    private boolean isDueNow(String id) {
        Object due = row(id).get("next_check_at");
        return due != null && ((Number) due).longValue() <= now();
    }

    private long leasedUntil(String id) {
        return ((Number) row(id).get("leased_until")).longValue();
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
