package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Browser;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PersonLoginIT {

    private static final String ALIAS = "facebook-person";
    private static final String KEEPING = "facebook-keeping";

    private TestRealm realm;
    private AdminApi server;

    @BeforeAll
    void providers(TestRealm testRealm, AdminApi admin) {
        server = admin;
        realm = testRealm
                .createProvider(ALIAS, Map.of("tokenType", "user"), provider -> provider.put("storeToken", false))
                .createProvider(KEEPING, Map.of("tokenType", "user", "permissions", ""), provider -> provider.put(
                                "storeToken", true)
                        .put("addReadTokenRoleOnCreate", true));
    }

    @BeforeEach
    void forget() {
        realm.app().log().clear();
    }

    @AfterEach
    void mend() {
        realm.app().withLatency(Duration.ZERO).faults().clear();
    }

    @Test
    @OnEveryKeycloak
    void a_provider_that_is_made_anew_lets_nobody_in_for_what_keycloak_remembers_of_the_one_before() {
        SandboxPerson person = newPerson("Made Anew");
        newProvider();
        String first = signInAnew(person);
        assertEquals(first, signInAnew(person), "so that it is in the cache");
        realm.deleteProvider("facebook-anew");
        newProvider();
        assertNotEquals(first, signInAnew(person));
    }

    private void newProvider() {
        realm.createProvider(
                "facebook-anew",
                Map.of("tokenType", "user", "permissions", ""),
                provider -> provider.put("storeToken", true));
    }

    private String signInAnew(SandboxPerson person) {
        return signIn("facebook-anew", person).path("sub").asText();
    }

    @Test
    @OnEveryKeycloak
    void a_person_comes_in_with_name_and_email_as_facebook_gives_them() {
        SandboxPerson person = realm.app().people().get(0);
        JsonNode claims = signIn(ALIAS, person);
        assertEquals("fb-" + person.id(), claims.path("preferred_username").asText());
        assertEquals(person.firstName(), claims.path("given_name").asText());
        assertEquals(person.lastName(), claims.path("family_name").asText());
        assertEquals(person.email().orElseThrow(), claims.path("email").asText());
        assertFalse(claims.path("email_verified").asBoolean());
    }

    @Test
    void the_dialog_request_is_that_of_the_contract_without_scope() {
        BrokeredLogin.of(realm, ALIAS).open();
        Map<String, String> query =
                realm.app().log().last("dialog").orElseThrow().query();
        assertEquals(DialogContract.PARAMETERS, query.keySet());
        assertEquals(realm.personConfiguration().id(), query.get("config_id"));
        assertEquals("code", query.get("response_type"));
    }

    @Test
    void an_absent_email_is_fine() {
        SandboxPerson person = realm.app().people().get(1);
        JsonNode claims = signIn(ALIAS, person);
        assertEquals("fb-" + person.id(), claims.path("preferred_username").asText());
        assertFalse(claims.has("email"));
    }

    @Test
    void the_brokered_id_is_the_app_scoped_user_id() {
        SandboxPerson person = realm.app().people().get(1);
        signIn(ALIAS, person);
        JsonNode user = realm.user("fb-" + person.id()).orElseThrow();
        assertEquals(
                List.of(person.id()),
                realm.federatedIdentities(user.path("id").asText()).stream()
                        .filter(identity ->
                                identity.path("identityProvider").asText().equals(ALIAS))
                        .map(identity -> identity.path("userId").asText())
                        .toList());
    }

    @Test
    @OnEveryKeycloak
    void the_event_says_whose_account_it_was_at_the_first_login_and_at_others() {
        SandboxPerson person = newPerson("Told Of");
        for (String login : List.of("first", "again")) {
            realm.clearEvents();
            String account = signIn(ALIAS, person).path("sub").asText();
            JsonNode event = realm.events("IDENTITY_PROVIDER_LOGIN").get(0);
            assertEquals(1, realm.events("IDENTITY_PROVIDER_LOGIN").size(), login);
            assertEquals(account, event.path("userId").asText(), login);
            assertEquals(realm.client().clientId(), event.path("clientId").asText(), login);
            assertEquals("127.0.0.1", event.path("ipAddress").asText(), login);
            JsonNode details = event.path("details");
            assertEquals(ALIAS, details.path("identity_provider").asText(), login);
            assertEquals(
                    "fb-" + person.id(),
                    details.path("identity_provider_identity").asText(),
                    login);
            assertEquals("user", details.path("token_type").asText(), login);
            assertEquals(
                    realm.personConfiguration().id(), details.path("config_id").asText(), login);
            assertTrue(details.path("token_expires_at").asLong() > 0, login);
        }
    }

    @Test
    void a_first_login_that_does_not_end_is_no_login() {
        realm.clearEvents();
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS).stopBeforeLink();
        login.agreeAs("person", newPerson("Gone Away").id());
        assertEquals(List.of(), realm.events("IDENTITY_PROVIDER_LOGIN"));
    }

    @Test
    void a_mobile_browser_may_go_on() {
        BrokeredLogin login = BrokeredLogin.with(realm, ALIAS, Browser.mobile());
        assertTrue(login.open().has("#continue"));
    }

    @Test
    void a_token_that_nobody_keeps_is_not_made_long_lived() {
        signIn(ALIAS, realm.app().people().get(1));
        assertEquals(2, realm.app().log().sequentialRoundTrips());
        assertTrue(realm.app().log().calls("exchange_long_lived").isEmpty());
    }

    @Test
    void a_kept_token_becomes_long_lived_beside_the_other_calls() {
        realm.app().withLatency(Duration.ofMillis(150));
        signIn(KEEPING, newPerson("Kept Long"));
        assertEquals(1, realm.app().log().calls("exchange_long_lived").size());
        assertEquals(2, realm.app().log().sequentialRoundTrips());
    }

    @Test
    @OnEveryKeycloak
    void a_kept_token_is_served_by_keycloaks_own_endpoint_and_works_at_graph() {
        JsonNode token = keptToken(newPerson("Served Kept"));
        assertTrue(token.path("expires_in").asLong() > Duration.ofDays(59).toSeconds(), token.path("expires_in") + "");
        assertTrue(realm.app().issued().contains(token.path("access_token").asText()));
    }

    @Test
    void a_long_life_that_meta_refuses_does_not_fail_the_login() {
        realm.app().faults().on(Fault.LONG_LIVED_REFUSED);
        JsonNode token = keptToken(newPerson("Short Lived"));
        assertTrue(token.path("expires_in").asLong() < Duration.ofHours(3).toSeconds());
    }

    @Test
    void a_second_login_replaces_the_kept_token() {
        SandboxPerson person = newPerson("Comes Again");
        String first = keptToken(person).path("access_token").asText();
        String second = keptToken(person).path("access_token").asText();
        assertFalse(first.equals(second));
    }

    @Test
    void a_kept_token_is_not_served_any_more_once_keeping_is_switched_off() {
        String accessToken = accessToken(KEEPING, newPerson("Switched Off"));
        keep(false);
        try {
            AdminApi caller = server.as(accessToken);
            String path = "/realms/" + realm.name() + "/broker/" + KEEPING + "/token";
            assertTrue(caller.get(path).status() >= 400);
        } finally {
            keep(true);
        }
    }

    private void keep(boolean on) {
        realm.admin()
                .put(
                        "/identity-provider/instances/" + KEEPING,
                        realm.provider(KEEPING).put("storeToken", on))
                .expect(204);
    }

    @Test
    @OnEveryKeycloak
    void token_exchange_gets_nothing() {
        SandboxPerson person = newPerson("Not Exchanged");
        String accessToken = accessToken(KEEPING, person);
        Answer answer = realm.client()
                .token(Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token", accessToken,
                        "requested_issuer", KEEPING));
        assertTrue(answer.status() >= 400, answer.toString());
        realm.app().issued().forEach(secret -> assertFalse(answer.toString().contains(secret)));
    }

    private JsonNode keptToken(SandboxPerson person) {
        return server.as(accessToken(KEEPING, person))
                .get("/realms/" + realm.name() + "/broker/" + KEEPING + "/token")
                .expect(200)
                .body();
    }

    private SandboxPerson newPerson(String name) {
        String[] names = name.split(" ");
        SandboxPerson person =
                new SandboxPerson("1" + System.nanoTime(), name, names[0], names[1], java.util.Optional.empty());
        List<SandboxPerson> people = new java.util.ArrayList<>(realm.app().people());
        people.add(person);
        realm.app().withPeople(people.toArray(SandboxPerson[]::new));
        return person;
    }

    private JsonNode signIn(String alias, SandboxPerson person) {
        return OidcClient.claims(accessToken(alias, person));
    }

    private String accessToken(String alias, SandboxPerson person) {
        BrokeredLogin login = BrokeredLogin.of(realm, alias);
        Page end = login.agreeAs("person", person.id());
        return realm.client()
                .tokensFor(end.location().orElseThrow(() -> new AssertionError("Not signed in: " + end)))
                .expect(200)
                .text("access_token");
    }
}
