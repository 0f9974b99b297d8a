package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is done for stored tokens without anybody asking, with a day of two seconds. */
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpkeepIT {

    private static final String ALIAS = "facebook-business";
    private static final String OPTION = "--spi-social--facebook-business--upkeep-";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private OwnServer own;
    private TestRealm realm;
    private TokenApi api;

    @BeforeAll
    void start() {
        own = OwnServer.start(
                "upkeep",
                OPTION + "workers=2",
                OPTION + "tick-seconds=1",
                OPTION + "check-interval-seconds=2",
                OPTION + "assets-interval-seconds=2",
                OPTION + "retry-seconds=1",
                OPTION + "confirmation-seconds=1",
                OPTION + "expiring-within-seconds=2",
                OPTION + "checks-per-minute=6000");
        realm = own.realm().createProvider(ALIAS, Map.of("permissions", ""));
        realm.set(Map.of("adminEventsEnabled", true));
        api = TokenApi.of(realm, ALIAS);
    }

    @AfterEach
    void mend() {
        realm.app().faults().clear();
    }

    @AfterAll
    void stop() {
        own.close();
    }

    @Test
    void a_token_that_is_good_is_asked_about_again_and_again() {
        SandboxBusiness business = api.connect("Good");
        long first = token(business).path("lastCheckedAt").asLong();
        Eventually.holds(
                PATIENCE,
                () -> token(business).toString(),
                () -> token(business).path("lastCheckedAt").asLong() > first + 2);
        assertEquals("ACTIVE", status(business));
    }

    @Test
    void a_token_that_meta_calls_invalid_twice_is_marked_and_told_once() {
        SandboxBusiness business = api.connect("Dies");
        realm.clearEvents();
        realm.app().invalidate(value(business));
        Eventually.holds(PATIENCE, () -> token(business).toString(), () -> status(business)
                .equals("INVALID"));
        assertEquals(
                List.of("INVALID"),
                changesOf(business)
                        .map(event -> event.path("details").path("status").asText())
                        .toList());
        assertTrue(token(business).path("nextCheckAt").isNull(), "nobody asks about it any more");
    }

    @Test
    void a_token_of_sixty_days_is_renewed_before_it_ends() {
        SandboxConfiguration sixtyDays = realm.app()
                .addConfiguration(SandboxConfiguration.systemUser("business_management", "pages_show_list")
                        .withExpiry(TokenExpiry.SIXTY_DAYS));
        realm.createProvider("sixty", Map.of("permissions", "", "configId", sixtyDays.id()));
        realm.app().withDaysOf(Duration.ofMillis(200));
        api = TokenApi.of(realm, "sixty");
        try {
            SandboxBusiness business = api.connect("Renewed");
            String first = value(business);
            long end = token(business).path("expiresAt").asLong();
            Eventually.holds(
                    PATIENCE,
                    () -> token(business).toString(),
                    () -> token(business).path("expiresAt").asLong() > end);
            assertNotEquals(first, value(business));
            assertEquals("ACTIVE", status(business));
        } finally {
            realm.app().withDaysOf(Duration.ofDays(1));
            api = TokenApi.of(realm, ALIAS);
        }
    }

    private JsonNode token(SandboxBusiness business) {
        return api.tokensOf(business).get(0);
    }

    private String status(SandboxBusiness business) {
        return token(business).path("status").asText();
    }

    private String value(SandboxBusiness business) {
        return api.fetch(business).expect(200).text("access_token");
    }

    private Stream<JsonNode> changesOf(SandboxBusiness business) {
        return realm.adminEvents().stream().filter(event -> event.path("resourcePath")
                .asText()
                .endsWith("tokens/" + token(business).path("id").asText()));
    }
}
