package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxAsset;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a stored token when nobody asks for it. */
class TokenHealthIT extends WithShortDays {

    @Test
    @SideBySide
    void a_token_that_is_good_is_asked_about_again_and_again_and_that_is_no_event() {
        SandboxBusiness business = api.connect("Good");
        realm.clearEvents();
        checkedTwice(business);
        assertEquals("ACTIVE", status(business));
        assertEquals(List.of(), eventsOf(business));
    }

    @Test
    @SideBySide
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
    @SideBySide
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
    @SideBySide
    void a_business_that_removed_the_app_is_found_out_without_a_webhook() {
        SandboxBusiness business = api.connect("Leaves");
        realm.clearEvents();
        realm.app().uninstall(business);
        becomes(business, "REVOKED");
        assertEquals("token_revoked", token(business).path("reason").asText());
        assertEquals(List.of("ACTIVE>REVOKED"), eventsOf(business));
    }

    @ParameterizedTest
    @SideBySide
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
    @SideBySide
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
    @SideBySide
    void a_token_that_ends_is_told_of_before_and_when_it_is_over() {
        sixtyDaysOf(Duration.ofMillis(100));
        SandboxBusiness business = api.connect("Ends");
        realm.app().refuseRenewals(business);
        realm.clearEvents();
        becomes(business, "EXPIRED");
        assertEquals("expired", token(business).path("reason").asText());
        // The clock shows in the list before it is noted.
        Eventually.holds(PATIENCE, () -> eventsOf(business).toString(), () -> eventsOf(business)
                .equals(List.of("EXPIRING>EXPIRED", "ACTIVE>EXPIRING")));
        api.fetch(business).expect(409);
    }

    @Test
    @SideBySide
    void permissions_and_assets_that_changed_since_the_grant_are_shown() {
        SandboxBusiness business = api.connect("Drifts");
        SandboxAsset lost = business.assets().get(0);
        realm.app().takeAway(lost);
        realm.app().faults().on(Fault.DEBUG_TOKEN_FEWER_SCOPES);
        Eventually.holds(PATIENCE, () -> token(business).toString(), () -> {
            JsonNode drift = token(business).path("drift");
            return drift.path("scopesLost").size() == 1
                    && drift.path("assetsLost").toString().equals("[\"" + lost.id() + "\"]");
        });
        assertEquals(0, token(business).path("drift").path("scopesGained").size());
        assertEquals(0, token(business).path("drift").path("assetsGained").size());
        assertEquals("ACTIVE", status(business));
    }

    @Test
    @SideBySide
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
    @SideBySide
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
