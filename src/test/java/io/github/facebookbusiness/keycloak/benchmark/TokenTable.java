package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.keycloak.testing.Database;

/**
 * The table of tokens with as many rows as one likes: those of the businesses that really connected, and copies of them
 * for others, which have everything but a value that opens. In PostgreSQL's SQL.
 *
 * <p>Three of four businesses have one original, the others three granular tokens beside it. Of a hundred businesses
 * ten removed the app, twelve let their tokens expire, four are about to, and the keys of eight are
 * lost; the rest are active.
 */
final class TokenTable {

    private static final int MOST = 100_000;

    private final Database database;

    TokenTable(Database database, String providerId) {
        this.database = database;
        database.update(
                "CREATE TABLE BENCHMARK_REAL AS SELECT * FROM FACEBOOK_BUSINESS_TOKEN WHERE PROVIDER_ID = ?",
                providerId);
        database.update(FILLERS, MOST);
        database.update("CREATE INDEX ON BENCHMARK_FILLER (POSITION)");
        database.update("VACUUM ANALYZE BENCHMARK_FILLER");
    }

    /** As a table is that grew, and that PostgreSQL has looked after since. */
    void fill(int rows) {
        database.update("TRUNCATE FACEBOOK_BUSINESS_TOKEN");
        int connected = database.update("INSERT INTO FACEBOOK_BUSINESS_TOKEN SELECT * FROM BENCHMARK_REAL");
        database.update(
                "INSERT INTO FACEBOOK_BUSINESS_TOKEN (" + COLUMNS + ") SELECT " + COLUMNS
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

    private void settle() {
        database.update("VACUUM ANALYZE FACEBOOK_BUSINESS_TOKEN");
        database.update("VACUUM ANALYZE EVENT_ENTITY");
        database.update("CHECKPOINT");
    }

    private static final String COLUMNS = "ID, REALM_ID, PROVIDER_ID, CLIENT_BUSINESS_ID, CONFIG_ID, SELECTION,"
            + " CLIENT_BUSINESS_NAME, SYSTEM_USER_ID, APP_ID, GRAPH_HOST, PARENT_ID, SCOPES, ASSETS,"
            + " NARROWED_TO_ASSETS, NARROWED_TO_SCOPES, GRANULAR_SCOPES, STATUS, ISSUED_AT, EXPIRES_AT,"
            + " LAST_CHECKED_AT, KEY_ID, SEALED_TOKEN, VERSION";

    private static final String FILLERS = """
            CREATE TABLE BENCHMARK_FILLER AS
            WITH FILLER AS (
              SELECT N AS BUSINESS,
                     GEN_RANDOM_UUID()::TEXT AS ORIGINAL,
                     (9007199254740993 + FLOOR(RANDOM() * 8e16)::BIGINT)::TEXT AS CLIENT_BUSINESS_ID,
                     CASE WHEN N % 4 = 0 THEN 3 ELSE 0 END AS GRANULAR
              FROM GENERATE_SERIES(1, ?) N),
            MODEL AS (
              (SELECT * FROM BENCHMARK_REAL WHERE PARENT_ID IS NULL LIMIT 1)
              UNION ALL
              (SELECT * FROM BENCHMARK_REAL WHERE PARENT_ID IS NOT NULL LIMIT 1))
            SELECT ROW_NUMBER() OVER (ORDER BY F.BUSINESS, PART) AS POSITION,
                   F.BUSINESS,
                   CASE WHEN PART = 0 THEN F.ORIGINAL ELSE GEN_RANDOM_UUID()::TEXT END AS ID,
                   M.REALM_ID, M.PROVIDER_ID, F.CLIENT_BUSINESS_ID, M.CONFIG_ID,
                   CASE WHEN PART = 0 THEN 'original'
                        ELSE 'part-' || ENCODE(SHA256((F.ORIGINAL || PART)::BYTEA), 'hex') END AS SELECTION,
                   'Business ' || F.BUSINESS AS CLIENT_BUSINESS_NAME,
                   M.SYSTEM_USER_ID, M.APP_ID, M.GRAPH_HOST,
                   CASE WHEN PART > 0 THEN F.ORIGINAL END AS PARENT_ID,
                   M.SCOPES, M.ASSETS, M.NARROWED_TO_ASSETS, M.NARROWED_TO_SCOPES, M.GRANULAR_SCOPES,
                   CASE WHEN F.BUSINESS % 100 < 10 THEN 'REVOKED'
                        WHEN F.BUSINESS % 100 < 12 THEN 'EXPIRED'
                        ELSE 'ACTIVE' END AS STATUS,
                   M.ISSUED_AT,
                   CASE WHEN F.BUSINESS % 100 BETWEEN 10 AND 21 THEN M.ISSUED_AT - F.BUSINESS % 3000000
                        WHEN F.BUSINESS % 100 BETWEEN 22 AND 25 THEN M.ISSUED_AT + 400000 + F.BUSINESS % 300000
                        WHEN F.BUSINESS % 100 BETWEEN 26 AND 50 THEN M.ISSUED_AT + 3000000 + F.BUSINESS % 2000000
                        ELSE 0 END AS EXPIRES_AT,
                   M.LAST_CHECKED_AT,
                   CASE WHEN F.BUSINESS % 10 = 9 THEN 'lost' ELSE M.KEY_ID END AS KEY_ID,
                   M.SEALED_TOKEN, M.VERSION
            FROM FILLER F
            CROSS JOIN LATERAL GENERATE_SERIES(0, F.GRANULAR) PART
            JOIN MODEL M ON (M.PARENT_ID IS NULL) = (PART = 0)
            """;
}
