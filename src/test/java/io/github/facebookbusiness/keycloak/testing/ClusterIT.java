package io.github.facebookbusiness.keycloak.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What two real nodes know of each other, and that one is enough. */
@OnPostgreSql
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterIT {

    private static final String ALIAS = "facebook-business";
    private static final Map<String, Object> NARROW = Map.of("scope", "pages_show_list");

    private Cluster cluster;
    private TestRealm realm;
    private SandboxBusiness business;

    @BeforeAll
    void connected() {
        cluster = Cluster.start("cluster");
        realm = cluster.realm().createProvider(ALIAS, Map.of());
        business = through(0).connect("Clustered");
    }

    @AfterEach
    void mend() {
        realm.app().faults().clear();
        cluster.database().update("delete from FACEBOOK_BUSINESS_RATE_LIMIT");
        cluster.mend();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void what_one_node_stored_the_other_serves_without_asking_meta() {
        String value = through(0).fetch(business).expect(200).text("access_token");
        realm.app().log().clear();

        Answer served = through(1).fetch(business).expect(200);

        assertEquals(value, served.text("access_token"));
        assertTrue(realm.app().isLive(value));
        assertEquals(List.of(), realm.app().calls());
    }

    @Test
    void a_service_account_reads_through_the_other_node_with_the_token_of_the_one() {
        OidcClient service = realm.createService("reader");
        realm.updateProvider(ALIAS, Map.of("tokenReaders", "[{\"key\":\"reader\",\"value\":\"*\"}]"))
                .expect(204);
        String accessToken = service.serviceAccountToken();

        assertEquals(
                200,
                through(1).as(accessToken).fetch(business).status(),
                "node 1 does not know what was configured at node 0");
    }

    @Test
    void what_meta_told_one_node_keeps_the_other_from_calling_a_second_later_at_most() throws InterruptedException {
        through(1).call(business, NARROW).expect(200);
        realm.app().faults().on(Fault.MINT_RATE_LIMITED);
        through(0).call(business, NARROW).expect(503);
        realm.app().faults().clear();
        Thread.sleep(1000);
        realm.app().log().clear();

        Answer other = through(1).call(business, NARROW);

        assertEquals(503, other.status(), other.body().toString());
        assertEquals("rate_limited", other.text("error"));
        assertEquals(List.of(), realm.app().calls(), "Meta was called though it said to wait");
    }

    /** The first one has begun the cluster, and its address is everybody's: the worse one to lose. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_killed_node_is_noticed_while_the_other_serves_and_comes_back(int killed) {
        int left = 1 - killed;
        KeycloakServer gone = cluster.node(killed);

        cluster.kill(killed);
        assertFalse(gone.process().isAlive());
        assertEquals(200, through(left).fetch(business).status(), "before it is noticed");
        cluster.awaitMembers(1);
        assertEquals(200, through(left).call(business, NARROW).status());

        cluster.start(killed);
        cluster.awaitMembers(2);
        assertEquals(gone.baseUrl(), cluster.node(killed).baseUrl());
        assertEquals(200, through(killed).fetch(business).status());
    }

    private TokenApi through(int node) {
        return TokenApi.of(realm.via(cluster.node(node)), ALIAS);
    }
}
