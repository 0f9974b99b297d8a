package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.facebookbusiness.keycloak.compatibility.KeycloakFeature;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The law of who may, as one table: every call by every kind of caller. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenAccessIT {

    /**
     * Of another realm (alien): a person, the service account of a client id that is listed here, a manager. A person
     * without roles; a service account that is not listed; a person who signed in through a listed client; a service
     * account with view-identity-providers (viewer). Service accounts that are listed: for this business, for another
     * one, for every one, and for this one with granular. One with manage-identity-providers; the server's admin.
     *
     * <p>409 is for who is allowed: a token that never expires cannot be renewed.
     */
    private static final String TABLE = """
            call             | nobody alien alien-reader alien-manager user unlisted person viewer reader other-reader every-reader granular-reader manager server-admin
            set-up           | 401    403   403          403           403  403      403    200    403    403          403          403             200     200
            businesses       | 401    403   403          403           403  403      403    200    403    403          403          403             200     200
            business         | 401    403   403          403           403  403      403    200    403    403          403          403             200     200
            tokens           | 401    403   403          403           403  403      403    200    403    403          403          403             200     200
            token            | 401    403   403          403           403  403      403    200    403    403          403          403             200     200
            fetch-original   | 401    403   403          403           403  403      403    403    200    403          200          403             200     200
            fetch-granular   | 401    403   403          403           403  403      403    403    200    403          200          200             200     200
            fetch-from-graph | 401    403   403          403           403  403      403    403    200    403          200          403             200     200
            fetch-with-token | 401    403   403          403           403  403      403    403    403    403          403          403             200     200
            mint             | 401    403   403          403           403  403      403    403    403    403          403          403             200     200
            inspect-original | 401    403   403          403           403  403      403    403    200    403          200          403             200     200
            inspect-granular | 401    403   403          403           403  403      403    403    200    403          200          200             200     200
            refresh          | 401    403   403          403           403  403      403    403    403    403          403          403             409     409
            re-encrypt       | 401    403   403          403           403  403      403    403    403    403          403          403             200     200
            revoke           | 401    403   403          403           403  403      403    403    403    403          403          403             200     200
            """;

    private final Map<String, Function<TokenApi, Answer>> calls = new HashMap<>();
    private final Map<String, Supplier<TokenApi>> callers = new HashMap<>();
    private final Map<String, String> accessTokens = new HashMap<>();
    private ConnectedBusinesses tokens;
    private TestRealm foreign;

    @BeforeAll
    void callers(TestRealm realm) {
        tokens = ConnectedBusinesses.in(realm);
        foreign = realm.another();
        String own = tokens.business().id();
        tokens.readers(Map.of(
                "reader",
                own,
                "other-reader",
                tokens.other().id(),
                "every-reader",
                "*",
                "granular-reader",
                own + " granular"));
        callers.put("nobody", () -> tokens.api().anonymous());
        callers.put("server-admin", tokens::api);
        OidcClient reader = realm.createService("reader", Map.of("directAccessGrantsEnabled", true));
        called("reader", reader.serviceAccountToken());
        called("person", signIn(reader));
        called("user", signIn(realm.createService("application", Map.of("directAccessGrantsEnabled", true))));
        for (String service : List.of("unlisted", "other-reader", "every-reader", "granular-reader")) {
            called(service, realm.createService(service).serviceAccountToken());
        }
        called("viewer", realm.accessTokenWith("view-identity-providers"));
        called("manager", realm.accessTokenWith("manage-identity-providers"));
        OidcClient alien = foreign.createService("reader", Map.of("directAccessGrantsEnabled", true));
        called("alien", signIn(alien));
        called("alien-reader", alien.serviceAccountToken());
        called("alien-manager", foreign.accessTokenWith("manage-identity-providers"));
    }

    private void called(String caller, String accessToken) {
        accessTokens.put(caller, accessToken);
        callers.put(caller, () -> tokens.api().as(accessToken));
    }

    private static String signIn(OidcClient client) {
        return client.token(Map.of("grant_type", "password", "username", "alice", "password", "alice"))
                .expect(200)
                .text("access_token");
    }

    @AfterAll
    void close() {
        foreign.close();
    }

    @BeforeAll
    void calls() {
        String path = "/tokens/";
        calls.put("set-up", api -> api.rest().get(""));
        calls.put("businesses", api -> api.rest().get("/businesses"));
        calls.put("business", api -> api.rest()
                .get("/businesses/" + tokens.business().id()));
        calls.put("tokens", api -> api.rest().get("/tokens"));
        calls.put("token", api -> api.rest().get(path + tokens.original()));
        calls.put("fetch-original", api -> api.fetch(tokens.business()));
        calls.put(
                "fetch-granular",
                api -> api.call(tokens.business(), Map.of("fetch_only", true, "scope", List.of(tokens.scope()))));
        calls.put(
                "fetch-from-graph", api -> api.call(tokens.business(), Map.of("fetch_only", true, "source", "graph")));
        calls.put("fetch-with-token", api -> api.call(tokens.business(), withToken()));
        calls.put("mint", api -> api.call(tokens.business(), Map.of("scope", List.of(tokens.scope()))));
        calls.put("inspect-original", api -> api.rest().post(path + tokens.original() + "/inspect"));
        calls.put("inspect-granular", api -> api.rest().post(path + tokens.granular() + "/inspect"));
        calls.put("refresh", api -> api.rest().post(path + tokens.original() + "/refresh"));
        calls.put("re-encrypt", api -> api.rest().post("/tokens/re-encrypt"));
        calls.put("revoke", api -> api.rest().delete(path + spare()));
    }

    /** What Meta's own callers send: a token that they have, and the proof that goes with it. */
    private Map<String, Object> withToken() {
        String token = tokens.realm().app().originalsOf(tokens.business()).get(0);
        return Map.of(
                "fetch_only",
                true,
                "access_token",
                token,
                "appsecret_proof",
                tokens.realm().app().proofOf(token));
    }

    /** A token that nobody else uses, made again after it was revoked. */
    private String spare() {
        String scope = tokens.realm().businessConfiguration().permissions().get(1);
        return tokens.api()
                .call(tokens.business(), Map.of("scope", List.of(scope)))
                .expect(200)
                .text("id");
    }

    static Stream<Arguments> table() {
        List<List<String>> rows = TABLE.lines()
                .map(line -> Arrays.asList(line.replace("|", " ").trim().split("\\s+")))
                .toList();
        List<String> head = rows.get(0);
        return rows.stream().skip(1).flatMap(row -> IntStream.range(1, head.size())
                .mapToObj(column -> arguments(row.get(0), head.get(column), Integer.parseInt(row.get(column)))));
    }

    @ParameterizedTest(name = "{0} by {1}: {2}")
    @OnEveryKeycloak
    @MethodSource("table")
    void every_call_answers_every_caller_as_the_table_says(String call, String caller, int status) {
        if (caller.endsWith("reader") && status != 403) {
            KeycloakFeature.TOKEN_INTERCEPTOR.orSkip();
        }
        Answer answer = calls.get(call).apply(callers.get(caller).get());
        assertEquals(status, answer.status(), answer.toString());
        if (status == 409) {
            assertEquals("never_expires", answer.text("error"));
        }
        boolean refusedByKeycloakItself = status == 401 || caller.startsWith("alien");
        if (status == 403 && !refusedByKeycloakItself) {
            assertEquals("forbidden", answer.text("error"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "unlisted", "person", "viewer", "reader", "other-reader", "granular-reader"})
    void who_may_not_read_a_value_does_not_learn_whether_provider_business_or_token_exist(String caller) {
        TokenApi api = callers.get(caller).get();
        TokenApi elsewhere = TokenApi.of(tokens.realm(), "nowhere").as(accessTokens.get(caller));
        Answer refused = api.fetch(caller.equals("reader") ? tokens.other() : tokens.business());

        assertEquals(403, refused.status());
        for (Answer answer : List.of(
                api.call("404404404404", Map.of("fetch_only", true)),
                api.rest().post("/tokens/nothing/inspect"),
                elsewhere.fetch(tokens.business()),
                elsewhere.rest().post("/tokens/" + tokens.original() + "/inspect"),
                elsewhere.rest().post("/tokens/nothing/refresh"),
                elsewhere.rest().delete("/tokens/nothing"),
                elsewhere.rest().post("/tokens/re-encrypt"))) {
            assertEquals(403, answer.status(), answer.toString());
            assertEquals(refused.body(), answer.body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "unlisted", "person", "reader", "other-reader", "every-reader", "granular-reader"})
    void who_may_not_view_metadata_does_not_learn_whether_provider_business_or_token_exist(String caller) {
        TokenApi api = callers.get(caller).get();
        TokenApi elsewhere = TokenApi.of(tokens.realm(), "nowhere").as(accessTokens.get(caller));
        Answer refused = api.rest().get("");

        assertEquals(403, refused.status());
        for (Answer answer : List.of(
                api.rest().get("/businesses/404404404404"),
                api.rest().get("/tokens/nothing"),
                elsewhere.rest().get(""),
                elsewhere.rest().get("/businesses"),
                elsewhere.rest().get("/tokens"))) {
            assertEquals(403, answer.status(), answer.toString());
            assertEquals(refused.body(), answer.body());
        }
    }
}
