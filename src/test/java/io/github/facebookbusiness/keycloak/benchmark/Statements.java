package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.keycloak.testing.Database;
import java.util.Map;

/** What PostgreSQL did for Keycloak since the last look, by its own count of statements. */
final class Statements {

    private static final String OF_KEYCLOAK =
            "UPPER(QUERY) NOT LIKE '%BENCHMARK%' AND UPPER(QUERY) NOT LIKE '%PG_STAT%'";

    private final Database database;

    Statements(Database database) {
        this.database = database;
        database.update("CREATE EXTENSION PG_STAT_STATEMENTS");
    }

    /**
     * Several of one kind.
     *
     * @param milliseconds that PostgreSQL took to run all of them
     * @param blocks of 8 KiB that it looked into for all of them, in memory or not
     */
    record Cost(double calls, double milliseconds, double blocks) {

        Cost per(double pieces) {
            return new Cost(calls / pieces, milliseconds / pieces, blocks / pieces);
        }

        Cost perCall() {
            return per(calls);
        }

        Cost and(Cost other) {
            return new Cost(calls + other.calls, milliseconds + other.milliseconds, blocks + other.blocks);
        }

        Cost without(Cost other) {
            return new Cost(calls - other.calls, milliseconds - other.milliseconds, blocks - other.blocks);
        }
    }

    void forget() {
        database.query("SELECT PG_STAT_STATEMENTS_RESET()");
    }

    /** @param like what stands in the statements that are meant, in capitals, as SQL's LIKE has it */
    Cost like(String like) {
        Map<String, Object> sum = database.query(
                        "SELECT COALESCE(SUM(CALLS), 0) AS CALLS, COALESCE(SUM(TOTAL_EXEC_TIME), 0) AS MILLISECONDS,"
                                + " COALESCE(SUM(SHARED_BLKS_HIT + SHARED_BLKS_READ), 0) AS BLOCKS"
                                + " FROM PG_STAT_STATEMENTS WHERE " + OF_KEYCLOAK + " AND UPPER(QUERY) LIKE ?",
                        like)
                .get(0);
        return new Cost(number(sum, "calls"), number(sum, "milliseconds"), number(sum, "blocks"));
    }

    Cost all() {
        return like("%");
    }

    private static double number(Map<String, Object> row, String column) {
        return ((Number) row.get(column)).doubleValue();
    }
}
