package io.github.facebookbusiness.keycloak.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.Metrics;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What operators see of stored tokens, on a node that leaves the work on them to others. */
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredTokenMetricsIT {

    private static final String ALIAS = "facebook-business";
    private static final String TOKENS = "facebook_business_tokens";
    private static final String RENEWALS = "facebook_business_token_renewals_total";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long DAY = 86_400;

    private OwnServer own;
    private TestRealm realm;
    private TokenApi api;

    @BeforeAll
    void start() {
        own = OwnServer.start("token-metrics", "--spi-social--facebook-business--upkeep-tick-seconds=1");
        realm = own.realm();
        SandboxConfiguration sixtyDays = realm.app()
                .addConfiguration(SandboxConfiguration.systemUser("business_management", "pages_show_list")
                        .withExpiry(TokenExpiry.SIXTY_DAYS));
        realm.createProvider(ALIAS, Map.of("permissions", "", "configId", sixtyDays.id()));
        api = TokenApi.of(realm, ALIAS);
    }

    @AfterAll
    void stop() {
        own.close();
    }

    @Test
    @OnEveryKeycloak
    void every_token_is_counted_once_by_the_status_that_the_list_gives_it() {
        long now = now();
        connect("Active");
        set(connect("Revoked"), "STATUS = 'REVOKED', NEXT_CHECK_AT = null");
        set(connect("Invalid"), "STATUS = 'INVALID', NEXT_CHECK_AT = null");
        set(connect("Marked as over"), "STATUS = 'EXPIRED', NEXT_CHECK_AT = null");
        set(connect("Over"), "EXPIRES_AT = " + (now - 1));
        set(connect("Ends soon"), "EXPIRES_AT = " + (now + 3 * DAY));
        set(connect("Told to wait"), "STATUS = 'WAITING'");
        set(connect("Not answered"), "STATUS = 'UNKNOWN', LAST_CHECKED_AT = " + (now - 2 * DAY));
        set(connect("Without key"), "KEY_ID = 'lost', LAST_CHECKED_AT = 1");
        set(connect("Over and without key"), "KEY_ID = 'lost', EXPIRES_AT = 1");

        // Counted after the last of them was set, and not in between.
        awaitCount(() -> scrape().value(TOKENS, Map.of("status", "key_missing")) == 1
                && scrape().value(TOKENS, Map.of("status", "expired")) == 3);
        Metrics metrics = scrape();
        for (TokenStatus status : TokenStatus.values()) {
            assertEquals(
                    api.tokens("?status=" + status).size(),
                    metrics.value(TOKENS, Map.of("status", status.name().toLowerCase(Locale.ROOT))),
                    status::name);
        }
        assertEquals(0, ending(metrics, "1d"));
        assertEquals(1, ending(metrics, "7d"));
        assertEquals(1, ending(metrics, "30d"));
        assertTrue(ending(metrics, "60d") > 1);
        double oldest = metrics.value("facebook_business_oldest_check_age_seconds");
        assertTrue(oldest >= 2 * DAY && oldest < 3 * DAY, () -> "the oldest check was " + oldest + " s ago");
        assertTrue(metrics.value("facebook_business_counts_age_seconds") < PATIENCE.toSeconds());
    }

    @Test
    void tokens_that_nobody_looks_at_and_providers_that_do_not_work_are_counted() {
        set(connect("Overdue"), "NEXT_CHECK_AT = " + (now() - DAY / 2));
        set(connect("Due"), "NEXT_CHECK_AT = " + (now() - 60));
        own.database()
                .update("INSERT INTO FACEBOOK_BUSINESS_PROVIDER (ID, REALM_ID, CONDITION_NOW, REASON, SINCE, FAILURES,"
                        + " PAUSED_UNTIL, DEATHS_HELD_SINCE, DEATHS_ACCEPTED_UNTIL, VERSION)"
                        + " VALUES ('p', 'r', 'APP_REFUSED', 'x', 0, 1, 0, 0, 0, 0),"
                        + " ('q', 'r', 'WORKING', NULL, 0, 0, 0, 1, 0, 0)");
        awaitCount(() -> providers("app_refused") == 1);
        assertEquals(1, providers("too_many_dead"));
        assertEquals(0, providers("unreachable"));
        assertEquals(1, scrape().value("facebook_business_tokens_overdue"));
    }

    @Test
    @OnEveryKeycloak
    void what_came_of_renewals_is_counted_though_somebody_asked_for_them() {
        SandboxBusiness good = connect("Renewed");
        // As one that is older: two that are made within one second end at the same time.
        set(good, "EXPIRES_AT = EXPIRES_AT - 100");
        refresh(good, 200);
        assertEquals(1, renewals("success"));
        SandboxBusiness refused = connect("Refused");
        realm.app().refuseRenewals(refused);
        refresh(refused, 409);
        assertEquals(1, renewals("refused"));
        awaitCount(() -> scrape().value("facebook_business_tokens_renewal_failing") == 1);

        set(refused, "RENEWAL_AT = 1, RENEWAL_REFUSALS = 7");
        refresh(refused, 409);
        assertEquals(1, renewals("given_up"));
        assertEquals(1, renewals("refused"), "each try is counted once");
        awaitCount(() -> scrape().value("facebook_business_tokens_renewal_given_up") == 1);
        assertEquals(0, scrape().value("facebook_business_tokens_renewal_failing"));
    }

    private SandboxBusiness connect(String name) {
        return api.connect(name);
    }

    private void set(SandboxBusiness business, String assignments) {
        assertEquals(
                1,
                own.database()
                        .update(
                                "UPDATE FACEBOOK_BUSINESS_TOKEN SET " + assignments + " WHERE CLIENT_BUSINESS_ID = ?",
                                business.id()));
    }

    private void refresh(SandboxBusiness business, int status) {
        String id = api.tokensOf(business).get(0).path("id").asText();
        api.rest().post("/tokens/" + id + "/refresh").expect(status);
    }

    private Metrics scrape() {
        return Metrics.scrape(own.server());
    }

    private double renewals(String outcome) {
        return scrape().value(RENEWALS, Map.of("outcome", outcome));
    }

    private double providers(String condition) {
        return scrape().value("facebook_business_providers", Map.of("condition", condition));
    }

    private static double ending(Metrics metrics, String within) {
        return metrics.value("facebook_business_tokens_ending", Map.of("within", within));
    }

    private void awaitCount(BooleanSupplier condition) {
        Eventually.holds(PATIENCE, () -> scrape().toString(), condition);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
