package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.compatibility.KeycloakFeature;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** With a database pool so small that requests which keep a connection while Meta answers would block each other. */
class DatabaseConnectionsIT {

    private static final String ALIAS = "facebook-business";
    private static final String PERSON = "facebook-person";
    private static final int CALLERS = 24;
    private static final Duration META_TAKES = Duration.ofMillis(400);

    @Test
    void nobody_waits_for_a_database_connection_while_meta_answers() {
        try (OwnServer server = OwnServer.start("connections", "--db-pool-max-size=6")) {
            TestRealm realm = server.realm().createProvider(ALIAS, Map.of());
            TokenApi api = TokenApi.of(realm, ALIAS);
            List<SandboxBusiness> businesses = List.of(api.connect("One"), api.connect("Two"), api.connect("Three"));
            String person = personWithTokenAtOldProvider(server, realm);
            realm.app().withLatency(META_TAKES);

            all(number -> api.call(businesses.get(number % 3), Map.of("scope", "pages_show_list")));

            String own = realm.vaultSecret("own", realm.app().issueProviderToken());
            realm.updateProvider(ALIAS, Map.of("providerAccessToken", own)).expect(204);
            server.database().update("delete from FACEBOOK_BUSINESS_TOKEN");
            all(number -> api.fetch(businesses.get(number % 3)));

            AdminApi people = realm.admin().below("/facebook-business/" + PERSON);
            all(number -> people.post("/migration?dryRun=true&from=facebook"));
            JsonNode dryRun =
                    people.post("/migration?dryRun=true&from=facebook").body();
            JsonNode told = dryRun.path("people").get(0);
            assertEquals(person, told.path("facebookUserId").asText());
            assertEquals("NOTHING", told.path("invalidated").asText(), "Meta was asked");
        }
    }

    /** Keycloak looks for its account in the database, and keeps the connection as long as the request's transaction. */
    @Test
    @OnEveryKeycloak
    void nor_for_that_of_a_back_end_service() {
        try (OwnServer server = OwnServer.start("connections-of-services", "--db-pool-max-size=6")) {
            TestRealm realm = server.realm()
                    .createProvider(ALIAS, Map.of("tokenReaders", "[{\"key\":\"reader\",\"value\":\"*\"}]"));
            TokenApi admin = TokenApi.of(realm, ALIAS);
            List<SandboxBusiness> businesses =
                    List.of(admin.connect("One"), admin.connect("Two"), admin.connect("Three"));
            String own = realm.vaultSecret("own", realm.app().issueProviderToken());
            realm.updateProvider(ALIAS, Map.of("providerAccessToken", own)).expect(204);
            realm.app().withLatency(META_TAKES);

            TokenApi stranger = admin.as(realm.createService("stranger").serviceAccountToken());
            all(403, number -> stranger.fetch(businesses.get(number % 3)));

            KeycloakFeature.TOKEN_INTERCEPTOR.orSkip();
            TokenApi api = admin.as(realm.createService("reader").serviceAccountToken());
            all(number -> api.fetch(businesses.get(number % 3)));

            server.database().update("delete from FACEBOOK_BUSINESS_TOKEN");
            all(number -> api.fetch(businesses.get(number % 3)));

            List<String> tokens = businesses.stream()
                    .map(business -> admin.tokensOf(business).get(0).path("id").asText())
                    .toList();
            all(number -> api.rest().post("/tokens/" + tokens.get(number % 3) + "/inspect"));
        }
    }

    @Test
    void nor_for_that_of_a_login() {
        try (OwnServer server = OwnServer.start("connections-of-logins", "--db-pool-max-size=6")) {
            TestRealm realm = server.realm()
                    .createProvider(ALIAS, Map.of())
                    .createProvider(PERSON, Map.of("tokenType", "user"), provider -> provider.put("storeToken", true));
            SandboxBusiness business = TokenApi.of(realm, ALIAS).connect("One");
            SandboxPerson person = realm.app().people().get(0);
            Supplier<Page> ofBusiness = () -> BrokeredLogin.of(realm, ALIAS).agreeAs("business", business.id());
            Supplier<Page> ofPerson = () -> BrokeredLogin.of(realm, PERSON).agreeAs("person", person.id());
            ofPerson.get();
            realm.app().withLatency(META_TAKES);

            atOnce(number -> number % 2 == 0 ? ofBusiness.get() : ofPerson.get())
                    .forEach(end -> assertTrue(end.location().isPresent(), () -> "Not signed in: " + end));
        }
    }

    /** Of whom a dry run of the migration asks Meta. */
    private static String personWithTokenAtOldProvider(OwnServer server, TestRealm realm) {
        SandboxPerson person = realm.app().people().get(0);
        realm.createProvider(PERSON, Map.of("tokenType", "user"));
        realm.admin()
                .post(
                        "/identity-provider/instances",
                        Map.of(
                                "alias",
                                "facebook",
                                "providerId",
                                "facebook",
                                "config",
                                Map.of("clientId", realm.app().id(), "clientSecret", "kept by the old provider")))
                .expect(201);
        String userId = realm.admin()
                .post("/users", Map.of("username", "mover", "enabled", true))
                .expect(201)
                .createdId();
        realm.admin()
                .post("/users/" + userId + "/federated-identity/facebook", Map.of("userId", person.id()))
                .expect(204);
        server.database()
                .update(
                        "update FEDERATED_IDENTITY set TOKEN = ? where USER_ID = ?",
                        "{\"access_token\":\"" + realm.app().issueToken(realm.personConfiguration(), person) + "\"}",
                        userId);
        return person.id();
    }

    private static void all(IntFunction<Answer> call) {
        all(200, call);
    }

    private static void all(int status, IntFunction<Answer> call) {
        atOnce(call)
                .forEach(answer ->
                        assertEquals(status, answer.status(), answer.body().toString()));
    }

    /** All callers at once; each is answered, and none waits for another one's connection to time out. */
    private static <T> List<T> atOnce(IntFunction<T> call) {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        List<CompletableFuture<T>> calls = new ArrayList<>();
        long start = System.nanoTime();
        for (int caller = 0; caller < CALLERS; caller++) {
            int number = caller;
            calls.add(CompletableFuture.supplyAsync(() -> call.apply(number), threads));
        }
        List<T> answers = calls.stream().map(CompletableFuture::join).toList();
        Duration all = Duration.ofNanos(System.nanoTime() - start);
        threads.shutdown();
        assertTrue(all.compareTo(Duration.ofSeconds(10)) < 0, "it took " + all);
        return answers;
    }
}
