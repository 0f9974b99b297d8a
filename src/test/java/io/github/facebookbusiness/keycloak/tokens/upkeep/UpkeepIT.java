package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxAsset;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done for stored tokens without anybody asking, where each is asked about every two seconds. */
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpkeepIT {

    private static final String ALIAS = "facebook-business";
    private static final String OPTION = "--spi-social--facebook-business--upkeep-";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private OwnServer own;
    private TestRealm realm;
    private TokenApi api;

    @BeforeAll
    void start() {
        own = OwnServer.start(
                "upkeep",
                OPTION + "workers=2",
                OPTION + "tick-seconds=1",
                OPTION + "check-interval-seconds=2",
                OPTION + "assets-interval-seconds=2",
                OPTION + "retry-seconds=1",
                OPTION + "confirmation-seconds=1",
                OPTION + "expiring-within-seconds=2",
                OPTION + "checks-per-minute=6000");
    }

    /** An app of its own, since faults strike a whole app. */
    @BeforeEach
    void newRealm() {
        realm = own.newRealm().createProvider(ALIAS, Map.of("permissions", ""));
        realm.set(Map.of("adminEventsEnabled", true));
        api = TokenApi.of(realm, ALIAS);
    }

    @AfterEach
    void noMoreOfIt() {
        realm.app().faults().clear();
        realm.close();
    }

    @AfterAll
    void stop() {
        own.close();
    }

    @Nested
    class Health {

        @Test
        void a_token_that_is_good_is_asked_about_again_and_again_and_that_is_no_event() {
            SandboxBusiness business = api.connect("Good");
            realm.clearEvents();
            checkedTwice(business);
            assertEquals("ACTIVE", status(business));
            assertEquals(List.of(), eventsOf(business));
        }

        @Test
        void a_token_that_meta_calls_invalid_twice_is_marked_and_told_once() {
            SandboxBusiness business = api.connect("Dies");
            realm.clearEvents();
            realm.app().log().clear();
            realm.app().invalidate(value(business));
            becomes(business, "INVALID");
            assertEquals("token_invalid", token(business).path("reason").asText());
            assertTrue(token(business).path("statusSince").asLong()
                    >= token(business).path("issuedAt").asLong());
            assertEquals(List.of("ACTIVE>INVALID"), eventsOf(business));
            int asked = inspections();
            assertTrue(asked >= 2, "asked " + asked + " times");
            assertTrue(token(business).path("nextCheckAt").isNull(), "nobody asks about it any more");
        }

        @Test
        void what_meta_takes_back_was_never_an_event() {
            SandboxBusiness business = api.connect("Doubted");
            realm.clearEvents();
            realm.app().faults().once(Fault.TOKEN_INVALID);
            Eventually.holds(
                    PATIENCE,
                    () -> token(business).toString(),
                    () -> token(business).path("doubt").asText().equals("INVALID"));
            assertEquals("ACTIVE", status(business));
            Eventually.holds(PATIENCE, () -> token(business).toString(), () -> token(business)
                    .path("doubt")
                    .isNull());
            assertEquals(List.of(), eventsOf(business));
        }

        @Test
        void a_business_that_removed_the_app_is_found_out_without_a_webhook() {
            SandboxBusiness business = api.connect("Leaves");
            realm.clearEvents();
            realm.app().uninstall(business);
            becomes(business, "REVOKED");
            assertEquals("token_revoked", token(business).path("reason").asText());
            assertEquals(List.of("ACTIVE>REVOKED"), eventsOf(business));
        }

        @ParameterizedTest
        @CsvSource({
            "BATCH_DROPS,             graph_unreachable",
            "BATCH_TRANSIENT,         graph_unavailable",
            "DEBUG_TOKEN_TRANSIENT,   graph_unavailable",
            "DEBUG_TOKEN_HANGS,       graph_timeout",
            "DEBUG_TOKEN_MALFORMED,   answer_malformed",
            "BATCH_OVERSIZED,         answer_malformed",
            "DEBUG_TOKEN_CHECKPOINTED, user_checkpointed",
            "DEBUG_TOKEN_UNCONFIRMED, user_unconfirmed",
        })
        void without_an_answer_about_it_a_token_is_unknown_and_served(Fault fault, String reason) {
            SandboxBusiness business = api.connect("Asked in vain");
            realm.clearEvents();
            realm.app().faults().on(fault);
            becomes(business, "UNKNOWN");
            assertEquals(reason, token(business).path("reason").asText());
            api.fetch(business).expect(200);
            realm.app().faults().clear();
            becomes(business, "ACTIVE");
            assertEquals(List.of("UNKNOWN>ACTIVE", "ACTIVE>UNKNOWN"), eventsOf(business));
        }

        @Test
        void a_business_that_meta_limits_keeps_its_token_and_waits() {
            SandboxBusiness business = api.connect("Limited");
            SandboxBusiness other = api.connect("Not limited");
            realm.app().faults().once(Fault.MINT_BUSINESS_RATE_LIMITED);
            api.call(business, Map.of("scope", List.of("pages_show_list"))).expect(503);
            becomes(business, "WAITING");
            api.fetch(business).expect(200);
            checkedTwice(other);
            assertEquals("ACTIVE", status(other));
            assertTrue(upkeep().path("ok").asBoolean(), "the provider works");
        }

        @Test
        void a_token_that_ends_is_told_of_before_and_when_it_is_over() {
            sixtyDaysOf(Duration.ofMillis(100));
            SandboxBusiness business = api.connect("Ends");
            realm.app().refuseRenewals(business);
            realm.clearEvents();
            becomes(business, "EXPIRED");
            assertEquals("expired", token(business).path("reason").asText());
            assertEquals(List.of("EXPIRING>EXPIRED", "ACTIVE>EXPIRING"), eventsOf(business));
            api.fetch(business).expect(409);
        }

        @Test
        void permissions_and_assets_that_changed_since_the_grant_are_shown() {
            SandboxBusiness business = api.connect("Drifts");
            SandboxAsset kept = business.assets().get(0);
            SandboxBusiness less =
                    new SandboxBusiness(business.id(), business.name(), business.systemUserId(), List.of(kept));
            realm.app().withBusinesses(less);
            realm.app().faults().on(Fault.DEBUG_TOKEN_FEWER_SCOPES);
            Eventually.holds(PATIENCE, () -> token(business).toString(), () -> {
                JsonNode drift = token(business).path("drift");
                return drift.path("scopesLost").size() == 1
                        && drift.path("assetsLost").size() == business.assets().size() - 1;
            });
            assertEquals(0, token(business).path("drift").path("scopesGained").size());
            assertEquals("ACTIVE", status(business));
        }

        @Test
        void a_removal_that_meta_announced_is_confirmed_or_taken_back() {
            SandboxBusiness gone = api.connect("Really gone");
            SandboxBusiness here = api.connect("Still here");
            realm.clearEvents();
            realm.app().uninstall(gone);
            MetaCallbacks meta = MetaCallbacks.of(realm, ALIAS);
            meta.webhook(meta.businessIntegration("uninstall", Instant.now().getEpochSecond(), gone.id(), here.id()))
                    .expect(200);
            becomes(here, "ACTIVE");
            assertEquals(List.of("REVOKED>ACTIVE", "ACTIVE>REVOKED"), eventsOf(here));
            Eventually.holds(PATIENCE, () -> token(gone).toString(), () -> token(gone)
                    .path("nextCheckAt")
                    .isNull());
            assertEquals(List.of("ACTIVE>REVOKED"), eventsOf(gone));
        }

        @Test
        void an_update_that_meta_announces_is_looked_at_at_once() {
            SandboxBusiness business = api.connect("Updated");
            own.database()
                    .update(
                            "update FACEBOOK_BUSINESS_TOKEN set NEXT_CHECK_AT = ? where ID = ?",
                            Instant.now().getEpochSecond() + 3600,
                            token(business).path("id").asText());
            realm.app().log().clear();
            MetaCallbacks meta = MetaCallbacks.of(realm, ALIAS);
            meta.webhook(meta.businessIntegration("update", Instant.now().getEpochSecond(), business.id()))
                    .expect(200);
            Eventually.holds(PATIENCE, () -> "nobody asked", () -> inspections() > 0);
        }
    }

    @Nested
    class Provider {

        @ParameterizedTest
        @EnumSource(
                names = {
                    "APP_DELETED",
                    "APP_SIGNATURE_REFUSED",
                    "APP_DISABLED",
                    "BATCH_TOP_LEVEL_ERROR",
                    "DEBUG_TOKEN_APP_DELETED",
                    "DEBUG_TOKEN_SIGNATURE_REFUSED"
                })
        void what_meta_has_against_the_app_is_no_word_about_a_token(Fault fault) {
            SandboxBusiness business = api.connect("Served on");
            realm.clearEvents();
            realm.app().faults().on(fault);
            isTroubledBy("app_refused");
            api.fetch(business).expect(200);
            realm.app().faults().clear();
            works();
            checkedTwice(business);
            assertEquals("ACTIVE", status(business));
            assertEquals(List.of(), eventsOf(business));
        }

        @Test
        void the_apps_rate_limit_is_waited_for_with_every_token_served() {
            SandboxBusiness business = api.connect("Served while waiting");
            realm.clearEvents();
            realm.app().faults().on(Fault.DEBUG_TOKEN_RATE_LIMITED);
            isTroubledBy("rate_limited");
            int asked = inspections();
            api.fetch(business).expect(200);
            assertEquals("ACTIVE", status(business));
            realm.clearEvents();
            assertTrue(inspections() <= asked + 1, "Meta is not asked on");
        }

        @Test
        void a_secret_that_is_not_there_condemns_no_token() {
            String reference = realm.vaultSecret("fb-secret", realm.app().secret());
            realm.updateProvider(ALIAS, Map.of("clientSecret", reference)).expect(204);
            SandboxBusiness business = api.connect("Without secret");
            realm.removeVaultSecret("fb-secret");
            isTroubledBy("app_refused");
            assertEquals("app_secret_unresolved", upkeep().path("detail").asText());
            assertEquals("ACTIVE", status(business));
            realm.vaultSecret("fb-secret", realm.app().secret());
            works();
        }

        @Test
        void each_turn_of_the_provider_is_an_event() {
            api.connect("Told of its provider");
            realm.clearEvents();
            realm.app().faults().on(Fault.APP_DELETED);
            isTroubledBy("app_refused");
            realm.app().faults().clear();
            works();
            assertEquals(
                    List.of("WORKING", "APP_REFUSED"),
                    realm.adminEvents().stream()
                            .filter(event -> event.path("resourcePath").asText().endsWith(ALIAS + "/upkeep"))
                            .map(event ->
                                    event.path("details").path("condition").asText())
                            .toList());
        }

        @Test
        void when_meta_calls_too_many_dead_none_more_is_marked_until_an_admin_says_so() {
            List<SandboxBusiness> all = connectMany();
            realm.app().faults().on(Fault.TOKEN_INVALID);
            isTroubledBy("too_many_dead");
            long marked = count(all, status -> status.equals("INVALID"));
            assertTrue(marked < 10, marked + " are marked");
            JsonNode resumed = api.rest().post("/upkeep/resume").expect(200).body();
            assertEquals("WORKING", resumed.path("condition").asText());
            Eventually.holds(
                    PATIENCE,
                    () -> "not all are marked",
                    () -> count(all, status -> status.equals("INVALID")) == all.size());
        }

        @Test
        void when_it_was_metas_mistake_all_goes_on_by_itself() {
            List<SandboxBusiness> all = connectMany();
            realm.app().faults().on(Fault.TOKEN_INVALID);
            isTroubledBy("too_many_dead");
            realm.app().faults().clear();
            works();
            assertTrue(count(all, status -> status.equals("ACTIVE")) >= all.size() - 9);
        }

        private List<SandboxBusiness> connectMany() {
            List<SandboxBusiness> all = IntStream.range(0, 14)
                    .mapToObj(number -> api.connect("One of many " + number))
                    .toList();
            all.forEach(UpkeepIT.this::status);
            return all;
        }

        private long count(List<SandboxBusiness> all, Predicate<String> status) {
            return all.stream().map(UpkeepIT.this::status).filter(status).count();
        }
    }

    @Nested
    class AppSecretReset {

        @Test
        void meta_first_and_keycloak_later() {
            SandboxBusiness business = api.connect("Reset at Meta first");
            realm.clearEvents();
            String secret = realm.app().resetSecret();
            isTroubledBy("app_refused");
            assertEquals("ACTIVE", status(business));
            assertTrue(api.rest()
                            .post("/tokens/" + token(business).path("id").asText() + "/inspect")
                            .status()
                    >= 500);
            String proofBefore = api.fetch(business).expect(200).text("appsecret_proof");
            realm.updateProvider(ALIAS, Map.of("clientSecret", secret)).expect(204);
            works();
            checkedTwice(business);
            assertEquals("ACTIVE", status(business));
            assertEquals(List.of(), eventsOf(business));
            String proofAfter = api.fetch(business).expect(200).text("appsecret_proof");
            assertNotEquals(proofBefore, proofAfter);
            assertEquals(realm.app().proofOf(value(business)), proofAfter);
        }

        @Test
        void keycloak_first_and_meta_later() {
            SandboxBusiness business = api.connect("Reset here first");
            realm.clearEvents();
            String secret = "f".repeat(32);
            realm.updateProvider(ALIAS, Map.of("clientSecret", secret)).expect(204);
            isTroubledBy("app_refused");
            assertEquals("ACTIVE", status(business));
            realm.app().resetSecret(secret);
            works();
            checkedTwice(business);
            assertEquals(List.of(), eventsOf(business));
        }

        @Test
        void a_renewal_that_is_due_meanwhile_is_made_afterwards() {
            sixtyDaysOf(Duration.ofMillis(250));
            SandboxBusiness business = api.connect("Renewed after the reset");
            String first = value(business);
            String secret = realm.app().resetSecret();
            isTroubledBy("app_refused");
            realm.updateProvider(ALIAS, Map.of("clientSecret", secret)).expect(204);
            Eventually.holds(PATIENCE, () -> token(business).toString(), () -> !value(business)
                    .equals(first));
            assertFalse(token(business).path("renewal").path("givenUp").asBoolean());
        }

        @Test
        void what_meta_signed_before_is_believed_while_the_previous_secret_is_known() {
            SandboxBusiness business = api.connect("Leaves during the reset");
            String before = realm.app().secret();
            MetaCallbacks meta = MetaCallbacks.of(realm, ALIAS);
            String body = meta.businessIntegration("uninstall", Instant.now().getEpochSecond(), business.id());
            String secret = realm.app().resetSecret();
            realm.updateProvider(ALIAS, Map.of("clientSecret", secret, "previousClientSecret", before))
                    .expect(204);
            realm.app().uninstall(business);
            meta.webhook(body, before).expect(200);
            assertEquals("REVOKED", status(business));
        }
    }

    @Nested
    class Renewing {

        @Test
        void a_token_of_sixty_days_is_renewed_before_it_ends_and_the_old_one_lives_on() {
            sixtyDaysOf(Duration.ofMillis(200));
            SandboxBusiness business = api.connect("Renewed");
            realm.clearEvents();
            String first = value(business);
            long end = token(business).path("expiresAt").asLong();
            Eventually.holds(
                    PATIENCE,
                    () -> token(business).toString(),
                    () -> token(business).path("expiresAt").asLong() > end);
            assertNotEquals(first, value(business));
            assertTrue(realm.app().isLive(first), "whoever holds the old one is not cut off");
            assertEquals("ACTIVE", status(business));
            assertTrue(realm.adminEvents().stream()
                    .anyMatch(event ->
                            event.path("details").path("reason").asText().equals("renewed")));
        }

        @Test
        void a_token_that_never_ends_is_never_exchanged() {
            SandboxBusiness business = api.connect("Endless");
            realm.app().log().clear();
            checkedTwice(business);
            assertEquals(List.of(), realm.app().log().calls("exchange_long_lived"));
            assertTrue(token(business).path("renewal").path("dueAt").isNull());
        }

        @Test
        void a_granular_token_is_renewed_with_its_own_scope_and_assets() {
            sixtyDaysOf(Duration.ofMillis(300));
            SandboxBusiness business = api.connect("Narrowed and renewed");
            String asset = business.assets().get(0).id();
            String id = api.call(
                            business,
                            Map.of("asset", asset, "scope", "pages_show_list", "set_token_expires_in_60_days", true))
                    .expect(200)
                    .text("id");
            long end = byId(id).path("expiresAt").asLong();
            Eventually.holds(
                    PATIENCE,
                    () -> byId(id).toString(),
                    () -> byId(id).path("expiresAt").asLong() > end);
            assertEquals("[\"pages_show_list\"]", byId(id).path("scopes").toString());
            assertEquals("[\"" + asset + "\"]", byId(id).path("assets").toString());
        }

        @Test
        void a_renewal_that_meta_refuses_is_reported_while_the_token_still_works() {
            sixtyDaysOf(Duration.ofMillis(300));
            SandboxBusiness business = api.connect("Refused");
            realm.app().refuseRenewals(business);
            realm.app().log().clear();
            Eventually.holds(
                    PATIENCE,
                    () -> token(business).toString(),
                    () -> token(business).path("renewal").path("failures").asInt() > 1);
            assertEquals(
                    "permission_denied",
                    token(business).path("renewal").path("reason").asText());
            api.fetch(business).expect(200);
            assertEquals(
                    token(business).path("renewal").path("failures").asInt(),
                    realm.app().log().calls("exchange_long_lived").size());
            realm.app().allowRenewals(business);
            Eventually.holds(
                    PATIENCE,
                    () -> token(business).toString(),
                    () -> token(business).path("renewal").path("failures").asInt() == 0);
        }

        @Test
        void what_meta_refuses_again_and_again_is_given_up_and_told() {
            sixtyDaysOf(Duration.ofHours(1));
            SandboxBusiness business = api.connect("Given up");
            realm.app().refuseRenewals(business);
            String id = token(business).path("id").asText();
            realm.clearEvents();
            for (int tries = 0; tries < 8; tries++) {
                assertFalse(byId(id).path("renewal").path("givenUp").asBoolean());
                assertTrue(api.rest().post("/tokens/" + id + "/refresh").status() >= 400);
            }
            assertTrue(byId(id).path("renewal").path("givenUp").asBoolean());
            assertEquals(
                    1,
                    realm.adminEvents().stream()
                            .filter(event -> event.path("details")
                                    .path("reason")
                                    .asText()
                                    .equals("renewal_given_up"))
                            .count());
            assertEquals("ACTIVE", status(business), "it works until it ends");
        }

        @ParameterizedTest
        @EnumSource(
                names = {
                    "RENEWAL_TRANSIENT",
                    "RENEWAL_BUSINESS_RATE_LIMITED",
                    "RENEWAL_HTML_502",
                    "RENEWAL_DROPS",
                    "RENEWAL_NO_TOKEN",
                    "RENEWAL_SAME_TOKEN",
                    "RENEWAL_OTHER_BUSINESS"
                })
        void whatever_goes_wrong_the_token_stays_and_the_next_try_renews_it(Fault fault) {
            sixtyDaysOf(Duration.ofMillis(400));
            SandboxBusiness business = api.connect("Renewed the second time");
            String first = value(business);
            realm.app().faults().on(fault);
            Eventually.holds(
                    PATIENCE,
                    () -> token(business).toString(),
                    () -> token(business).path("renewal").path("failures").asInt() > 0);
            assertEquals(first, value(business));
            realm.app().faults().clear();
            clearRateLimits();
            Eventually.holds(PATIENCE, () -> token(business).toString(), () -> !value(business)
                    .equals(first));
            assertEquals(0, token(business).path("renewal").path("failures").asInt());
        }
    }

    private void clearRateLimits() {
        own.database().update("delete from FACEBOOK_BUSINESS_RATE_LIMIT");
    }

    private void sixtyDaysOf(Duration day) {
        SandboxConfiguration sixtyDays = realm.app()
                .addConfiguration(SandboxConfiguration.systemUser("business_management", "pages_show_list")
                        .withExpiry(TokenExpiry.SIXTY_DAYS));
        realm.updateProvider(ALIAS, Map.of("configId", sixtyDays.id())).expect(204);
        realm.app().withDaysOf(day);
    }

    private void becomes(SandboxBusiness business, String status) {
        Eventually.holds(PATIENCE, () -> token(business).toString(), () -> status(business)
                .equals(status));
    }

    private void checkedTwice(SandboxBusiness business) {
        long first = token(business).path("lastCheckedAt").asLong();
        Eventually.holds(
                PATIENCE,
                () -> token(business).toString(),
                () -> token(business).path("lastCheckedAt").asLong() > first + 2);
    }

    private void isTroubledBy(String condition) {
        Eventually.holds(PATIENCE, () -> upkeep().toString(), () -> upkeep().path("reason")
                .asText()
                .equals(condition));
    }

    private void works() {
        Eventually.holds(
                PATIENCE, () -> upkeep().toString(), () -> upkeep().path("ok").asBoolean());
    }

    private JsonNode upkeep() {
        for (JsonNode check : api.rest().get("").expect(200).body().path("checks")) {
            if (check.path("name").asText().equals("upkeep")) {
                return check;
            }
        }
        throw new AssertionError("There is no check of the upkeep");
    }

    private int inspections() {
        return realm.app().log().calls("debug_token").size();
    }

    private JsonNode token(SandboxBusiness business) {
        return api.tokensOf(business).get(0);
    }

    private JsonNode byId(String id) {
        return api.rest().get("/tokens/" + id).expect(200).body();
    }

    private String status(SandboxBusiness business) {
        return token(business).path("status").asText();
    }

    private String value(SandboxBusiness business) {
        return api.fetch(business).expect(200).text("access_token");
    }

    /** Changes of the status, the newest first. */
    private List<String> eventsOf(SandboxBusiness business) {
        String path = "tokens/" + token(business).path("id").asText();
        return realm.adminEvents().stream()
                .filter(event -> event.path("resourcePath").asText().endsWith(path))
                .map(event -> event.path("details"))
                .map(details -> details.path("previous_status").asText() + ">"
                        + details.path("status").asText())
                .toList();
    }
}
