package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Cluster;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.OnPostgreSql;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@OnPostgreSql
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserTokenOnClusterIT {

    private static final String ALIAS = "facebook-person";
    private static final String OPTION = "--spi-social--facebook-business--upkeep-";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PEOPLE = 12;

    private Cluster cluster;
    private TestRealm realm;

    /** Every token ends soon, for who counts months as soon. */
    @BeforeAll
    void start() {
        cluster = Cluster.start(
                "user-tokens",
                OPTION + "workers=1",
                OPTION + "tick-seconds=1",
                OPTION + "expiring-within-seconds=" + Duration.ofDays(100).toSeconds());
        realm = cluster.realm()
                .createProvider(
                        ALIAS,
                        Map.of("tokenType", "user", "permissions", ""),
                        provider -> provider.put("storeToken", true));
        realm.set(Map.of("adminEventsEnabled", true));
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void two_nodes_tell_of_each_token_once() {
        List<SandboxPerson> people = IntStream.range(0, PEOPLE)
                .mapToObj(number -> new SandboxPerson(
                        "1" + System.nanoTime() + number, "Person " + number, "Person", "" + number, Optional.empty()))
                .toList();
        realm.app().withPeople(people.toArray(SandboxPerson[]::new));
        people.forEach(person -> BrokeredLogin.of(realm, ALIAS).agreeAs("person", person.id()));
        assertEquals(PEOPLE, planned(), "who logs in is told nothing");
        for (int round = 1; round <= 3; round++) {
            cluster.database().update("update FACEBOOK_BUSINESS_USER_TOKEN set TOLD_STATUS = 'ACTIVE', DUE_AT = 1");
            Eventually.holds(PATIENCE, () -> planned() + " are done", () -> planned() == PEOPLE);
            List<String> paths = paths();
            assertEquals(PEOPLE * round, paths.size());
            int each = round;
            paths.forEach(path -> assertEquals(each, Collections.frequency(paths, path), path));
        }
    }

    /** Those of which nothing is to be told before they end. */
    private int planned() {
        return cluster.database()
                .query(
                        "select ID from FACEBOOK_BUSINESS_USER_TOKEN where TOLD_STATUS = 'EXPIRING' and DUE_AT > ?",
                        tomorrow())
                .size();
    }

    private List<String> paths() {
        return realm.adminEvents().stream()
                .map(event -> event.path("resourcePath").asText())
                .filter(path -> path.endsWith("federated-identity/" + ALIAS))
                .toList();
    }

    private static long tomorrow() {
        return System.currentTimeMillis() / 1000 + Duration.ofDays(1).toSeconds();
    }
}
