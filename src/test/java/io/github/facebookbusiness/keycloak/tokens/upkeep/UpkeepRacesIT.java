package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.HeldLock;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What happens to a token while it is being looked after: Meta holds its answer back, something else comes first, and
 * then the answer is there. One token is looked after at a time, so that one is done when the next one is.
 */
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpkeepRacesIT {

    private static final String ALIAS = "facebook-business";
    private static final String OPTION = "--spi-social--facebook-business--";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ANOTHER = "another-node";

    private OwnServer own;
    private TestRealm realm;
    private String sixtyDays;
    private TokenApi api;
    private SandboxBusiness business;
    private String id;
    private String value;

    /** Of another app, since faults strike a whole one. */
    private TestRealm other;

    private String nextOne;

    @BeforeAll
    void start() {
        own = OwnServer.start(
                "upkeep-races",
                OPTION + "graph-answer-timeout-millis=5000",
                OPTION + "upkeep-lease-seconds=20",
                OPTION + "upkeep-workers=1",
                OPTION + "upkeep-tick-seconds=1",
                OPTION + "upkeep-retry-seconds=1",
                OPTION + "upkeep-checks-per-minute=6000");
        realm = newRealm();
        sixtyDays = realm.provider(ALIAS).path("config").path("configId").asText();
        other = newRealm();
        nextOne = TokenApi.of(other, ALIAS)
                .fetch(TokenApi.of(other, ALIAS).connect("Next one"))
                .expect(200)
                .text("id");
    }

    private TestRealm newRealm() {
        TestRealm made = own.newRealm().createProvider(ALIAS, Map.of("permissions", ""));
        made.set(Map.of("adminEventsEnabled", true));
        String sixty = made.app()
                .addConfiguration(SandboxConfiguration.systemUser("business_management", "pages_show_list")
                        .withExpiry(TokenExpiry.SIXTY_DAYS))
                .id();
        made.updateProvider(ALIAS, Map.of("configId", sixty)).expect(204);
        return made;
    }

    @BeforeEach
    void connected() {
        connect(ALIAS);
    }

    private void connect(String alias) {
        api = TokenApi.of(realm, alias);
        business = api.connect("Looked after");
        Answer stored = api.fetch(business).expect(200);
        id = stored.text("id");
        value = stored.text("access_token");
        realm.app().log().clear();
    }

    @AfterEach
    void noMoreOfIt() {
        realm.app().faults().clear();
    }

    @AfterAll
    void stop() {
        own.close();
    }

    @Test
    void a_row_that_somebody_holds_keeps_nobody_from_the_next_one() {
        long soon = now() + 2;
        becomesDue(id, soon);
        try (HeldLock row = own.database().lock("select ID from FACEBOOK_BUSINESS_TOKEN where ID = ? for update", id)) {
            becomesDue(nextOne, soon + 1);
            awaitDone(nextOne);
            assertEquals(soon, number(id, "next_check_at"), "looked after, though it was locked");
        }
        awaitDone(id);
    }

    @Test
    void who_lost_the_lease_of_a_check_changes_neither_the_row_nor_the_provider() {
        realm.app().faults().on(Fault.DEBUG_TOKEN_HANGS);
        becomesDue(id, now() - 1);
        awaitHeld(Fault.DEBUG_TOKEN_HANGS);
        anotherTakesItUp();
        Map<String, Object> before = row(id);

        // Meta's time runs out, as it does for a node that slept.
        awaitTheNextOneDone();

        assertEquals(before, row(id));
        assertEquals(List.of(), providerStates());
    }

    @Test
    void who_lost_the_lease_of_a_renewal_writes_nothing() {
        realm.app().faults().on(Fault.BATCH_HANGS);
        becomesDueForRenewal();
        awaitHeld(Fault.BATCH_HANGS);
        anotherTakesItUp();
        Map<String, Object> before = row(id);

        realm.app().faults().clear();
        awaitTheNextOneDone();

        assertEquals(before, row(id));
        assertEquals(value, value());
    }

    @Test
    void who_lost_the_lease_of_a_renewal_does_not_drop_what_the_other_one_kept() {
        realm.app().faults().on(Fault.RENEWAL_OTHER_BUSINESS);
        realm.app().faults().on(Fault.BATCH_HANGS);
        becomesDueForRenewal();
        awaitHeld(Fault.BATCH_HANGS);
        anotherTakesItUp();
        Map<String, Object> before = row(id);
        assertNotEquals(null, before.get("sealed_successor"));

        realm.app().faults().clear();
        awaitTheNextOneDone();

        assertEquals(before, row(id));
    }

    @Test
    void an_update_that_is_announced_during_a_check_is_looked_at_after_it() {
        realm.app().faults().once(Fault.DEBUG_TOKEN_HANGS);
        becomesDue(id, now() - 1);
        awaitHeld(Fault.DEBUG_TOKEN_HANGS);
        announce("update");
        realm.app().faults().clear();
        Eventually.holds(PATIENCE, () -> "asked once more: " + row(id), () -> checks() > 1);
        awaitDone(id);
    }

    @Test
    void a_removal_that_is_announced_during_a_check_is_confirmed_at_once_whatever_the_check_says() {
        realm.app().faults().once(Fault.DEBUG_TOKEN_HANGS);
        becomesDue(id, now() - 1);
        awaitHeld(Fault.DEBUG_TOKEN_HANGS);
        realm.app().uninstall(business);
        announce("uninstall");
        realm.app().faults().clear();
        Eventually.holds(PATIENCE, () -> "confirmed: " + row(id), () -> row(id).get("next_check_at") == null);
        assertEquals("REVOKED", row(id).get("status"));
        assertEquals(2, checks());
    }

    @Test
    void a_removal_that_is_announced_during_a_renewal_counts_for_what_was_renewed() {
        realm.app().faults().once(Fault.BATCH_HANGS);
        becomesDueForRenewal();
        awaitHeld(Fault.BATCH_HANGS);
        realm.app().uninstall(business);
        announce("uninstall");
        assertEquals("REVOKED", row(id).get("status"));
        realm.clearEvents();
        realm.app().faults().clear();
        Eventually.holds(PATIENCE, () -> "confirmed: " + row(id), () -> row(id).get("next_check_at") == null);
        assertEquals("REVOKED", row(id).get("status"));
        assertFalse(
                realm.adminEvents().stream()
                        .anyMatch(event ->
                                event.path("details").path("status").asText().equals("ACTIVE")),
                () -> "told to be active: " + realm.adminEvents());
    }

    @ParameterizedTest
    @EnumSource(names = {"RENEWAL_HANGS", "BATCH_HANGS"})
    void what_is_granted_during_a_renewal_wins(Fault fault) {
        realm.app().faults().once(fault);
        becomesDueForRenewal();
        awaitHeld(fault);
        api.connect(business);
        String granted = value();
        assertNotEquals(value, granted);
        realm.app().faults().clear();
        awaitDone(id);

        assertEquals(granted, value());
        assertEquals(null, row(id).get("sealed_successor"));
        assertEquals(0, number(id, "renewal_failures"));
        assertTrue(realm.app().isLive(granted));
    }

    @ParameterizedTest
    @EnumSource(names = {"DEBUG_TOKEN_HANGS", "RENEWAL_HANGS", "BATCH_HANGS"})
    void a_provider_that_is_deleted_meanwhile_leaves_nothing(Fault fault) throws IOException {
        String alias = "deleted-" + fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
        realm.createProvider(alias, Map.of("permissions", "", "configId", sixtyDays));
        connect(alias);
        realm.app().faults().once(fault);
        if (fault == Fault.DEBUG_TOKEN_HANGS) {
            becomesDue(id, now() - 1);
        } else {
            becomesDueForRenewal();
        }
        awaitHeld(fault);
        realm.deleteProvider(alias);
        realm.app().faults().clear();
        awaitTheNextOneDone();

        assertEquals(List.of(), own.database().query("select ID from FACEBOOK_BUSINESS_TOKEN where ID = ?", id));
        assertEquals(List.of(), providerStates());
        assertFalse(Files.readString(own.server().log()).contains("could not be looked after"));
    }

    @Test
    void what_somebody_works_on_is_not_revoked_before_that_is_done() {
        anotherTakesItUp();
        Answer busy = api.rest().delete("/tokens/" + id);
        assertEquals(409, busy.status());
        assertEquals("busy", busy.text("error"));
        assertTrue(realm.app().isLive(value));

        own.database().update("update FACEBOOK_BUSINESS_TOKEN set LEASED_UNTIL = 0 where ID = ?", id);
        assertEquals("REVOKED", api.rest().delete("/tokens/" + id).expect(200).text("status"));
        assertEquals(0, number(id, "leased_until"));
        assertFalse(realm.app().isLive(value));
    }

    private void becomesDue(String token, long when) {
        own.database().update("update FACEBOOK_BUSINESS_TOKEN set NEXT_CHECK_AT = ? where ID = ?", when, token);
    }

    private void becomesDueForRenewal() {
        own.database()
                .update(
                        "update FACEBOOK_BUSINESS_TOKEN set RENEWAL_AT = ?, NEXT_CHECK_AT = ? where ID = ?",
                        now() - 1,
                        now() - 1,
                        id);
    }

    /** As another node does when the lease is over. */
    private void anotherTakesItUp() {
        own.database()
                .update(
                        "update FACEBOOK_BUSINESS_TOKEN set LEASE_HOLDER = ?, LEASED_UNTIL = ?, NEXT_CHECK_AT = ?,"
                                + " VERSION = VERSION + 1 where ID = ?",
                        ANOTHER,
                        now() + 3600,
                        now() + 3600,
                        id);
    }

    private void announce(String what) {
        MetaCallbacks meta = MetaCallbacks.of(realm, ALIAS);
        meta.webhook(meta.businessIntegration(what, now(), business.id())).expect(200);
    }

    /** What was being looked after is done when the next one is. */
    private void awaitTheNextOneDone() {
        becomesDue(nextOne, now() - 1);
        awaitDone(nextOne);
    }

    /** Looked after, and let go. */
    private void awaitDone(String token) {
        Eventually.holds(
                PATIENCE,
                () -> "done: " + row(token),
                () -> number(token, "leased_until") == 0 && number(token, "next_check_at") > now() + 60);
    }

    private void awaitHeld(Fault fault) {
        Eventually.holds(
                PATIENCE,
                () -> fault + ": " + row(id),
                () -> realm.app().faults().held(fault) == 1);
    }

    private int checks() {
        return (int) realm.app().log().calls("debug_token").stream()
                .filter(call -> value.equals(call.parameters().get("input_token")))
                .count();
    }

    private String value() {
        return api.fetch(business).expect(200).text("access_token");
    }

    private List<?> providerStates() {
        return own.database()
                .query(
                        "select p.CONDITION_NOW from FACEBOOK_BUSINESS_PROVIDER p where p.REALM_ID ="
                                + " (select r.ID from REALM r where r.NAME = ?)",
                        realm.name());
    }

    private long number(String token, String column) {
        return ((Number) row(token).get(column)).longValue();
    }

    private Map<String, Object> row(String token) {
        return own.database()
                .query("select * from FACEBOOK_BUSINESS_TOKEN where ID = ?", token)
                .get(0);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
