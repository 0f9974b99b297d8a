package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Lasting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.common.crypto.CryptoIntegration;
import org.keycloak.common.util.Time;

/** What becomes of a row while the clock goes on and Meta says this and that. */
class TokenLifeTest {

    private static final long DAY = Duration.ofDays(1).toSeconds();

    private final TokenKeys keys = new SessionWithKeys().aesKey("key-1", 32).tokenKeys();
    private final TokenKeys otherKeys =
            new SessionWithKeys().aesKey("key-2", 32).tokenKeys();
    private final CheckSchedule schedule = new CheckSchedule(UpkeepOptions.DEFAULT, new Random(1));
    private final long start = Time.currentTime();
    private final BusinessTokenEntity row = row(60);

    @BeforeAll
    static void crypto() {
        CryptoIntegration.init(TokenLifeTest.class.getClassLoader());
    }

    @BeforeEach
    @AfterEach
    void now() {
        Time.setOffset(0);
    }

    @Test
    void a_doubt_changes_no_status_and_a_good_answer_ends_it() {
        assertEquals(Optional.empty(), note(new Finding.Doubted(TokenStatus.INVALID)));
        assertEquals(TokenStatus.ACTIVE, status());
        assertEquals(Optional.of(TokenStatus.INVALID), token().health().doubt());
        assertTrue(nextCheck() <= start + 15 * 60);
        assertEquals(Optional.empty(), note(good()));
        assertEquals(Optional.empty(), token().health().doubt());
    }

    @Test
    void a_dead_one_is_told_once_and_looked_at_no_more() {
        assertEquals(Optional.of(TokenStatus.ACTIVE), note(new Finding.Dead(TokenStatus.INVALID, "token_invalid")));
        assertEquals(Optional.empty(), note(new Finding.Dead(TokenStatus.INVALID, "token_invalid")));
        assertEquals(Optional.of("token_invalid"), token().health().reason());
        assertEquals(Optional.empty(), token().health().nextCheckAt());
        assertEquals(Optional.empty(), token().health().renewal().dueAt());
    }

    @Test
    void what_was_announced_is_looked_at_at_once_and_can_come_back() {
        assertEquals(Optional.of(TokenStatus.ACTIVE), note(new Finding.Announced(TokenStatus.REVOKED, "app_removed")));
        assertTrue(nextCheck() <= start + 1);
        assertEquals(Optional.of(TokenStatus.REVOKED), note(good()));
        assertEquals(TokenStatus.ACTIVE, status());
        assertTrue(token().health().renewal().dueAt().isPresent(), "and it is renewed again");
    }

    @Test
    void that_the_app_was_removed_says_more_than_not_valid() {
        note(new Finding.Announced(TokenStatus.REVOKED, "app_removed"));
        note(new Finding.Dead(TokenStatus.INVALID, "token_invalid"));
        assertEquals(TokenStatus.REVOKED, status());
        assertEquals(Optional.empty(), token().health().nextCheckAt());
    }

    @Test
    void what_meta_said_before_an_announcement_does_not_undo_it() {
        StoredToken read = row.read(keys, schedule);
        assertFalse(row.wasAnnouncedSince(read));
        note(new Finding.Announced(TokenStatus.REVOKED, "app_removed"));
        assertTrue(row.wasAnnouncedSince(read));
        assertFalse(row.wasAnnouncedSince(row.read(keys, schedule)));
    }

    @Test
    void no_answer_leaves_what_was_known_and_is_asked_for_less_and_less_often() {
        Finding silence = new Finding.Unanswered(TokenStatus.UNKNOWN, "graph_timeout");
        assertEquals(Optional.of(TokenStatus.ACTIVE), note(silence));
        assertTrue(token().status().isServed());
        long first = nextCheck() - start;
        for (int failures = 0; failures < 6; failures++) {
            note(silence);
        }
        assertTrue(nextCheck() - start > 8 * first);
        assertEquals(Optional.of(TokenStatus.UNKNOWN), note(good()));
    }

    @Test
    void no_answer_does_not_bring_back_what_is_dead() {
        note(new Finding.Announced(TokenStatus.REVOKED, "app_removed"));
        note(new Finding.Unanswered(TokenStatus.UNKNOWN, "graph_timeout"));
        assertEquals(TokenStatus.REVOKED, status());
        assertTrue(token().health().nextCheckAt().isPresent(), "Meta is still to be asked");
    }

    @Test
    void the_clock_is_told_of_as_it_passes_each_end() {
        timeIs(46 * DAY + 1);
        assertEquals(Optional.of(TokenStatus.ACTIVE), note(new Finding.Seen()));
        assertEquals(TokenStatus.EXPIRING, status());
        timeIs(60 * DAY + 1);
        assertEquals(TokenStatus.EXPIRED, status());
        assertEquals(Optional.of("expired"), token().health().reason());
        assertEquals(Optional.of(TokenStatus.EXPIRING), note(new Finding.Seen()));
        assertEquals(Optional.empty(), token().health().nextCheckAt());
    }

    @Test
    void a_missing_key_is_told_and_so_is_its_return() {
        assertEquals(Optional.of(TokenStatus.ACTIVE), row.note(new Finding.Seen(), otherKeys, schedule));
        assertEquals(Optional.of(TokenStatus.KEY_MISSING), note(new Finding.Seen()));
    }

    @Test
    void it_is_looked_at_when_it_is_to_be_renewed() {
        long renewal = token().health().renewal().dueAt().orElseThrow();
        assertTrue(renewal <= start + 40 * DAY && renewal >= start + 38 * DAY);
        timeIs(renewal - start - 60);
        note(good());
        assertEquals(renewal, nextCheck());
        timeIs(renewal - start + 60);
        note(new Finding.Postponed(renewal + 600));
        assertEquals(renewal + 600, nextCheck(), "late already, and not at once again");
    }

    @Test
    void what_it_was_renewed_to_is_kept_sealed_until_it_is_proven() {
        row.keepSuccessor(new AccessToken("EAAB-2"), keys);
        assertEquals(Optional.of(new AccessToken("EAAB-2")), row.successor(keys));
        assertEquals(Optional.empty(), row.successor(otherKeys));
        assertEquals(
                Optional.of(new AccessToken("EAAB-1")), row.read(keys, schedule).value());
        row.keepRenewed(row.read(keys, schedule), token("EAAB-2", 120), keys, schedule);
        assertEquals(Optional.empty(), row.successor(keys));
        assertEquals(
                Optional.of(new AccessToken("EAAB-2")), row.read(keys, schedule).value());
    }

    @Test
    void what_was_granted_stays_what_was_granted_when_it_is_renewed() {
        note(new Finding.Good(inspection(Set.of("ads_read"))));
        assertEquals(Set.of("pages_show_list"), token().drift().scopesLost());
        row.keepRenewed(
                row.read(keys, schedule), token("EAAB-2", 120, Set.of("ads_read", "leads_retrieval")), keys, schedule);
        assertEquals(Set.of("pages_show_list"), token().drift().scopesLost());
        assertEquals(Set.of("leads_retrieval"), token().drift().scopesGained());
        row.keep(token("EAAB-3", 180, Set.of("ads_read")), keys, schedule);
        assertEquals(Set.of(), token().drift().scopesLost());
    }

    @Test
    void a_renewal_that_is_refused_ends_after_eight_times_and_begins_anew_with_a_new_grant() {
        for (int refused = 0; refused < 7; refused++) {
            renewalIsDue();
            assertFalse(row.renewalFailed("permission_denied", Lasting.YES, schedule));
        }
        renewalIsDue();
        assertTrue(row.renewalFailed("permission_denied", Lasting.YES, schedule));
        assertTrue(token().health().renewal().isGivenUp());
        assertFalse(row.renewalFailed("permission_denied", Lasting.YES, schedule), "told once");
        note(good());
        assertTrue(token().health().renewal().isGivenUp(), "a good answer does not change Meta's mind");
        row.keep(token("EAAB-2", 120), keys, schedule);
        assertFalse(token().health().renewal().isGivenUp());
    }

    @Test
    void silence_is_no_refusal_and_is_never_given_up() {
        for (int failed = 0; failed < 50; failed++) {
            renewalIsDue();
            assertFalse(row.renewalFailed("graph_timeout", Lasting.NO, schedule));
        }
        renewalIsDue();
        assertFalse(row.renewalFailed("permission_denied", Lasting.YES, schedule), "the first refusal");
        assertTrue(token().health().renewal().dueAt().isPresent());
    }

    @Test
    void who_asks_again_and_again_before_it_is_due_gives_nothing_up() {
        long due = token().health().renewal().dueAt().orElseThrow();
        for (int refused = 0; refused < 20; refused++) {
            assertFalse(row.renewalFailed("permission_denied", Lasting.YES, schedule));
        }
        assertEquals(Optional.of(due), token().health().renewal().dueAt());
        assertEquals(20, token().health().renewal().failures());
    }

    @Test
    void a_renewal_that_had_failed_goes_on_after_a_death_that_was_taken_back() {
        renewalIsDue();
        row.renewalFailed("graph_timeout", Lasting.NO, schedule);
        note(new Finding.Announced(TokenStatus.REVOKED, "app_removed"));
        note(good());
        assertTrue(token().health().renewal().dueAt().isPresent());
        assertFalse(token().health().renewal().isGivenUp());
    }

    @Test
    void one_that_came_back_is_looked_at_again_soon() {
        note(new Finding.Announced(TokenStatus.REVOKED, "app_removed"));
        note(good());
        assertTrue(nextCheck() <= start + 15 * 60);
    }

    @Test
    void the_dead_are_in_no_doubt_and_have_no_renewal_that_fails() {
        note(new Finding.Dead(TokenStatus.INVALID, "token_invalid"));
        note(new Finding.Doubted(TokenStatus.INVALID));
        row.renewalFailed("token_invalid", Lasting.YES, schedule);
        assertEquals(Optional.empty(), token().health().doubt());
        assertEquals(Optional.empty(), token().health().nextCheckAt());
    }

    @Test
    void a_doubt_that_nobody_can_ask_about_is_no_more() {
        note(new Finding.Doubted(TokenStatus.INVALID));
        note(new Finding.Seen());
        assertEquals(Optional.empty(), token().health().doubt());
    }

    @Test
    void a_look_that_somebody_asks_for_does_not_shorten_the_pause_after_silence() {
        for (int failures = 0; failures < 6; failures++) {
            note(new Finding.Unanswered(TokenStatus.UNKNOWN, "user_checkpointed"));
        }
        long next = nextCheck();
        row.lookAgainSoon(schedule);
        assertEquals(next, nextCheck());
    }

    private void renewalIsDue() {
        long due = token().health().renewal().dueAt().orElseThrow();
        timeIs(Math.max(0, due - start));
    }

    @Test
    void one_lease_at_a_time_and_none_for_ever() {
        TokenUpkeep upkeep = row.upkeep();
        assertTrue(upkeep.lease("one", start + 10, start));
        assertFalse(upkeep.lease("other", start + 20, start));
        assertTrue(upkeep.lease("one", start + 20, start), "its holder may go on");
        assertFalse(upkeep.release("other"));
        assertTrue(upkeep.lease("other", start + 40, start + 20));
        assertFalse(upkeep.release("one"), "too late");
        assertTrue(upkeep.isHeldBy("other"));
        assertTrue(upkeep.release("other"));
        assertFalse(upkeep.isHeldBy("other"));
    }

    @Test
    void a_look_that_somebody_asks_for_is_soon_and_not_as_often_as_they_ask() {
        timeIs(600);
        row.lookAgainSoon(schedule);
        assertEquals(start + 600, nextCheck());
        note(good());
        row.lookAgainSoon(schedule);
        assertEquals(start + 900, nextCheck());
    }

    @Test
    void a_look_that_is_asked_for_while_it_is_looked_at_is_not_put_off_by_that() {
        timeIs(600);
        row.upkeep().takeUp("one", start + 1200);
        row.lookAgainSoon(schedule);
        note(good());
        assertEquals(start + 600, nextCheck());
    }

    @Test
    void an_end_that_is_announced_while_it_is_renewed_holds_for_what_it_was_renewed_to() {
        StoredToken read = row.read(keys, schedule);
        assertEquals(Optional.of(TokenStatus.ACTIVE), note(new Finding.Announced(TokenStatus.REVOKED, "app_removed")));
        assertEquals(Optional.empty(), row.keepRenewed(read, token("EAAB-2", 120), keys, schedule));
        assertEquals(TokenStatus.REVOKED, status());
        assertEquals(Optional.of("app_removed"), token().health().reason());
        assertEquals(start, nextCheck());
        assertEquals(
                Optional.of(new AccessToken("EAAB-2")), row.read(keys, schedule).value());
        assertEquals(Optional.of(TokenStatus.REVOKED), note(good()), "Meta takes it back");
    }

    @Test
    void who_takes_it_up_moves_it_out_of_the_way_of_others() {
        row.upkeep().takeUp("one", start + 600);
        assertEquals(start + 600, nextCheck());
    }

    @Test
    void its_end_moves_only_where_meta_names_one() {
        long end = token().expiresAt();
        assertNotEquals(0, end);
        note(good());
        assertEquals(end, token().expiresAt());
    }

    private void timeIs(long seconds) {
        Time.setOffset((int) seconds);
    }

    private Optional<TokenStatus> note(Finding finding) {
        return row.note(finding, keys, schedule);
    }

    private BusinessToken token() {
        return row.read(keys, schedule).token();
    }

    private TokenStatus status() {
        return token().status();
    }

    private long nextCheck() {
        return token().health().nextCheckAt().orElseThrow();
    }

    private static Finding good() {
        return new Finding.Good(inspection(Set.of("pages_show_list", "ads_read")));
    }

    private static TokenInspection inspection(Set<String> scopes) {
        return new TokenInspection(true, "4004", "SYSTEM_USER", "2002", 0, 0, 0, scopes, List.of(), Optional.empty());
    }

    private BusinessTokenEntity row(int days) {
        NewToken token = token("EAAB-1", days);
        BusinessTokenEntity entity = new BusinessTokenEntity("realm-1", "provider-1", token, Selection.ORIGINAL);
        entity.keep(token, keys, schedule);
        return entity;
    }

    private NewToken token(String value, int days) {
        return token(value, days, Set.of("pages_show_list", "ads_read"));
    }

    private NewToken token(String value, int days, Set<String> scopes) {
        return new NewToken(
                new AccessToken(value),
                "1001",
                Optional.empty(),
                "2002",
                "3003",
                "4004",
                "graph.facebook.com",
                scopes,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                start,
                start + days * DAY);
    }
}
