package io.github.facebookbusiness.keycloak.tokens.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests of a server that asks about each token every two seconds, with a realm of its own for each test, since faults
 * strike a whole app. The server is one for all such classes of a run. Most of the time is waiting, so tests of a class
 * run side by side.
 */
@ExtendWith(UpkeepServer.class)
abstract class WithShortDays {

    static final String ALIAS = "facebook-business";
    static final Duration PATIENCE = Duration.ofSeconds(30);

    OwnServer own;
    TestRealm realm;
    TokenApi api;

    @BeforeEach
    void newRealm(OwnServer server) {
        own = server;
        // H2 does not take realms made and deleted side by side.
        synchronized (own) {
            realm = own.newRealm();
        }
        realm.createProvider(ALIAS, Map.of("permissions", ""));
        realm.set(Map.of("adminEventsEnabled", true));
        api = TokenApi.of(realm, ALIAS);
    }

    @AfterEach
    void noMoreOfIt() {
        realm.app().faults().clear();
        synchronized (own) {
            realm.close();
        }
    }

    void clearRateLimits() {
        own.database().update("delete from FACEBOOK_BUSINESS_RATE_LIMIT");
    }

    void sixtyDaysOf(Duration day) {
        SandboxConfiguration sixtyDays = realm.app()
                .addConfiguration(SandboxConfiguration.systemUser("business_management", "pages_show_list")
                        .withExpiry(TokenExpiry.SIXTY_DAYS));
        realm.updateProvider(ALIAS, Map.of("configId", sixtyDays.id())).expect(204);
        realm.app().withDaysOf(day);
    }

    void becomes(SandboxBusiness business, String status) {
        Eventually.holds(PATIENCE, () -> token(business).toString(), () -> status(business)
                .equals(status));
    }

    void checkedTwice(SandboxBusiness business) {
        long first = token(business).path("lastCheckedAt").asLong();
        Eventually.holds(
                PATIENCE,
                () -> token(business).toString(),
                () -> token(business).path("lastCheckedAt").asLong() > first + 2);
    }

    void isTroubledBy(String condition) {
        Eventually.holds(PATIENCE, () -> upkeep().toString(), () -> upkeep().path("reason")
                .asText()
                .equals(condition));
    }

    void works() {
        Eventually.holds(
                PATIENCE, () -> upkeep().toString(), () -> upkeep().path("ok").asBoolean());
    }

    JsonNode upkeep() {
        for (JsonNode check : api.rest().get("").expect(200).body().path("checks")) {
            if (check.path("name").asText().equals("upkeep")) {
                return check;
            }
        }
        throw new AssertionError("There is no check of the upkeep");
    }

    int inspections() {
        return realm.app().log().calls("debug_token").size();
    }

    JsonNode token(SandboxBusiness business) {
        return api.tokensOf(business).get(0);
    }

    JsonNode byId(String id) {
        return api.rest().get("/tokens/" + id).expect(200).body();
    }

    String status(SandboxBusiness business) {
        return token(business).path("status").asText();
    }

    String value(SandboxBusiness business) {
        return api.fetch(business).expect(200).text("access_token");
    }

    /** Changes of the status, the newest first. */
    List<String> eventsOf(SandboxBusiness business) {
        String path = "tokens/" + token(business).path("id").asText();
        return realm.adminEvents().stream()
                .filter(event -> event.path("resourcePath").asText().endsWith(path))
                .map(event -> event.path("details"))
                .map(details -> details.path("previous_status").asText() + ">"
                        + details.path("status").asText())
                .toList();
    }
}
