package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Browser;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code kc_action=connect-facebook-business:<alias>}: a signed-in user connects a business to the account they have. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectBusinessIT {

    private static final String ALIAS = "facebook-business";
    private static final String ACTION = "connect-facebook-business";

    private TestRealm realm;
    private String alice;
    private String bob;

    @BeforeAll
    void provider(TestRealm testRealm) {
        realm = testRealm.createProvider(ALIAS, Map.of());
        alice = realm.user("alice").orElseThrow().path("id").asText();
        bob = realm.admin()
                .post(
                        "/users",
                        Map.of(
                                "username",
                                "bob",
                                "enabled",
                                true,
                                "credentials",
                                List.of(Map.of("type", "password", "value", "bob"))))
                .expect(201)
                .createdId();
    }

    @BeforeEach
    void forget() {
        realm.clearEvents();
    }

    @AfterEach
    void noFaults() {
        realm.app().faults().clear();
    }

    @Test
    @OnEveryKeycloak
    void a_realm_with_a_provider_has_the_action_and_one_without_has_not() {
        assertTrue(actions(realm).contains(ACTION));
        try (TestRealm other = realm.another()) {
            assertFalse(actions(other).contains(ACTION));
            other.createProvider("one", Map.of()).createProvider("two", Map.of());
            other.deleteProvider("one");
            assertTrue(actions(other).contains(ACTION));
            other.deleteProvider("two");
            assertFalse(actions(other).contains(ACTION));
        }
    }

    @Test
    void an_admin_who_disabled_the_action_finds_it_disabled_after_the_provider_was_saved_again() {
        try (TestRealm other = realm.another()) {
            other.createProvider(ALIAS, Map.of());
            Map<String, Object> disabled =
                    Map.of("alias", ACTION, "providerId", ACTION, "name", "Connect", "enabled", false, "priority", 200);
            other.admin()
                    .put("/authentication/required-actions/" + ACTION, disabled)
                    .expect(204);
            other.updateProvider(ALIAS, Map.of("apiVersion", "v25.0")).expect(204);
            assertFalse(other.admin()
                    .get("/authentication/required-actions/" + ACTION)
                    .expect(200)
                    .body()
                    .path("enabled")
                    .asBoolean());
        }
    }

    @Test
    @OnEveryKeycloak
    void the_token_is_stored_for_the_business_and_the_person_stays_who_they_are() {
        SandboxBusiness business = SandboxBusiness.named("Bakery");
        realm.app().withBusinesses(business);
        Page end = connect("alice", Map.of()).submit("form", Map.of("business", business.id()), "#continue");

        Map<String, String> answer = query(end);
        assertEquals("success", answer.get("kc_action_status"));
        assertEquals("alice", claims(end).path("preferred_username").asText());
        assertEquals(1, TokenApi.of(realm, ALIAS).tokensOf(business).size());
        assertEquals(List.of(), realm.federatedIdentities(alice));
        assertFalse(realm.user("fb-" + business.id()).isPresent());
        JsonNode event = realm.events("IDENTITY_PROVIDER_LOGIN").get(0);
        assertEquals(alice, event.path("userId").asText());
        assertEquals(
                business.id(), event.path("details").path("client_business_id").asText());
        assertEquals(
                ACTION, event.path("details").path("custom_required_action").asText());
    }

    @Test
    void a_second_admin_of_the_same_business_connects_it_as_well_and_no_second_token_is_kept() {
        SandboxBusiness business = SandboxBusiness.named("Butcher");
        realm.app().withBusinesses(business);
        for (String user : List.of("alice", "bob", "bob")) {
            Page end = connect(user, Map.of()).submit("form", Map.of("business", business.id()), "#continue");
            assertEquals("success", query(end).get("kc_action_status"));
            assertEquals(user, claims(end).path("preferred_username").asText());
        }
        assertEquals(1, TokenApi.of(realm, ALIAS).tokensOf(business).size());
        assertEquals(List.of(), realm.federatedIdentities(alice));
        assertEquals(List.of(), realm.federatedIdentities(bob));
    }

    @Test
    void nobody_is_sent_to_meta_before_they_agreed() {
        realm.app().log().clear();
        Page page = confirmation("alice", Map.of());
        assertTrue(page.has("#facebook-business-connect"), page.toString());
        assertTrue(page.text().contains("alice"), page.text());
        assertEquals(List.of(), realm.app().calls());
    }

    @Test
    @OnEveryKeycloak
    void who_does_not_agree_is_back_at_the_application_with_cancelled() {
        Page page = confirmation("alice", Map.of());
        Page end = page.submit("#facebook-business-form", Map.of(), "#facebook-business-cancel");
        assertEquals("cancelled", query(end).get("kc_action_status"));
        assertEquals("alice", claims(end).path("preferred_username").asText());
    }

    @Test
    void a_cancel_at_meta_returns_through_the_action() {
        Page end = connect("alice", Map.of()).submit("form", Map.of(), "#cancel");
        assertEquals("cancelled", query(end).get("kc_action_status"));
        assertEquals("alice", claims(end).path("preferred_username").asText());
        JsonNode event = realm.events("IDENTITY_PROVIDER_LOGIN_ERROR").get(0);
        assertEquals("cancelled", event.path("details").path("reason").asText());
        assertEquals(alice, event.path("userId").asText());
    }

    @Test
    @OnEveryKeycloak
    void an_error_is_told_and_returns_through_the_action() {
        realm.app().faults().on(Fault.CODE_EXPIRED);
        Page told = connect("alice", Map.of()).submit("form", Map.of(), "#continue");
        assertEquals(
                "Reason code: code_expired",
                told.first("#facebook-business-reason").text());
        Page end = told.submit("#facebook-business-form", Map.of(), "#facebook-business-return");
        assertEquals("error", query(end).get("kc_action_status"));
        assertEquals("alice", claims(end).path("preferred_username").asText());
    }

    @Test
    void after_an_error_one_can_try_again() {
        realm.app().faults().on(Fault.CODE_EXPIRED);
        Page told = connect("alice", Map.of()).submit("form", Map.of(), "#continue");
        realm.app().faults().clear();
        Page dialog = told.submit("#facebook-business-form", Map.of(), "#facebook-business-continue");
        Page end = dialog.submit("form", Map.of(), "#continue");
        assertEquals("success", query(end).get("kc_action_status"));
    }

    @Test
    void the_page_of_an_error_can_be_reloaded_and_its_address_has_no_code() {
        realm.app().faults().on(Fault.CODE_EXPIRED);
        Browser browser = browser();
        Page told = connect(browser, "alice", Map.of()).submit("form", Map.of(), "#continue");
        assertFalse(told.uri().toString().contains("code="), told.uri().toString());
        assertEquals(
                "Reason code: code_expired",
                browser.open(told.uri()).first("#facebook-business-reason").text());
    }

    @Test
    void every_kind_of_failure_comes_back_to_the_action() {
        for (Fault fault : List.of(
                Fault.WRONG_SECRET,
                Fault.DIALOG_APP_NOT_LIVE,
                Fault.DIALOG_URL_BLOCKED,
                Fault.DIALOG_SERVER_ERROR,
                Fault.CODE_USED)) {
            realm.app().faults().on(fault);
            Page page = connect("alice", Map.of());
            Page told = page.has("#continue") ? page.submit("form", Map.of(), "#continue") : page;
            assertTrue(told.has("#facebook-business-return"), fault + ": " + told);
            realm.app().faults().clear();
        }
    }

    @Test
    void a_phone_is_told_so_by_the_action() {
        Browser phone = Browser.mobile().stopBefore(realm.client().redirectUri());
        Page told = connect(phone, "alice", Map.of());
        assertEquals(
                "Reason code: mobile_not_supported",
                told.first("#facebook-business-reason").text());
        assertEquals(
                "error",
                query(told.submit("#facebook-business-form", Map.of(), "#facebook-business-return"))
                        .get("kc_action_status"));
    }

    @Test
    void a_configuration_for_persons_connects_nobody() {
        SandboxConfiguration people = realm.app().addConfiguration(SandboxConfiguration.user("pages_show_list"));
        realm.updateProvider(
                        ALIAS,
                        Map.of("configurations", "[{\"key\":\"people\",\"value\":\"" + people.id() + " user\"}]"))
                .expect(204);
        Page told = connect("alice", Map.of("facebook_configuration", "people"));
        assertEquals(
                "Reason code: connects_no_person",
                told.first("#facebook-business-reason").text());
    }

    @Test
    void a_named_configuration_connects_a_business_too() {
        SandboxConfiguration ads = realm.app().addConfiguration(SandboxConfiguration.systemUser("ads_management"));
        realm.updateProvider(ALIAS, Map.of("configurations", "[{\"key\":\"ads\",\"value\":\"" + ads.id() + "\"}]"))
                .expect(204);
        connect("alice", Map.of("facebook_configuration", "ads")).submit("form", Map.of(), "#continue");
        assertEquals(
                ads.id(),
                realm.events("IDENTITY_PROVIDER_LOGIN")
                        .get(0)
                        .path("details")
                        .path("config_id")
                        .asText());
    }

    @Test
    void a_provider_that_is_not_there_or_disabled_is_an_error_of_the_action() {
        realm.createProvider("off", Map.of(), provider -> provider.put("enabled", false));
        for (String alias : List.of("unknown", "off")) {
            Page end = start(browser(), "alice", Map.of("kc_action", ACTION + ":" + alias));
            assertEquals("error", query(end).get("kc_action_status"), alias);
            assertEquals("alice", claims(end).path("preferred_username").asText());
        }
    }

    @Test
    void a_login_of_the_business_itself_is_still_a_login_after_it_was_connected() {
        SandboxBusiness business = SandboxBusiness.named("Connected and signed in");
        realm.app().withBusinesses(business);
        connect("alice", Map.of()).submit("form", Map.of(), "#continue");
        Browser browser = browser();
        Page end = browser.open(realm.client().authorizationRequest(Map.of("kc_idp_hint", ALIAS)))
                .submit("form", Map.of(), "#continue");
        assertEquals(
                "fb-" + business.id(), claims(end).path("preferred_username").asText());
    }

    @Test
    void who_connects_a_business_becomes_a_member_of_its_organization_where_mapping_is_on() {
        SandboxBusiness business = SandboxBusiness.named("Mapped");
        try (TestRealm mapped = mapped(business)) {
            assertEquals("success", query(connectIn(mapped)).get("kc_action_status"));
            JsonNode organization = mapped.admin()
                    .get("/organizations?q=facebook.business.client_business_id:" + business.id())
                    .expect(200)
                    .body()
                    .path(0);
            assertEquals("Mapped", organization.path("name").asText());
            assertEquals(List.of("alice"), members(mapped, organization));
        }
    }

    @Test
    void a_disabled_organization_stops_the_action_and_the_token_is_kept() {
        SandboxBusiness business = SandboxBusiness.named("Stopped");
        try (TestRealm mapped = mapped(business)) {
            mapped.admin()
                    .post(
                            "/organizations",
                            Map.of(
                                    "name",
                                    "Stopped",
                                    "alias",
                                    "fb-" + business.id(),
                                    "enabled",
                                    false,
                                    "attributes",
                                    Map.of("facebook.business.client_business_id", List.of(business.id()))))
                    .expect(201);
            Page told = connectIn(mapped);
            assertEquals(
                    "Reason code: organization_disabled",
                    told.first("#facebook-business-reason").text());
            assertEquals(1, TokenApi.of(mapped, ALIAS).tokensOf(business).size());
        }
    }

    private TestRealm mapped(SandboxBusiness business) {
        realm.app().withBusinesses(business);
        return realm.another()
                .set(Map.of("organizationsEnabled", true))
                .createProvider(ALIAS, Map.of("mapBusinessesToOrganizations", "true"));
    }

    /** Alice connects what the dialog preselects. */
    private Page connectIn(TestRealm where) {
        return browser()
                .open(where.client().authorizationRequest(Map.of("kc_action", ACTION + ":" + ALIAS)))
                .submit("#kc-form-login", Map.of("username", "alice"))
                .submit("form", Map.of("username", "alice", "password", "alice"))
                .submit("#facebook-business-form", Map.of(), "#facebook-business-continue")
                .submit("form", Map.of(), "#continue");
    }

    private static List<String> members(TestRealm where, JsonNode organization) {
        List<String> usernames = new ArrayList<>();
        where.admin()
                .get("/organizations/" + organization.path("id").asText() + "/members")
                .expect(200)
                .body()
                .forEach(member -> usernames.add(member.path("username").asText()));
        return usernames;
    }

    @Test
    @OnEveryKeycloak
    void the_callback_of_a_finished_action_signs_nobody_in() {
        Browser browser = browser();
        connect(browser, "alice", Map.of()).submit("form", Map.of(), "#continue");
        URI callback = browser.visited().stream()
                .filter(uri -> uri.toString().startsWith(realm.redirectUri(ALIAS) + "?"))
                .reduce((first, second) -> second)
                .orElseThrow();
        int users = realm.users().size();
        Page again = browser.open(callback);
        assertTrue(again.location().isEmpty() || !query(again).containsKey("code"), again.toString());
        assertEquals(users, realm.users().size());
    }

    @Test
    void the_callback_for_an_account_that_was_deleted_meanwhile_signs_nobody_in() {
        SandboxBusiness business = SandboxBusiness.named("Left behind");
        realm.app().withBusinesses(business);
        realm.admin()
                .post(
                        "/users",
                        Map.of(
                                "username",
                                "carol",
                                "enabled",
                                true,
                                "credentials",
                                List.of(Map.of("type", "password", "value", "carol"))))
                .expect(201);
        Page dialog = connect("carol", Map.of());
        realm.admin()
                .delete("/users/" + realm.user("carol").orElseThrow().path("id").asText())
                .expect(204);
        realm.app().log().clear();
        Page refused = dialog.submit("form", Map.of("business", business.id()), "#continue");

        assertEquals(
                "Reason code: state_invalid",
                refused.first("#facebook-business-reason").text());
        assertEquals(List.of(), realm.app().calls());
        assertFalse(realm.user("fb-" + business.id()).isPresent());
    }

    @Test
    void the_callback_of_a_connection_is_no_login_at_another_provider() {
        realm.createProvider("another", Map.of());
        SandboxBusiness business = SandboxBusiness.named("Twice here");
        realm.app().withBusinesses(business);
        login("another").submit("form", Map.of("business", business.id()), "#continue");

        Browser browser = browser();
        Page dialog = browser.open(realm.client()
                        .authorizationRequest(Map.of("kc_idp_hint", "another", "kc_action", ACTION + ":" + ALIAS)))
                .submit("form", Map.of("business", business.id()), "#continue")
                .submit("#facebook-business-form", Map.of(), "#facebook-business-continue");
        String code = realm.app()
                .issueCode(
                        realm.businessConfiguration(),
                        business,
                        realm.redirectUri("another").toString());
        realm.app().log().clear();
        Page refused = browser.open(URI.create(realm.redirectUri("another") + "?code=" + code + "&state="
                + OidcClient.query(dialog.uri()).get("state")));

        assertEquals(
                "Reason code: state_invalid",
                refused.first("#facebook-business-reason").text());
        assertEquals(List.of(), realm.app().calls());
    }

    @Test
    void a_provider_that_was_broken_by_hand_meanwhile_is_told_by_the_action(Database database) {
        try (TestRealm other = realm.another()) {
            other.createProvider(ALIAS, Map.of());
            Page dialog = browser()
                    .open(other.client().authorizationRequest(Map.of("kc_action", ACTION + ":" + ALIAS)))
                    .submit("form", Map.of("username", "alice", "password", "alice"))
                    .submit("#facebook-business-form", Map.of(), "#facebook-business-continue");
            database.update(
                    "update IDENTITY_PROVIDER_CONFIG set VALUE = 'nobody' where NAME = 'tokenType'"
                            + " and IDENTITY_PROVIDER_ID = ?",
                    other.provider(ALIAS).path("internalId").asText());
            other.admin().post("/clear-realm-cache").expect(204);
            Page told = dialog.submit("form", Map.of(), "#continue");

            assertEquals(
                    "Reason code: internal_error",
                    told.first("#facebook-business-reason").text());
            Page end = told.submit("#facebook-business-form", Map.of(), "#facebook-business-return");
            assertEquals("error", query(end).get("kc_action_status"));
        }
    }

    private Page login(String alias) {
        return browser().open(realm.client().authorizationRequest(Map.of("kc_idp_hint", alias)));
    }

    private List<String> actions(TestRealm of) {
        return StreamSupport.stream(
                        of.admin()
                                .get("/authentication/required-actions")
                                .expect(200)
                                .body()
                                .spliterator(),
                        false)
                .map(action -> action.path("alias").asText())
                .toList();
    }

    private Browser browser() {
        return Browser.desktop().stopBefore(realm.client().redirectUri());
    }

    /** Signs in and agrees to go to Meta: the dialog, or why not. */
    private Page connect(String user, Map<String, String> parameters) {
        return connect(browser(), user, parameters);
    }

    private Page connect(Browser browser, String user, Map<String, String> parameters) {
        return confirmation(browser, user, parameters)
                .submit("#facebook-business-form", Map.of(), "#facebook-business-continue");
    }

    private Page confirmation(String user, Map<String, String> parameters) {
        return confirmation(browser(), user, parameters);
    }

    private Page confirmation(Browser browser, String user, Map<String, String> parameters) {
        Map<String, String> all = new HashMap<>(parameters);
        all.put("kc_action", ACTION + ":" + ALIAS);
        return start(browser, user, all);
    }

    private Page start(Browser browser, String user, Map<String, String> parameters) {
        return browser.open(realm.client().authorizationRequest(parameters))
                .submit("#kc-form-login", Map.of("username", user, "password", user));
    }

    private static Map<String, String> query(Page end) {
        return OidcClient.query(
                end.location().orElseThrow(() -> new AssertionError("Not back at the application: " + end)));
    }

    private JsonNode claims(Page end) {
        return OidcClient.claims(realm.client()
                .tokensFor(end.location().orElseThrow())
                .expect(200)
                .text("access_token"));
    }
}
