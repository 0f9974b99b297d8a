package io.github.facebookbusiness.keycloak.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.MetaSignature;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeauthorizeIT {

    private static final String BUSINESS = "facebook-business";
    private static final String PERSON = "facebook-person";

    private TestRealm realm;
    private AdminApi server;
    private TokenApi api;
    private MetaCallbacks meta;

    @BeforeAll
    void providers(TestRealm testRealm, AdminApi admin) {
        server = admin;
        realm = testRealm
                .createProvider(BUSINESS, Map.of())
                .createProvider(PERSON, Map.of("tokenType", "user", "permissions", ""), provider -> provider.put(
                                "storeToken", true)
                        .put("addReadTokenRoleOnCreate", true));
        realm.set(Map.of("adminEventsEnabled", true));
        api = TokenApi.of(realm, BUSINESS);
        meta = MetaCallbacks.of(realm, BUSINESS);
    }

    @Test
    void a_system_user_who_removed_the_app_takes_its_tokens_along() {
        SandboxBusiness business = api.connect("Removed by its system user");
        SandboxBusiness other = api.connect("Not removed");
        realm.clearEvents();
        String request = meta.signedRequest(business.systemUserId(), now());
        for (int delivery = 0; delivery < 2; delivery++) {
            meta.deauthorize(request).expect(200);
        }
        assertEquals("REVOKED", status(business));
        assertEquals("ACTIVE", status(other));
        assertEquals(
                1,
                realm.adminEvents().stream()
                        .filter(event -> event.path("resourcePath").asText().contains("/tokens/"))
                        .count());
        String user = realm.user("fb-" + business.id()).orElseThrow().path("id").asText();
        assertEquals(List.of(), realm.userSessions(user));
    }

    @Test
    void a_request_older_than_the_token_or_without_a_time_has_no_effect() {
        SandboxBusiness business = api.connect("Old request");
        long issuedAt = api.tokensOf(business).get(0).path("issuedAt").asLong();
        meta.deauthorize(meta.signedRequest(business.systemUserId(), issuedAt - 1))
                .expect(200);
        meta.deauthorize(meta.signedRequest(business.systemUserId(), now() + 86_400))
                .expect(200);
        meta.deauthorize(signed("{\"algorithm\":\"HMAC-SHA256\",\"user_id\":\"" + business.systemUserId() + "\"}"))
                .expect(200);
        assertEquals("ACTIVE", status(business));
    }

    @Test
    @OnEveryKeycloak
    void a_persons_stored_token_is_thrown_away_and_nothing_else() {
        SandboxPerson person = newPerson("Removes The App");
        String accessToken = accessToken(person);
        assertEquals(200, keptToken(accessToken));
        realm.clearEvents();
        meta.deauthorize(meta.signedRequest(person.id(), now())).expect(200);
        assertEquals(404, keptToken(accessToken));
        String user = realm.user("fb-" + person.id()).orElseThrow().path("id").asText();
        assertEquals(1, realm.federatedIdentities(user).size());
        assertEquals(1, realm.userSessions(user).size());
        assertEquals(
                List.of("users/" + user + "/federated-identity/" + PERSON),
                realm.adminEvents().stream()
                        .map(event -> event.path("resourcePath").asText())
                        .filter(path -> path.startsWith("users/" + user))
                        .toList());
    }

    @Test
    void who_comes_back_has_a_token_again_that_no_replay_takes() {
        SandboxPerson person = newPerson("Comes Back");
        accessToken(person);
        String request = meta.signedRequest(person.id(), now() - 60);
        meta.deauthorize(request).expect(200);
        assertEquals(200, keptToken(accessToken(person)), "older than the token");
        meta.deauthorize(meta.signedRequest(person.id(), now())).expect(200);
        String again = accessToken(person);
        assertEquals(200, keptToken(again));
        meta.deauthorize(request).expect(200);
        assertEquals(200, keptToken(again));
    }

    @Test
    void a_page_that_removed_the_app_is_acknowledged_without_effect() {
        SandboxBusiness business = api.connect("Has a page");
        for (String user : List.of("0", "\"0\"", "null")) {
            meta.deauthorize(signed("{\"algorithm\":\"HMAC-SHA256\",\"issued_at\":" + now() + ",\"user_id\":" + user
                            + ",\"profile_id\":\"" + business.assets().get(0).id() + "\"}"))
                    .expect(200);
        }
        assertEquals("ACTIVE", status(business));
    }

    @Test
    void nobody_of_ours_is_acknowledged_without_effect() {
        meta.deauthorize(meta.signedRequest("10150000000000001", now())).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "..", "null", "signed_request"})
    void what_meta_did_not_sign_is_refused(String signedRequest) {
        assertRefused(meta.deauthorize(signedRequest));
    }

    @Test
    void another_secret_or_algorithm_is_refused() {
        SandboxBusiness business = api.connect("Attacked");
        String json = "{\"algorithm\":\"HMAC-SHA256\",\"issued_at\":" + now() + ",\"user_id\":\""
                + business.systemUserId() + "\"}";
        assertRefused(meta.deauthorize(MetaSignature.signedRequest("another", json)));
        assertRefused(meta.deauthorize(signed(json.replace("HMAC-SHA256", "none"))));
        assertRefused(meta.deauthorize(signed(json) + "A"));
        assertEquals("ACTIVE", status(business));
    }

    private static void assertRefused(Answer answer) {
        assertEquals(403, answer.status(), answer.toString());
        assertEquals("Forbidden", answer.body().asText());
    }

    private String signed(String json) {
        return MetaSignature.signedRequest(realm.app().secret(), json);
    }

    private String status(SandboxBusiness business) {
        return api.tokensOf(business).get(0).path("status").asText();
    }

    private SandboxPerson newPerson(String name) {
        String id = String.valueOf(8_000_000_000_000_000L + (System.nanoTime() & 0xFFFFFFFFFFL));
        SandboxPerson person = new SandboxPerson(id, name, name.split(" ")[0], "Person", Optional.empty());
        List<SandboxPerson> people = new ArrayList<>(realm.app().people());
        people.add(person);
        realm.app().withPeople(people.toArray(SandboxPerson[]::new));
        return person;
    }

    private String accessToken(SandboxPerson person) {
        Page end = BrokeredLogin.of(realm, PERSON).agreeAs("person", person.id());
        assertTrue(end.location().isPresent(), end.toString());
        JsonNode tokens = realm.client()
                .tokensFor(end.location().orElseThrow())
                .expect(200)
                .body();
        return tokens.path("access_token").asText();
    }

    /** What Keycloak's own endpoint answers to whoever wants their stored token. */
    private int keptToken(String accessToken) {
        return server.as(accessToken)
                .get("/realms/" + realm.name() + "/broker/" + PERSON + "/token")
                .status();
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
