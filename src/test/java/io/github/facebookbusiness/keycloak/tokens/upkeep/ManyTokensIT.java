package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.OnPostgreSql;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a look for work reads, where there are many tokens: PostgreSQL counts it. The tokens are copies of one, which do
 * not open in another place, so that Meta is not asked about them; each is taken up and looked after all the same.
 */
@OnPostgreSql
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyTokensIT {

    private static final String ALIAS = "facebook-business";
    private static final String OPTION = "--spi-social--facebook-business--upkeep-";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int TOKENS = 20_000;
    /** Those that others hold, and those that were due until a moment ago. */
    private static final int ENTRIES_PER_LOOK = 100;

    private OwnServer own;
    private Database database;

    @BeforeAll
    void start() {
        own = OwnServer.start(
                "many-tokens", OPTION + "workers=4", OPTION + "tick-seconds=1", OPTION + "checks-per-minute=60000");
        database = own.database();
        own.realm().createProvider(ALIAS, Map.of("permissions", ""));
        TokenApi.of(own.realm(), ALIAS).connect("One of many");
        // The columns are none of this test's business.
        database.update(
                "CREATE TABLE MANY AS SELECT T.*, N FROM FACEBOOK_BUSINESS_TOKEN T, GENERATE_SERIES(1, ?) N"
                        + " WHERE T.PARENT_ID IS NULL",
                TOKENS);
        database.update("UPDATE MANY SET ID = GEN_RANDOM_UUID(), CLIENT_BUSINESS_ID = 'many-' || N,"
                + " NEXT_CHECK_AT = EXTRACT(EPOCH FROM NOW()) + 7200 + N");
        database.update("ALTER TABLE MANY DROP COLUMN N");
        database.update("INSERT INTO FACEBOOK_BUSINESS_TOKEN SELECT * FROM MANY");
        database.update("VACUUM ANALYZE FACEBOOK_BUSINESS_TOKEN");
    }

    @AfterAll
    void stop() {
        own.close();
    }

    @Test
    void looking_for_the_few_that_are_due_reads_those_and_not_the_table() {
        readsOnlyWhatIsDue(200, 200);
    }

    @Test
    void so_it_does_where_all_are_due_as_after_an_outage() {
        readsOnlyWhatIsDue(TOKENS, 1_000);
    }

    /** @param lookedAfter how many of them are waited for */
    private void readsOnlyWhatIsDue(int due, int lookedAfter) {
        database.update("UPDATE FACEBOOK_BUSINESS_TOKEN SET NEXT_CHECK_AT = EXTRACT(EPOCH FROM NOW()) + 7200"
                + " WHERE LEASED_UNTIL = 0");
        Index before = index();
        long now = System.currentTimeMillis() / 1000;
        database.update(
                "UPDATE FACEBOOK_BUSINESS_TOKEN SET NEXT_CHECK_AT = ? - RANDOM() * 3000 WHERE ID IN"
                        + " (SELECT ID FROM FACEBOOK_BUSINESS_TOKEN WHERE CLIENT_BUSINESS_ID LIKE 'many-%' LIMIT ?)",
                now, due);
        Eventually.holds(PATIENCE, () -> "Due: " + due(now), () -> due(now) <= due - lookedAfter);
        // PostgreSQL tells what it counted a moment later.
        Eventually.holds(
                PATIENCE,
                () -> lookedAfter + " were looked after: " + index(),
                () -> index().looks() - before.looks() >= lookedAfter);
        Index after = index();
        long entries = after.entries() - before.entries();
        long looks = after.looks() - before.looks();
        assertTrue(entries <= ENTRIES_PER_LOOK * looks, entries + " entries were read in " + looks + " looks");
    }

    /** Past the index whose use is counted. */
    private int due(long now) {
        return database.query("SELECT ID FROM FACEBOOK_BUSINESS_TOKEN WHERE NEXT_CHECK_AT + 0 <= ?", now)
                .size();
    }

    private record Index(long looks, long entries) {}

    /** How often the index was used by then, and how many of its entries were read. */
    private Index index() {
        Map<String, Object> counted = database.query("SELECT IDX_SCAN, IDX_TUP_READ FROM PG_STAT_USER_INDEXES"
                        + " WHERE INDEXRELNAME = 'idx_fb_business_token_due'")
                .get(0);
        return new Index((long) counted.get("idx_scan"), (long) counted.get("idx_tup_read"));
    }
}
