package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens of sixty days, with shorter days. */
@OnEveryDatabase
class TokenRenewalIT extends WithShortDays {

    @Test
    @SideBySide
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
                .anyMatch(event -> event.path("details").path("reason").asText().equals("renewed")));
    }

    @Test
    @SideBySide
    void a_token_that_never_ends_is_never_exchanged() {
        SandboxBusiness business = api.connect("Endless");
        realm.app().log().clear();
        checkedTwice(business);
        assertEquals(List.of(), realm.app().log().calls("exchange_long_lived"));
        assertTrue(token(business).path("renewal").path("dueAt").isNull());
    }

    @Test
    @SideBySide
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
    @SideBySide
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
    @SideBySide
    void what_meta_refuses_again_and_again_is_given_up_and_told_until_somebody_resumes() {
        sixtyDaysOf(Duration.ofHours(1));
        SandboxBusiness business = api.connect("Given up");
        realm.app().refuseRenewals(business);
        String id = token(business).path("id").asText();
        realm.clearEvents();
        realm.app().log().clear();
        own.database().update("update FACEBOOK_BUSINESS_TOKEN set RENEWAL_AT = 1, NEXT_CHECK_AT = 1 where ID = ?", id);
        Eventually.holds(PATIENCE, () -> byId(id).toString(), () -> byId(id).path("renewal")
                .path("givenUp")
                .asBoolean());
        assertEquals(8, realm.app().log().calls("exchange_long_lived").size());
        assertEquals(1, givenUpEvents());
        assertEquals("ACTIVE", status(business), "it works until it ends");
        assertTrue(api.rest().post("/tokens/" + id + "/refresh").status() >= 400, "somebody may still try");
        assertEquals(1, givenUpEvents(), "and that is no news");
        String value = value(business);
        realm.app().allowRenewals(business);
        realm.app().advance(Duration.ofMinutes(1));
        api.rest().post("/upkeep/resume").expect(200);
        Eventually.holds(
                PATIENCE, () -> byId(id).toString(), () -> !value(business).equals(value));
    }

    private long givenUpEvents() {
        return realm.adminEvents().stream()
                .filter(event -> event.path("details").path("reason").asText().equals("renewal_given_up"))
                .count();
    }

    @ParameterizedTest
    @SideBySide
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

    /** Sixty days last long enough for a slow machine to renew twice within them. */
    @Test
    @SideBySide
    void granted_once_a_token_works_after_two_hundred_days_and_one_that_meta_does_not_renew_is_reported_in_time() {
        Duration day = Duration.ofMillis(Long.getLong("tests.day-millis", 400));
        sixtyDaysOf(day);
        SandboxBusiness business = api.connect("Two hundred days");
        SandboxBusiness refused = api.connect("Sixty days and no more");
        realm.app().refuseRenewals(refused);
        String granted = value(business);
        long begin = System.nanoTime();
        Set<String> values = new HashSet<>(Set.of(granted));
        Set<String> served = new LinkedHashSet<>();
        while (System.nanoTime() - begin < day.multipliedBy(200).toNanos()) {
            values.add(value(business));
            if (api.fetch(refused).status() == 200) {
                served.add(status(refused) + (hasFailedRenewal(refused) ? ", and the renewal fails" : ""));
            }
            pause();
        }
        assertFalse(realm.app().isLive(granted), "the granted one ended long ago");
        assertTrue(values.size() > 3, "renewed " + (values.size() - 1) + " times");
        assertTrue(realm.app().isLive(value(business)));
        assertEquals("ACTIVE", status(business));
        assertTrue(served.contains("ACTIVE, and the renewal fails"), "reported while it works: " + served);
        assertEquals("EXPIRED", status(refused));
    }

    private boolean hasFailedRenewal(SandboxBusiness business) {
        return token(business).path("renewal").path("failures").asInt() > 0;
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
