package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnPostgreSql;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What many logins in a row ask of the database: PostgreSQL counts it. */
@KeycloakTest
@OnPostgreSql
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RushOfLoginsIT {

    private static final String ALIAS = "facebook-person";
    private static final int LOGINS = 40;

    /** A session of PostgreSQL that does nothing more tells what it did after ten seconds. */
    private static final Duration UNTIL_ALL_IS_TOLD = Duration.ofSeconds(12);

    private TestRealm realm;
    private Database database;

    @BeforeAll
    void provider(TestRealm testRealm, Database ofTheSuite) {
        database = ofTheSuite;
        realm = testRealm.createProvider(ALIAS, Map.of("tokenType", "user"));
    }

    @Test
    void whether_meta_said_to_wait_is_asked_once_a_second_and_not_by_each() throws InterruptedException {
        SandboxPerson person = realm.app().people().get(0);
        logIn(person);
        Thread.sleep(UNTIL_ALL_IS_TOLD.toMillis());
        long before = looks();
        long begin = System.nanoTime();
        for (int login = 0; login < LOGINS; login++) {
            logIn(person);
        }
        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds() + 1;
        Thread.sleep(UNTIL_ALL_IS_TOLD.toMillis());
        long looks = looks() - before;
        assertTrue(looks > 0, "PostgreSQL has told nothing yet");
        assertTrue(looks <= seconds, looks + " looks in " + seconds + " seconds");
        assertTrue(seconds < LOGINS / 2, seconds + " seconds are too long to tell anything");
    }

    private void logIn(SandboxPerson person) {
        BrokeredLogin.of(realm, ALIAS).agreeAs("person", person.id());
    }

    private long looks() {
        return (long) database.query("SELECT SEQ_SCAN + IDX_SCAN AS LOOKS FROM PG_STAT_USER_TABLES"
                        + " WHERE RELNAME = 'facebook_business_rate_limit'")
                .get(0)
                .get("looks");
    }
}
