package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FreeAppsTest {

    private long now = Long.MAX_VALUE - 1;
    private final FreeApps apps = new FreeApps(() -> now);

    @Test
    void what_was_never_read_is_not_known() {
        assertFalse(apps.has("realm/app/"));
    }

    @Test
    void what_was_read_holds_for_less_than_a_second() {
        apps.add("realm/app/");
        now += Duration.ofMillis(999).toNanos();
        assertTrue(apps.has("realm/app/"));
        now += Duration.ofMillis(1).toNanos();
        assertFalse(apps.has("realm/app/"));
    }

    @Test
    void it_says_nothing_of_another_app_or_realm() {
        apps.add("realm/app/");
        assertFalse(apps.has("realm/other/"));
        assertFalse(apps.has("other/app/"));
    }

    @Test
    void a_node_that_is_told_to_wait_knows_it_at_once() {
        apps.add("realm/app/");
        apps.remove("realm/app/");
        assertFalse(apps.has("realm/app/"));
    }

    @Test
    void however_many_apps_there_are_it_does_not_fill_the_memory() {
        apps.add("first");
        for (int more = 0; more < 1000; more++) {
            apps.add("app " + more);
        }
        assertFalse(apps.has("first"));
        assertTrue(apps.has("app 999"));
    }
}
