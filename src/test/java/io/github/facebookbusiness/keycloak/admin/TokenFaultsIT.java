package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever fails at whichever step: a status, a stable code, and everything that was stored is as it was. */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenFaultsIT {

    private static final String ALIAS = "facebook-business";

    private TestRealm realm;
    private TokenApi api;
    private Database database;
    private SandboxBusiness business;
    private SandboxBusiness other;
    private String scope;
    private String asset;

    @BeforeAll
    void connected(TestRealm testRealm, Database tables) {
        database = tables;
        realm = testRealm.createProvider(ALIAS, Map.of("permissions", ""));
        api = TokenApi.of(realm, ALIAS);
        SandboxConfiguration sixtyDays = realm.app()
                .addConfiguration(SandboxConfiguration.systemUser("business_management", "pages_show_list")
                        .withExpiry(TokenExpiry.SIXTY_DAYS));
        realm.updateProvider(ALIAS, Map.of("configId", sixtyDays.id())).expect(204);
        business = api.connect("Faults");
        other = api.connect("Others");
        scope = "pages_show_list";
        asset = business.assets().get(0).id();
        api.call(business, Map.of("scope", scope)).expect(200);
    }

    @AfterEach
    void mend() {
        realm.app().faults().clear();
        database.update("delete from FACEBOOK_BUSINESS_RATE_LIMIT");
    }

    @ParameterizedTest
    @CsvSource({
        "MINT_PERMISSION_NOT_VALID, 422, permission_not_valid, 3962",
        "MINT_SESSION_INVALID, 409, token_invalid, 452",
        "MINT_PERMISSIONS_ERROR, 409, permission_denied, 200",
        "MINT_INSUFFICIENT_PERMISSIONS, 409, permission_denied, 33",
        "MINT_TOKEN_REFUSED, 409, token_invalid, 190",
        "MINT_TRANSIENT, 503, graph_unavailable, 2",
        "MINT_RATE_LIMITED, 503, rate_limited, 4",
        "MINT_BUSINESS_RATE_LIMITED, 503, rate_limited, 80008",
        "MINT_HTML_502, 503, graph_unavailable, 0",
        "MINT_DROPS, 502, graph_unreachable, 0",
        "MINT_REDIRECTS, 502, answer_malformed, 0",
        "MINT_OVERSIZED, 502, answer_malformed, 0",
        "MINT_NO_TOKEN, 502, answer_malformed, 0",
        "MINT_OTHER_BUSINESS, 502, graph_answer_refused, 0",
        "MINT_WIDER, 502, graph_answer_refused, 0",
        "BATCH_HTML_502, 503, graph_unavailable, 0",
        "BATCH_DROPS, 502, graph_unreachable, 0",
        "BATCH_OVERSIZED, 502, answer_malformed, 0",
        "BATCH_NULL_ENTRIES, 503, graph_unavailable, 0",
        "BATCH_TRANSIENT, 503, graph_unavailable, 2",
        "BATCH_RATE_LIMITED, 503, rate_limited, 4",
        "BATCH_TOP_LEVEL_ERROR, 409, token_invalid, 190",
        "TOKEN_INVALID, 409, token_invalid, 190",
        "TOKEN_OF_OTHER_APP, 409, token_of_other_app, 100",
        "TOKEN_APP_ID_OTHER, 502, graph_answer_refused, 0",
        "TOKEN_TYPE_OTHER, 502, graph_answer_refused, 0",
        "PROFILE_ID_MISMATCH, 502, graph_answer_refused, 0",
        "NO_CLIENT_BUSINESS, 502, graph_answer_refused, 0",
        "MALFORMED_ERROR, 502, answer_malformed, 0",
        "SCRIPT_IN_ERRORS, 200, '', 0",
    })
    void a_fault_while_a_token_is_made_leaves_what_was_there(Fault fault, int status, String error, int graphCode) {
        List<Map<String, Object>> before = rows();
        realm.app().faults().on(fault);
        Answer answer = api.call(business, Map.of("scope", scope, "asset", asset));
        realm.app().faults().clear();

        check(answer, status, error, graphCode);
        if (status != 200) {
            assertEquals(before, rows(), "what was stored has changed");
        }
        assertEquals(200, api.fetch(business).status());
        assertEquals(
                200,
                api.call(business, Map.of("fetch_only", true, "scope", scope)).status());
    }

    @ParameterizedTest
    @CsvSource({
        "MINT_PERMISSIONS_ERROR, 409, permission_denied, 200",
        "MINT_DROPS, 502, graph_unreachable, 0",
        "MINT_OTHER_BUSINESS, 502, graph_answer_refused, 0",
        "BATCH_TRANSIENT, 503, graph_unavailable, 2",
        "DEBUG_TOKEN_FEWER_SCOPES, 502, graph_answer_refused, 0",
        "PERMISSION_MISSING, 502, graph_answer_refused, 0",
    })
    void a_fault_while_graph_is_asked_leaves_what_was_there(Fault fault, int status, String error, int graphCode) {
        List<Map<String, Object>> before = rows();
        realm.app().faults().on(fault);
        Answer answer = api.call(business, Map.of("fetch_only", true, "source", "graph"));
        realm.app().faults().clear();
        check(answer, status, error, graphCode);
        assertEquals(before, rows(), "what was stored has changed");
    }

    @ParameterizedTest
    @CsvSource({
        "refresh, LONG_LIVED_DROPS, 502, graph_unreachable",
        "refresh, LONG_LIVED_RATE_LIMITED, 503, rate_limited",
        "refresh, LONG_LIVED_REFUSED, 409, permission_denied",
        "refresh, BATCH_DROPS, 502, graph_unreachable",
        "refresh, TOKEN_APP_ID_OTHER, 502, graph_answer_refused",
        "inspect, BATCH_DROPS, 502, graph_unreachable",
        "inspect, BATCH_RATE_LIMITED, 503, rate_limited",
        "inspect, TOKEN_OF_OTHER_APP, 409, token_of_other_app",
        "inspect, TOKEN_APP_ID_OTHER, 502, graph_answer_refused",
    })
    void a_fault_while_a_token_is_renewed_or_inspected_leaves_what_was_there(
            String call, Fault fault, int status, String error) {
        String id = api.tokensOf(other).get(0).path("id").asText();
        List<Map<String, Object>> before = rows();
        realm.app().faults().on(fault);
        Answer answer = api.rest().post("/tokens/" + id + "/" + call);
        realm.app().faults().clear();
        check(answer, status, error, -1);
        assertEquals(before, rows(), "what was stored has changed");
        assertEquals(200, api.fetch(other).status());
    }

    @Test
    void a_call_that_hangs_ends_by_its_limit() {
        List<Map<String, Object>> before = rows();
        realm.app().faults().on(Fault.MINT_HANGS);
        long start = System.nanoTime();
        Answer answer = api.call(business, Map.of("scope", scope, "asset", asset));
        realm.app().faults().clear();
        check(answer, 502, "graph_timeout", 0);
        assertTrue(System.nanoTime() - start < 20_000_000_000L);
        assertEquals(before, rows());
    }

    @Test
    void a_key_that_is_gone_leaves_what_was_there() {
        String id = api.fetch(business).expect(200).text("id");
        Object key = database.query("select KEY_ID from FACEBOOK_BUSINESS_TOKEN where ID = ?", id)
                .get(0)
                .get("key_id");
        database.update("update FACEBOOK_BUSINESS_TOKEN set KEY_ID = 'gone' where ID = ?", id);
        try {
            List<Map<String, Object>> before = rows();
            for (Answer answer : List.of(
                    api.call(business, Map.of("scope", scope, "asset", asset)),
                    api.rest().post("/tokens/" + id + "/refresh"),
                    api.rest().delete("/tokens/" + id))) {
                check(answer, 409, "key_missing", 0);
            }
            assertEquals(before, rows());
        } finally {
            database.update("update FACEBOOK_BUSINESS_TOKEN set KEY_ID = ? where ID = ?", key, id);
        }
    }

    private void check(Answer answer, int status, String error, int graphCode) {
        assertEquals(status, answer.status(), answer.body().toString());
        assertEquals(error, answer.text("error"));
        if (graphCode >= 0) {
            assertEquals(graphCode, answer.body().path("graph_code").asInt(0));
        }
        if (status == 503) {
            assertTrue(answer.headers().firstValueAsLong("Retry-After").orElse(0) > 0);
        }
        if (status != 200) {
            assertFalse(answer.text("error_description").isEmpty());
            realm.app()
                    .issued()
                    .forEach(secret -> assertFalse(
                            answer.body().toString().contains(secret), "the answer to a failure holds a secret"));
        }
    }

    private List<Map<String, Object>> rows() {
        return database.query(
                "select ID, SCOPES, ASSETS, GRANULAR_SCOPES, STATUS, TOLD_STATUS, REASON, ISSUED_AT, EXPIRES_AT,"
                        + " LAST_CHECKED_AT, SEALED_TOKEN, DOUBT, LEASED_UNTIL from FACEBOOK_BUSINESS_TOKEN"
                        + " where APP_ID = ? order by ID",
                realm.app().id());
    }
}
