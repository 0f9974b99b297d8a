package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Meta: "stop making calls when limited". What one node is told, the database tells all of them. */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RateLimitIT {

    private static final String ALIAS = "facebook-business";
    private static final Map<String, Object> NARROW = Map.of("scope", "pages_show_list");

    private TestRealm realm;
    private TokenApi api;
    private Database database;
    private SandboxBusiness business;
    private SandboxBusiness other;

    @BeforeAll
    void connected(TestRealm testRealm, Database tables) {
        database = tables;
        realm = testRealm.createProvider(ALIAS, Map.of());
        api = TokenApi.of(realm, ALIAS);
        business = api.connect("Limited");
        other = api.connect("Free");
    }

    @AfterEach
    void mend() {
        realm.app().faults().clear();
        database.update("delete from FACEBOOK_BUSINESS_RATE_LIMIT");
    }

    @Test
    void an_app_that_is_told_to_wait_calls_nobody_until_then() {
        realm.app().faults().on(Fault.MINT_RATE_LIMITED);
        Answer told = api.call(business, NARROW);
        realm.app().faults().clear();
        assertEquals(503, told.status());
        assertEquals(4, told.body().path("graph_code").asInt());
        waits(api.call(business, NARROW), 300);
        waits(api.call(other, NARROW), 300);
        assertEquals(200, api.fetch(business).status(), "the token store is not limited");
        JsonNode checks = realm.admin()
                .get("/facebook-business/" + ALIAS)
                .expect(200)
                .body()
                .path("checks");
        assertEquals(
                List.of("rate_limited"),
                StreamSupport.stream(checks.spliterator(), false)
                        .filter(check -> check.path("name").asText().equals("app"))
                        .map(check -> check.path("reason").asText())
                        .toList());

        database.update(
                "update FACEBOOK_BUSINESS_RATE_LIMIT set PAUSED_UNTIL = ?", System.currentTimeMillis() / 1000 - 1);
        assertEquals(200, api.call(business, NARROW).status(), "after that it goes on");
    }

    @Test
    void a_business_that_is_told_to_wait_keeps_no_other_waiting() {
        realm.app().faults().on(Fault.MINT_BUSINESS_RATE_LIMITED);
        Answer told = api.call(business, NARROW);
        realm.app().faults().clear();
        assertEquals(503, told.status());
        assertEquals(80008, told.body().path("graph_code").asInt());
        waits(api.call(business, NARROW), 180);
        assertEquals(200, api.call(other, NARROW).status());
    }

    @ParameterizedTest
    @EnumSource(names = {"MINT_USAGE_FULL", "BATCH_USAGE_FULL"})
    void what_has_begun_is_brought_to_its_end_and_then_nobody_is_called(Fault fault) {
        SandboxBusiness fresh = api.connect("Brought to its end " + fault);
        realm.app().faults().on(fault);
        Answer minted = api.call(fresh, NARROW);
        realm.app().faults().clear();
        assertEquals(200, minted.status(), "a token that Meta made was lost: " + minted.body());
        assertEquals(List.of(minted.text("access_token")), realm.app().mintedOf(fresh));
        waits(api.call(other, NARROW), 300);
    }

    @Test
    void a_token_that_was_revoked_is_noted_though_no_call_is_left() {
        SandboxBusiness fresh = api.connect("Revoked at the limit");
        String id = api.fetch(fresh).expect(200).text("id");
        realm.app().faults().on(Fault.BATCH_USAGE_FULL);
        Answer revoked = api.rest().delete("/tokens/" + id);
        realm.app().faults().clear();
        assertEquals("REVOKED", revoked.expect(200).text("status"));
        assertEquals("token_revoked", api.fetch(fresh).text("error"));
    }

    @Test
    void the_limits_of_one_realm_are_not_another_s() {
        realm.app().faults().on(Fault.MINT_RATE_LIMITED);
        api.call(business, NARROW);
        realm.app().faults().clear();
        try (TestRealm second = realm.another().createProvider(ALIAS, Map.of())) {
            TokenApi there = TokenApi.of(second, ALIAS);
            assertEquals(200, there.call(there.connect("Elsewhere"), NARROW).status());
        }
    }

    /** @param seconds at most that many */
    private void waits(Answer answer, long seconds) {
        realm.app().log().clear();
        assertEquals(503, answer.status(), answer.body().toString());
        assertEquals("rate_limited", answer.text("error"));
        long retryAfter = answer.headers().firstValueAsLong("Retry-After").orElse(0);
        assertTrue(retryAfter > 0 && retryAfter <= seconds, "Retry-After " + retryAfter);
        Answer again = api.call(business, NARROW);
        assertEquals(503, again.status());
        assertEquals(List.of(), realm.app().calls(), "Meta was called though it said to wait");
    }
}
