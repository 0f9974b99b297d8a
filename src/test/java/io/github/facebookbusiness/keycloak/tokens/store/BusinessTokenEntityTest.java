package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.Signup;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.graph.TokenInspection.GranularScope;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.keycloak.common.crypto.CryptoIntegration;

class BusinessTokenEntityTest {

    private static final long ISSUED = 1_790_000_000L;

    private final TokenKeys keys = new SessionWithKeys().aesKey("key-1", 32).tokenKeys();
    private final CheckSchedule schedule = new CheckSchedule(UpkeepOptions.DEFAULT, new Random(1));

    @BeforeAll
    static void crypto() {
        CryptoIntegration.init(BusinessTokenEntityTest.class.getClassLoader());
    }

    @Test
    void gives_back_what_it_was_given() {
        NewToken given = token("EAAB-1", ISSUED, Optional.of(Set.of("11", "12")));
        StoredToken read = row(given).read(keys, schedule);
        assertEquals(Optional.of(given.value()), read.value());
        BusinessToken token = read.token();
        assertEquals(given.scopes(), token.scopes());
        assertEquals(given.assets(), token.assets());
        assertEquals(given.granularScopes(), token.granularScopes());
        assertEquals(TokenStatus.ACTIVE, token.status());
        assertTrue(token.isOriginal());
    }

    @Test
    void assets_that_are_not_known_stay_not_known() {
        assertEquals(
                Optional.empty(),
                row(token("EAAB-1", ISSUED, Optional.empty()))
                        .read(keys, schedule)
                        .token()
                        .assets());
    }

    @Test
    void a_signup_stays_with_what_follows_the_token_until_another_one_is_told() {
        Signup first = signup("FINISH", Optional.of("77"));
        BusinessTokenEntity row = row(token("EAAB-1", ISSUED, first));
        assertEquals(Optional.of(first), row.read(keys, schedule).token().signup());
        row.keep(token("EAAB-2", ISSUED, Optional.empty()), keys, schedule);
        assertEquals(Optional.of(first), row.read(keys, schedule).token().signup());
        row.keepRenewed(row.read(keys, schedule), token("EAAB-3", ISSUED, Optional.empty()), keys, schedule);
        assertEquals(Optional.of(first), row.read(keys, schedule).token().signup());
        Signup second = signup("FINISH_ONLY_WABA", Optional.empty());
        row.keep(token("EAAB-4", ISSUED, second), keys, schedule);
        assertEquals(Optional.of(second), row.read(keys, schedule).token().signup(), "and nothing of the first");
    }

    @Test
    void what_was_announced_fills_in_what_nobody_told_and_no_more() {
        BusinessTokenEntity row = row(token("EAAB-1", ISSUED, Optional.empty()));
        assertEquals(Optional.empty(), row.read(keys, schedule).token().signup());
        Signup announced = signup("PARTNER_ADDED", Optional.empty());
        row.fillIn(announced);
        assertEquals(Optional.of(announced), row.read(keys, schedule).token().signup());
        row.fillIn(signup("PARTNER_APP_INSTALLED", Optional.empty()));
        assertEquals(Optional.of(announced), row.read(keys, schedule).token().signup());
        Signup finished = signup("FINISH", Optional.of("77"));
        row.keep(token("EAAB-2", ISSUED, finished), keys, schedule);
        row.fillIn(announced);
        assertEquals(Optional.of(finished), row.read(keys, schedule).token().signup());
    }

    private static Signup signup(String event, Optional<String> phoneNumberId) {
        return new Signup(event, Optional.of("55"), phoneNumberId, Optional.of("1001"));
    }

    private static NewToken token(String value, long issuedAt, Signup signup) {
        NewToken token = token(value, issuedAt, Optional.<Set<String>>empty());
        return new NewToken(
                token.value(),
                token.clientBusinessId(),
                token.clientBusinessName(),
                token.systemUserId(),
                token.configId(),
                token.appId(),
                token.graphHost(),
                token.scopes(),
                token.assets(),
                token.granularScopes(),
                Optional.of(signup),
                token.issuedAt(),
                token.expiresAt());
    }

    @Test
    void a_name_of_any_length_fits_and_one_that_meta_did_not_tell_does_not_erase_it() {
        NewToken named = token("EAAB-1", ISSUED, Optional.empty(), Optional.of("x".repeat(300)));
        BusinessTokenEntity row = row(named);
        row.keep(token("EAAB-2", ISSUED, Optional.empty()), keys, schedule);
        assertEquals(
                Optional.of("x".repeat(255)), row.read(keys, schedule).token().clientBusinessName());
    }

    @Test
    void a_token_covers_another_only_with_no_fewer_permissions() {
        BusinessTokenEntity row = row(token("EAAB-1", ISSUED, Optional.empty()));
        assertTrue(row.isNewerThan(token("EAAB-0", ISSUED - 1, Optional.empty())));
        assertFalse(row.isNewerThan(token("EAAB-2", ISSUED, Optional.empty())));
        assertTrue(row.isCoveredBy(token("EAAB-3", ISSUED, Optional.empty())));
        assertFalse(row.isCoveredBy(other("2002", Set.of("ads_read"))), "fewer permissions");
        assertTrue(row.isCoveredBy(other("2003", Set.of("ads_read", "pages_show_list", "leads_retrieval"))));
        assertTrue(row.isOfSameSystemUser(other("2002", Set.of())));
        assertFalse(row.isOfSameSystemUser(other("2003", Set.of())));
    }

    @Test
    void a_name_holds_nothing_that_a_database_refuses() {
        NewToken named =
                token("EAAB-1", ISSUED, Optional.empty(), Optional.of("Caf\u00e9\u0000\n \uD83D\uDE00 \uD800"));
        assertEquals(
                Optional.of("Caf\u00e9   \uFFFD \uFFFD"),
                row(named).read(keys, schedule).token().clientBusinessName());
    }

    @Test
    void a_row_is_still_what_was_read_after_a_note_and_under_another_key_but_not_with_another_token() {
        BusinessTokenEntity row = row(token("EAAB-1", ISSUED, Optional.empty()));
        StoredToken read = row.read(keys, schedule);
        row.note(new Finding.Unanswered(TokenStatus.UNKNOWN, "graph_timeout"), keys, schedule);
        row.sealAgain(row.open(keys).orElseThrow(), keys);
        assertTrue(row.isStill(read, keys));
        row.keep(token("EAAB-2", ISSUED, Optional.empty()), keys, schedule);
        assertFalse(row.isStill(read, keys));
    }

    @Test
    void an_answer_without_an_end_does_not_make_a_token_endless() {
        BusinessTokenEntity row = row(token("EAAB-1", ISSUED, Optional.empty()));
        row.note(new Finding.Good(inspection(ISSUED + 500)), keys, schedule);
        row.note(new Finding.Good(inspection(0)), keys, schedule);
        assertEquals(ISSUED + 500, row.read(keys, schedule).token().expiresAt());
    }

    private static TokenInspection inspection(long expiresAt) {
        return new TokenInspection(
                true, "4004", "SYSTEM_USER", "2002", ISSUED, expiresAt, 0, Set.of(), List.of(), Optional.empty());
    }

    private static NewToken other(String systemUser, Set<String> scopes) {
        return new NewToken(
                new AccessToken("EAAB-x"),
                "1001",
                Optional.empty(),
                systemUser,
                "3003",
                "4004",
                "graph.facebook.com",
                scopes,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                ISSUED,
                0);
    }

    @Test
    void a_granular_token_has_exactly_what_it_was_narrowed_to() {
        BusinessTokenEntity row = row(token("EAAB-1", ISSUED, Optional.of(Set.of("11", "12"))));
        Selection both = selection(List.of("12", "11"), List.of("pages_show_list", "ads_read"));
        row.madeFrom(
                row(token("EAAB-0", ISSUED, Optional.empty()))
                        .read(keys, schedule)
                        .token(),
                both);
        assertTrue(row.has(both));
        assertFalse(row.has(selection(List.of("11"), List.of("pages_show_list", "ads_read"))));
        assertFalse(row.has(selection(List.of("11", "12"), List.of("ads_read"))));
        assertFalse(
                row.has(Selection.of(Optional.of(List.of("11", "12")), Optional.empty())), "narrowed in scopes too");
        assertFalse(row.has(Selection.of(Optional.empty(), Optional.of(List.of("pages_show_list", "ads_read")))));
    }

    private BusinessTokenEntity row(NewToken token) {
        BusinessTokenEntity row = new BusinessTokenEntity("realm-1", "provider-1", token, Selection.ORIGINAL);
        row.keep(token, keys, schedule);
        return row;
    }

    private static Selection selection(List<String> assets, List<String> scopes) {
        return Selection.of(Optional.of(assets), Optional.of(scopes));
    }

    private static NewToken token(String value, long issuedAt, Optional<Set<String>> assets) {
        return token(value, issuedAt, assets, Optional.empty());
    }

    private static NewToken token(String value, long issuedAt, Optional<Set<String>> assets, Optional<String> name) {
        return new NewToken(
                new AccessToken(value),
                "1001",
                name,
                "2002",
                "3003",
                "4004",
                "graph.facebook.com",
                Set.of("pages_show_list", "ads_read"),
                assets,
                List.of(
                        new GranularScope("pages_show_list", Optional.of(List.of("11"))),
                        new GranularScope("ads_read", Optional.empty())),
                Optional.empty(),
                issuedAt,
                0);
    }
}
