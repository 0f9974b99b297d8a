package io.github.facebookbusiness.keycloak.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What lies between a callback and the database. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallbackStoreIT {

    private static final String ALIAS = "facebook-business";
    private static final int CALLERS = 24;

    private OwnServer server;
    private TokenApi api;
    private MetaCallbacks meta;

    @BeforeAll
    void start() {
        server = OwnServer.start("callbacks", "--db-pool-max-size=6");
        TestRealm realm = server.realm().createProvider(ALIAS, Map.of());
        api = TokenApi.of(realm, ALIAS);
        meta = MetaCallbacks.of(realm, ALIAS);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** A request that keeps a connection and waits for another one stands still with all others that do the same. */
    @Test
    void no_callback_waits_for_a_connection_while_it_keeps_one() {
        List<SandboxBusiness> businesses = List.of(api.connect("One"), api.connect("Two"), api.connect("Three"));
        long now = Instant.now().getEpochSecond();
        all(caller -> meta.webhook(meta.businessIntegration(
                "uninstall", now, businesses.get(caller % 3).id())));
        all(caller ->
                meta.deauthorize(meta.signedRequest(businesses.get(caller % 3).systemUserId(), now + caller)));
        all(caller -> meta.deleteData(meta.signedRequest("10150000000000001", now + caller)));
    }

    @Test
    void what_could_not_be_stored_is_not_acknowledged_and_counts_when_meta_sends_it_again() {
        SandboxBusiness business = api.connect("Sent again");
        long now = Instant.now().getEpochSecond();
        String webhook = meta.businessIntegration("uninstall", now, business.id());
        String request = meta.signedRequest(business.systemUserId(), now);
        String deletion = meta.signedRequest("10150000000000002", now);
        server.database().update("alter table FACEBOOK_BUSINESS_TOKEN rename to AWAY");
        try {
            for (Answer answer : List.of(meta.webhook(webhook), meta.deauthorize(request), meta.deleteData(deletion))) {
                assertEquals(503, answer.status());
                assertEquals("Service Unavailable", answer.body().asText());
            }
        } finally {
            server.database().update("alter table AWAY rename to FACEBOOK_BUSINESS_TOKEN");
        }
        assertEquals(200, meta.webhook(webhook).status());
        assertEquals(200, meta.deleteData(deletion).status());
        assertEquals("REVOKED", api.tokensOf(business).get(0).path("status").asText());
    }

    private static void all(IntFunction<Answer> call) {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        long start = System.nanoTime();
        for (int caller = 0; caller < CALLERS; caller++) {
            int number = caller;
            answers.add(CompletableFuture.supplyAsync(() -> call.apply(number), threads));
        }
        answers.forEach(answer ->
                assertEquals(200, answer.join().status(), answer.join().body().toString()));
        Duration all = Duration.ofNanos(System.nanoTime() - start);
        threads.shutdown();
        assertTrue(all.compareTo(Duration.ofSeconds(4)) < 0, "it took " + all);
    }
}
