package io.github.facebookbusiness.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Cluster;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.HeldLock;
import io.github.facebookbusiness.keycloak.testing.OnPostgreSql;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A node that is killed in the middle of a renewal loses no token, whatever it had done by then, and the other one
 * renews it. Compared is what Meta issued with what the store holds.
 */
@OnPostgreSql
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RenewalOnClusterIT {

    private static final String ALIAS = "facebook-business";

    /** The one that comes to harm: signing in needs the other. */
    private static final int DOOMED = 1;

    private static final int LEFT = 0;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Ends of a token and of what it was renewed to must differ, or nobody could tell whose end is stored. */
    private static final Duration BEFORE_RENEWAL = Duration.ofHours(1);

    private Cluster cluster;
    private TestRealm realm;
    private SandboxBusiness business;
    private String id;
    private String original;

    @BeforeAll
    void start() {
        cluster = Cluster.start("renewal", "--spi-social--facebook-business--graph-answer-timeout-millis=5000");
        realm = cluster.realm().createProvider(ALIAS, Map.of("permissions", ""));
        SandboxConfiguration sixtyDays = realm.app()
                .addConfiguration(SandboxConfiguration.systemUser("business_management", "pages_show_list")
                        .withExpiry(TokenExpiry.SIXTY_DAYS));
        realm.updateProvider(ALIAS, Map.of("configId", sixtyDays.id())).expect(204);
    }

    @BeforeEach
    void connected() {
        business = through(LEFT).connect("To be renewed");
        Answer stored = through(LEFT).fetch(business).expect(200);
        id = stored.text("id");
        original = stored.text("access_token");
        realm.app().advance(BEFORE_RENEWAL);
        realm.app().log().clear();
    }

    @AfterEach
    void mend() {
        realm.app().faults().clear();
        cluster.mend();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void killed_before_it_knew_what_meta_had_issued() {
        realm.app().faults().on(Fault.RENEWAL_HANGS);
        refreshBegins();
        awaitHeld(Fault.RENEWAL_HANGS);
        assertEquals(2, realm.app().originalsOf(business).size(), "Meta has not issued one yet");

        cluster.kill(DOOMED);
        realm.app().faults().clear();

        assertEquals(original, storedValue());
        theOtherNodeRenews();
    }

    @Test
    void killed_while_it_asked_whose_token_it_got() {
        realm.app().faults().on(Fault.BATCH_HANGS);
        refreshBegins();
        awaitHeld(Fault.BATCH_HANGS);
        assertEquals(1, exchanges());

        cluster.kill(DOOMED);
        realm.app().faults().clear();

        assertEquals(original, storedValue());
        theOtherNodeRenews();
    }

    @Test
    void killed_before_it_wrote() {
        realm.app().faults().on(Fault.RENEWAL_HANGS);
        refreshBegins();
        awaitHeld(Fault.RENEWAL_HANGS);
        try (HeldLock row =
                cluster.database().lock("select ID from FACEBOOK_BUSINESS_TOKEN where ID = ? for update", id)) {
            realm.app().faults().clear();
            awaitWaiting();
            cluster.kill(DOOMED);
        }

        assertEquals(original, storedValue());
        theOtherNodeRenews();
    }

    @Test
    void killed_after_it_wrote_and_before_it_said_so() {
        try (HeldLock events = cluster.database().lock("lock table ADMIN_EVENT_ENTITY in exclusive mode")) {
            refreshBegins();
            awaitWaiting();
            cluster.kill(DOOMED);
        }

        String renewed = storedValue();
        assertNotEquals(original, renewed, "the write waited for something that is not the token");
        assertEquals(List.of(original, renewed), realm.app().originalsOf(business));
        theOtherNodeRenews();
    }

    @Test
    void a_node_that_slept_while_the_other_renewed_changes_nothing_when_it_wakes() {
        realm.app().faults().once(Fault.BATCH_HANGS);
        CompletableFuture<Answer> sleeper = refreshBegins();
        awaitHeld(Fault.BATCH_HANGS);
        cluster.freeze(DOOMED);
        String renewed;
        try {
            realm.app().faults().clear();
            theOtherNodeRenews();
            renewed = storedValue();
        } finally {
            cluster.thaw(DOOMED);
        }

        Answer answer = sleeper.join();
        assertEquals(renewed, storedValue(), () -> "overwritten by who was told " + answer);
        assertTrue(
                answer.status() != 200 || realm.app().originalsOf(business).size() == 2,
                () -> "told that it renewed, though another renewal counts: " + answer);
    }

    private CompletableFuture<Answer> refreshBegins() {
        TokenApi api = through(DOOMED);
        return CompletableFuture.supplyAsync(() -> api.rest().post("/tokens/" + id + "/refresh"));
    }

    private void theOtherNodeRenews() {
        assertTrue(realm.app().originalsOf(business).contains(storedValue()), "Meta did not issue what is stored");
        Eventually.holds(
                PATIENCE,
                () -> "node " + LEFT + " renews",
                () -> through(LEFT).rest().post("/tokens/" + id + "/refresh").status() == 200);

        List<String> issued = realm.app().originalsOf(business);
        String renewed = storedValue();
        assertEquals(issued.get(issued.size() - 1), renewed, "Meta issued a token that nobody holds");
        assertTrue(issued.size() <= 3, "issued " + issued.size() + " for one that was killed");
        assertTrue(realm.app().isLive(original), "who holds the one before was cut off");
    }

    /** What the store serves, proven to be one token's value and metadata and not a mixture of two. */
    private String storedValue() {
        Answer stored = through(LEFT).fetch(business).expect(200);
        String value = stored.text("access_token");
        assertTrue(realm.app().isLive(value), "a dead token is served");
        List<JsonNode> rows = through(LEFT).tokensOf(business);
        assertEquals(1, rows.size(), rows::toString);
        JsonNode atMeta = through(LEFT)
                .rest()
                .post("/tokens/" + id + "/inspect")
                .expect(200)
                .body();
        assertEquals("ACTIVE", atMeta.path("status").asText(), atMeta::toString);
        for (String field : List.of("id", "issuedAt", "expiresAt", "scopes", "configId", "systemUserId")) {
            assertEquals(rows.get(0).path(field), atMeta.path(field), field);
        }
        return value;
    }

    private int exchanges() {
        return realm.app().log().calls("exchange_long_lived").size();
    }

    private void awaitHeld(Fault fault) {
        Eventually.holds(PATIENCE, fault::name, () -> realm.app().faults().held(fault) == 1);
    }

    private void awaitWaiting() {
        Eventually.holds(
                PATIENCE,
                () -> "a node waits for the lock",
                () -> cluster.database().waiting() == 1);
    }

    private TokenApi through(int node) {
        return TokenApi.of(realm.via(cluster.node(node)), ALIAS);
    }
}
