package io.github.facebookbusiness.keycloak.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.OnPostgreSql;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.keycloak.testing.TwoVersions;
import io.github.facebookbusiness.keycloak.testing.TwoVersions.Version;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The way of an operator from the previous release to this one, back, and forth again, with one database. Runs with the
 * previous release's jar in {@code previous.jar}: {@code .ci/rolling-upgrade} does that, and no other build has one.
 */
@OnPostgreSql
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RollingUpgrade {

    private static final String ALIAS = "facebook-business";
    private static final Duration BEFORE_RENEWAL = Duration.ofHours(1);

    private TwoVersions versions;
    private TestRealm realm;
    private TokenApi front;
    private SandboxBusiness early;
    private SandboxBusiness late;

    @BeforeAll
    void runs_the_previous_release() {
        versions = TwoVersions.of(
                Path.of(System.getProperty("previous.jar")), Path.of(System.getProperty("provider.jar")));
        versions.serve(Version.PREVIOUS);
        realm = versions.newRealm().createProvider(ALIAS, Map.of("permissions", ""));
        SandboxConfiguration sixtyDays = realm.app()
                .addConfiguration(SandboxConfiguration.systemUser("business_management", "pages_show_list")
                        .withExpiry(TokenExpiry.SIXTY_DAYS));
        realm.updateProvider(ALIAS, Map.of("configId", sixtyDays.id())).expect(204);
        front = TokenApi.of(realm, ALIAS);
        early = front.connect("Early");
        isFetchedAndRenewed(front, early);
    }

    @AfterAll
    void stop() {
        versions.close();
    }

    @Test
    @Order(1)
    void a_node_of_this_release_joins_and_makes_its_tables_under_the_previous_one() {
        Set<String> before = columns();
        String known = valueOf(front, early);

        versions.join(Version.NEXT);

        assertTrue(columns().containsAll(before), "columns that are gone: " + before);
        TokenApi joined = TokenApi.of(versions.viaJoined(realm), ALIAS);
        assertEquals(known, valueOf(joined, early));
        isFetchedAndRenewed(front, early);
        isFetchedAndRenewed(joined, early);
        assertEquals(
                valueOf(joined, early), valueOf(front, early), "what this release renewed, the previous one serves");
        SandboxBusiness meanwhile = front.connect("Meanwhile");
        isFetchedAndRenewed(joined, meanwhile);
        isFetchedAndRenewed(front, meanwhile);
    }

    @Test
    @Order(2)
    void this_release_goes_on_with_what_the_previous_one_stored() {
        versions.serve(Version.NEXT);

        isFetchedAndRenewed(front, early);
        front.connect(early);
        late = front.connect("Late");
        isFetchedAndRenewed(front, late);
    }

    @Test
    @Order(3)
    void the_previous_release_runs_on_the_tables_of_this_one() {
        String known = valueOf(front, late);

        versions.serve(Version.PREVIOUS);

        assertEquals(known, valueOf(front, late));
        isFetchedAndRenewed(front, late);
        front.connect(late);
        isFetchedAndRenewed(front, front.connect("After the roll-back"));
    }

    @Test
    @Order(4)
    void this_release_comes_back_and_misses_nothing() {
        int stored = front.tokens("").size();

        versions.serve(Version.NEXT);

        assertEquals(stored, front.tokens("").size());
        isFetchedAndRenewed(front, early);
        isFetchedAndRenewed(front, late);
    }

    /** Renewed is what Meta says to be good and is another token than before. */
    private void isFetchedAndRenewed(TokenApi node, SandboxBusiness business) {
        Answer before = node.fetch(business).expect(200);
        realm.app().advance(BEFORE_RENEWAL);

        node.rest().post("/tokens/" + before.text("id") + "/refresh").expect(200);

        String after = valueOf(node, business);
        assertNotEquals(before.text("access_token"), after);
        assertTrue(realm.app().isLive(after), "a dead token is served");
    }

    private static String valueOf(TokenApi node, SandboxBusiness business) {
        return node.fetch(business).expect(200).text("access_token");
    }

    private Set<String> columns() {
        Set<String> columns = new HashSet<>();
        versions.database()
                .query(
                        "select TABLE_NAME || '.' || COLUMN_NAME || ' ' || DATA_TYPE as COL from INFORMATION_SCHEMA.COLUMNS"
                                + " where TABLE_NAME like 'facebook_business%'")
                .forEach(row -> columns.add((String) row.get("col")));
        assertTrue(!columns.isEmpty());
        return columns;
    }
}
