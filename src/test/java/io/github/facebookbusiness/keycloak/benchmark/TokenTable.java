package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.keycloak.testing.Database;

/**
 * The table of tokens with as many rows as one likes: those of the businesses that really connected, and copies of them
 * for others, which have everything but a value that opens. In PostgreSQL's SQL.
 *
 * <p>Three of four businesses have one original, the others three granular tokens beside it. Of a hundred businesses
 * ten removed the app, twelve let their tokens expire, four are about to, and the keys of eight are
 * lost; the rest are active. Those that live are due for a look within a day, beginning in two hours.
 */
final class TokenTable {

    private static final int MOST = 100_000;

    private final Database database;
    private final String columns;

    TokenTable(Database database, String providerId) {
        this.database = database;
        database.update(
                "CREATE TABLE BENCHMARK_REAL AS SELECT * FROM FACEBOOK_BUSINESS_TOKEN WHERE PROVIDER_ID = ?",
                providerId);
        database.update(FILLERS, MOST);
        database.update(DIFFERENCES);
        this.columns = String.valueOf(database.query(COLUMNS).get(0).get("columns"));
        database.update("CREATE INDEX ON BENCHMARK_FILLER (POSITION)");
        database.update("VACUUM ANALYZE BENCHMARK_FILLER");
    }

    /** As a table is that grew, and that PostgreSQL has looked after since. */
    void fill(int rows) {
        database.update("TRUNCATE FACEBOOK_BUSINESS_TOKEN");
        int connected = database.update("INSERT INTO FACEBOOK_BUSINESS_TOKEN SELECT * FROM BENCHMARK_REAL");
        database.update(
                "INSERT INTO FACEBOOK_BUSINESS_TOKEN (" + columns + ") SELECT " + columns
                        + " FROM BENCHMARK_FILLER WHERE POSITION <= ? ORDER BY POSITION",
                rows - connected);
        settle();
    }

    /** As it is where everything is well: every token is active and its key is here. */
    void heal() {
        database.update("UPDATE FACEBOOK_BUSINESS_TOKEN T SET STATUS = 'ACTIVE', KEY_ID = R.KEY_ID,"
                + " EXPIRES_AT = CASE WHEN T.EXPIRES_AT > T.ISSUED_AT + 2000000 THEN T.EXPIRES_AT ELSE 0 END"
                + " FROM (SELECT KEY_ID FROM BENCHMARK_REAL LIMIT 1) R");
        settle();
    }

    /** As after an outage: all that live have been due for up to a day. */
    void overdue() {
        database.update("UPDATE FACEBOOK_BUSINESS_TOKEN SET NEXT_CHECK_AT = EXTRACT(EPOCH FROM NOW())::BIGINT"
                + " - (RANDOM() * 86400)::BIGINT WHERE NEXT_CHECK_AT IS NOT NULL");
        settle();
    }

    /** Makes the tokens of the businesses that really connected due. */
    int due() {
        return database.update("UPDATE FACEBOOK_BUSINESS_TOKEN SET NEXT_CHECK_AT = 1"
                + " WHERE ID IN (SELECT ID FROM BENCHMARK_REAL)");
    }

    private void settle() {
        database.update("VACUUM ANALYZE FACEBOOK_BUSINESS_TOKEN");
        database.update("VACUUM ANALYZE EVENT_ENTITY");
        database.update("CHECKPOINT");
    }

    /** Whether all those have been looked after. */
    boolean isDone() {
        return database.query("SELECT ID FROM FACEBOOK_BUSINESS_TOKEN WHERE ID IN (SELECT ID FROM BENCHMARK_REAL)"
                        + " AND (NEXT_CHECK_AT = 1 OR LEASED_UNTIL > 0)")
                .isEmpty();
    }

    private static final String COLUMNS = """
            SELECT STRING_AGG(COLUMN_NAME, ', ') AS COLUMNS FROM INFORMATION_SCHEMA.COLUMNS
            WHERE TABLE_NAME = 'facebook_business_token' AND TABLE_SCHEMA = CURRENT_SCHEMA
            """;

    private static final String FILLERS = """
            CREATE TABLE BENCHMARK_FILLER AS
            WITH FILLER AS (
              SELECT N AS BUSINESS,
                     GEN_RANDOM_UUID()::TEXT AS ORIGINAL,
                     (9007199254740993 + FLOOR(RANDOM() * 8e16)::BIGINT)::TEXT AS NEW_BUSINESS_ID,
                     CASE WHEN N % 4 = 0 THEN 3 ELSE 0 END AS GRANULAR
              FROM GENERATE_SERIES(1, ?) N),
            MODEL AS (
              (SELECT * FROM BENCHMARK_REAL WHERE PARENT_ID IS NULL LIMIT 1)
              UNION ALL
              (SELECT * FROM BENCHMARK_REAL WHERE PARENT_ID IS NOT NULL LIMIT 1))
            SELECT ROW_NUMBER() OVER (ORDER BY F.BUSINESS, PART) AS POSITION,
                   F.BUSINESS, PART, F.ORIGINAL, F.NEW_BUSINESS_ID, M.*
            FROM FILLER F
            CROSS JOIN LATERAL GENERATE_SERIES(0, F.GRANULAR) PART
            JOIN MODEL M ON (M.PARENT_ID IS NULL) = (PART = 0)
            """;

    private static final String DIFFERENCES = """
            UPDATE BENCHMARK_FILLER SET
              ID = CASE WHEN PART = 0 THEN ORIGINAL ELSE GEN_RANDOM_UUID()::TEXT END,
              CLIENT_BUSINESS_ID = NEW_BUSINESS_ID,
              CLIENT_BUSINESS_NAME = 'Business ' || BUSINESS,
              PARENT_ID = CASE WHEN PART > 0 THEN ORIGINAL END,
              SELECTION = CASE WHEN PART = 0 THEN SELECTION
                   ELSE 'part-' || ENCODE(SHA256((ORIGINAL || PART)::BYTEA), 'hex') END,
              STATUS = CASE WHEN BUSINESS % 100 < 10 THEN 'REVOKED'
                   WHEN BUSINESS % 100 < 12 THEN 'EXPIRED'
                   ELSE 'ACTIVE' END,
              TOLD_STATUS = CASE WHEN BUSINESS % 100 < 10 THEN 'REVOKED'
                   WHEN BUSINESS % 100 < 12 THEN 'EXPIRED'
                   ELSE 'ACTIVE' END,
              STATUS_SINCE = ISSUED_AT - 100000 - BUSINESS % 3000000,
              EXPIRES_AT = CASE WHEN BUSINESS % 100 BETWEEN 10 AND 21 THEN ISSUED_AT - BUSINESS % 3000000
                   WHEN BUSINESS % 100 BETWEEN 22 AND 25 THEN ISSUED_AT + 400000 + BUSINESS % 300000
                   WHEN BUSINESS % 100 BETWEEN 26 AND 50 THEN ISSUED_AT + 3000000 + BUSINESS % 2000000
                   ELSE 0 END,
              RENEWAL_AT = CASE WHEN BUSINESS % 100 BETWEEN 26 AND 50
                   THEN ISSUED_AT + 1000000 + BUSINESS % 2000000 END,
              RENEWAL_FAILURES = CASE WHEN BUSINESS % 100 BETWEEN 22 AND 25 THEN 8 ELSE 0 END,
              LAST_CHECKED_AT = ISSUED_AT - (RANDOM() * 86400)::BIGINT,
              NEXT_CHECK_AT = CASE WHEN BUSINESS % 100 >= 12
                   THEN EXTRACT(EPOCH FROM NOW())::BIGINT + 7200 + (RANDOM() * 86400)::BIGINT END,
              KEY_ID = CASE WHEN BUSINESS % 10 = 9 THEN 'lost' ELSE KEY_ID END
            """;
}
