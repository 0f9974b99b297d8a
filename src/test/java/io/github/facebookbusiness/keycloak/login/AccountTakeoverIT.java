package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Browser;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each test tries, at another entry, to come in as somebody whose account was there before. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnEveryKeycloak
class AccountTakeoverIT {

    private static final String BUSINESS = "facebook-business";
    private static final String PERSON = "facebook-person";
    private static final List<String> DOORS = List.of(
            "UPDATE_PASSWORD",
            "UPDATE_PROFILE",
            "CONFIGURE_TOTP",
            "webauthn-register",
            "webauthn-register-passwordless");

    private TestRealm realm;
    private String victim;

    @BeforeEach
    void victim(TestRealm testRealm) {
        if (realm != null) {
            realm.clearEvents();
        }
        if (realm == null) {
            realm = testRealm.createProvider(BUSINESS, Map.of()).createProvider(PERSON, Map.of("tokenType", "user"));
        }
        realm.users().stream()
                .filter(user -> !user.path("username").asText().equals("alice"))
                .forEach(
                        user -> realm.admin().delete("/users/" + user.path("id").asText()));
        victim = realm.admin()
                .post(
                        "/users",
                        Map.of(
                                "username", "victim",
                                "email", "victim@example.org",
                                "firstName", "Vic",
                                "lastName", "Tim",
                                "enabled", true,
                                "credentials", List.of(Map.of("type", "password", "value", "victims-password"))))
                .expect(201)
                .createdId();
    }

    @Test
    void a_business_is_not_linked_to_an_account_that_the_changed_form_of_review_profile_names() {
        withReviewProfile(() -> {
            Page form = BrokeredLogin.of(realm, BUSINESS).agree();
            Page duplicate = form.submit(
                    "form",
                    Map.of("email", "victim@example.org", "username", "newcomer", "firstName", "A", "lastName", "B"));
            Page confirm =
                    duplicate.has("#linkAccount") ? duplicate.submit("form", Map.of(), "#linkAccount") : duplicate;
            Page refused =
                    confirm.has("#password") ? confirm.submit("form", Map.of("password", "victims-password")) : confirm;

            assertRefused(refused);
        });
        assertEquals(List.of(), realm.federatedIdentities(victim));
    }

    @Test
    void a_business_is_not_linked_to_an_account_whose_username_the_form_was_changed_to() {
        withReviewProfile(() -> {
            Page form = BrokeredLogin.of(realm, BUSINESS).agree();
            Page duplicate =
                    form.submit("form", Map.of("username", "victim", "email", "", "firstName", "A", "lastName", "B"));
            assertTrue(duplicate.location().isEmpty(), duplicate.toString());
        });
        assertEquals(List.of(), realm.federatedIdentities(victim));
    }

    @Test
    void a_first_login_flow_that_links_by_itself_does_not_link_a_business() {
        realm.admin()
                .post("/users", Map.of("username", "decoy", "enabled", true))
                .expect(201);
        withAutoLinkFlow(() -> {
            withReviewProfileIn("auto link", () -> {
                Page form = BrokeredLogin.of(realm, BUSINESS).agree();
                Page refused = form.submit(
                        "form",
                        Map.of("email", "victim@example.org", "username", "other", "firstName", "A", "lastName", "B"));
                assertRefused(refused);
            });
        });
        assertEquals(List.of(), realm.federatedIdentities(victim));
    }

    @Test
    void a_login_through_another_provider_in_the_middle_does_not_lend_its_account_to_the_business() {
        SandboxPerson ada = realm.app().people().get(0);
        BrokeredLogin before = BrokeredLogin.of(realm, PERSON);
        String person =
                before.claims(before.agreeAs("person", ada.id())).path("sub").asText();

        BrokeredLogin login = BrokeredLogin.of(realm, BUSINESS).stopBeforeLink();
        URI end = login.agree().location().orElseThrow();
        Page inBetween =
                login.browser().open(URI.create(realm.url() + "/broker/" + PERSON + "/login?" + end.getRawQuery()));
        login.stopOnlyAtTheEnd();
        Page refused = inBetween.submit("form", Map.of("person", ada.id()), "#continue");

        assertRefused(refused);
        assertEquals(List.of(PERSON), aliases(person));
    }

    @Test
    void a_new_account_that_somebody_gave_a_password_meanwhile_is_not_the_businesss() {
        SandboxBusiness business = realm.app().businesses().get(0);
        BrokeredLogin login = BrokeredLogin.of(realm, BUSINESS).stopBeforeLink();
        Page stopped = login.agreeAs("business", business.id());
        String account = givePassword(business);
        login.stopOnlyAtTheEnd();

        assertRefused(stopped.follow());
        assertEquals(List.of(), aliases(account));
    }

    @Test
    void a_login_of_the_business_in_the_middle_does_not_lend_its_account_to_another_provider() {
        SandboxBusiness business = realm.app().businesses().get(0);
        BrokeredLogin before = BrokeredLogin.of(realm, BUSINESS);
        String account = before.claims(before.agreeAs("business", business.id()))
                .path("sub")
                .asText();

        SandboxPerson ben = realm.app().people().get(1);
        BrokeredLogin login = BrokeredLogin.of(realm, PERSON).stopBeforeLink();
        URI end = login.agreeAs("person", ben.id()).location().orElseThrow();
        Page inBetween =
                login.browser().open(URI.create(realm.url() + "/broker/" + BUSINESS + "/login?" + end.getRawQuery()));
        login.stopOnlyAtTheEnd();
        Page refused = inBetween.submit("form", Map.of("business", business.id()), "#continue");

        assertRefused(refused);
        assertEquals(List.of(BUSINESS), aliases(account));
    }

    @Test
    @OnEveryDatabase
    void a_second_account_of_a_business_is_not_removed_where_somebody_gave_it_a_password() {
        SandboxBusiness business = realm.app().businesses().get(1);
        BrokeredLogin slow = BrokeredLogin.of(realm, BUSINESS).stopBeforeLink();
        Page stopped = slow.agreeAs("business", business.id());
        String account = givePassword(business);
        BrokeredLogin quick = BrokeredLogin.of(realm, BUSINESS);
        quick.claims(quick.agreeAs("business", business.id()));
        slow.stopOnlyAtTheEnd();

        assertRefused(stopped.follow());
        assertEquals(List.of(), aliases(account));
        assertTrue(realm.user("fb-" + business.id()).isPresent(), "it may be somebody's by now");
    }

    @Test
    @OnEveryDatabase
    void two_first_logins_of_a_business_at_once_make_one_account_that_works() {
        SandboxBusiness business = realm.app().businesses().get(1);
        BrokeredLogin slow = BrokeredLogin.of(realm, BUSINESS).stopBeforeLink();
        Page stopped = slow.agreeAs("business", business.id());

        BrokeredLogin quick = BrokeredLogin.of(realm, BUSINESS);
        String account = quick.claims(quick.agreeAs("business", business.id()))
                .path("sub")
                .asText();
        slow.stopOnlyAtTheEnd();
        Page refused = stopped.follow();

        assertEquals(
                "Reason code: connected_meanwhile",
                refused.first("#facebook-business-reason").text());
        assertEquals(
                1,
                realm.users().stream()
                        .filter(user -> user.path("username").asText().startsWith("fb-"))
                        .count(),
                "the account of the refused login is gone");
        BrokeredLogin again = BrokeredLogin.of(realm, BUSINESS);
        assertEquals(
                account,
                again.claims(again.agreeAs("business", business.id()))
                        .path("sub")
                        .asText());
    }

    @Test
    void a_realm_set_up_for_it_lets_nobody_make_a_private_door_to_a_businesss_account() {
        String roles = "/roles/default-roles-" + realm.name() + "/composites";
        JsonNode manageAccount = realm.admin()
                .get("/clients/" + realm.clientId("account") + "/roles/manage-account")
                .expect(200)
                .body();
        setActions(false);
        realm.admin()
                .send("DELETE", roles, Optional.of("application/json"), json(List.of(manageAccount)))
                .expect(204);
        try {
            BrokeredLogin business = BrokeredLogin.of(realm, BUSINESS);
            assertTrue(business.agree().location().isPresent());
            List<String> actions = new ArrayList<>(DOORS);
            actions.add("idp_link:" + PERSON);
            for (String action : actions) {
                Page page = business.browser().open(realm.client().authorizationRequest(Map.of("kc_action", action)));
                assertTrue(page.location().isPresent(), action + ": " + page);
            }
        } finally {
            realm.admin().post(roles, List.of(manageAccount)).expect(204);
            setActions(true);
        }
    }

    /** The list of {@code docs/configuration.md}. */
    private void setActions(boolean enabled) {
        for (String name : DOORS) {
            String path = "/authentication/required-actions/" + name;
            ObjectNode action = (ObjectNode) realm.admin().get(path).expect(200).body();
            realm.admin().put(path, action.put("enabled", enabled)).expect(204);
        }
    }

    private static BodyPublisher json(Object body) {
        return BodyPublishers.ofString(new ObjectMapper().valueToTree(body).toString());
    }

    @Test
    void a_signed_in_person_cannot_link_a_business_by_an_application_initiated_action() {
        Browser browser = signedIn();
        Page action = browser.open(realm.client().authorizationRequest(Map.of("kc_action", "idp_link:" + BUSINESS)));
        Page refused = action.has("#kc-continue") || action.has("form") ? action.submit("form", Map.of()) : action;
        assertRefused(refused);
        assertEquals(List.of(), realm.federatedIdentities(victim));
    }

    @Test
    void a_callback_of_a_linking_that_began_otherwise_is_refused_too() {
        // The provider is a user configuration while the linking begins, and a system user's when it comes back.
        realm.createProvider("switched", Map.of("tokenType", "user", "permissions", ""));
        Browser browser = signedIn();
        Page action = browser.open(realm.client().authorizationRequest(Map.of("kc_action", "idp_link:switched")));
        browser.stopBefore(realm.redirectUri("switched"));
        URI callback = action.submit("form", Map.of())
                .submit("form", Map.of(), "#continue")
                .location()
                .orElseThrow();
        realm.updateProvider("switched", Map.of("tokenType", "system-user")).expect(204);
        browser.stopNowhere().stopBefore(realm.client().redirectUri());
        Page refused = browser.open(callback);

        assertTrue(refused.status() >= 400, refused.toString());
        assertEquals(List.of(), realm.federatedIdentities(victim));
    }

    @Test
    void a_named_configuration_for_businesses_makes_no_way_to_link_one_to_an_account() {
        realm.createProvider(
                "mixed",
                Map.of(
                        "tokenType",
                        "user",
                        "permissions",
                        "",
                        "configurations",
                        "[{\"key\":\"business\",\"value\":\""
                                + realm.businessConfiguration().id() + " system-user\"}]"));
        Browser browser = signedIn();
        URI linking = realm.client()
                .authorizationRequest(Map.of("kc_action", "idp_link:mixed", "facebook_configuration", "business"));
        assertRefused(browser.open(linking).submit("form", Map.of()));

        URI person = realm.client().authorizationRequest(Map.of("kc_action", "idp_link:mixed"));
        Page dialog = browser.open(person).submit("form", Map.of());
        String code = realm.app()
                .issueCode(
                        realm.businessConfiguration(),
                        realm.app().businesses().get(0),
                        realm.redirectUri("mixed").toString());
        browser.open(URI.create(realm.redirectUri("mixed") + "?code=" + code + "&state="
                + OidcClient.query(dialog.uri()).get("state")));
        assertEquals(List.of(), realm.federatedIdentities(victim));
    }

    @Test
    void the_account_console_does_not_offer_a_business_for_linking() {
        Browser browser = signedIn();
        String accessToken = realm.client()
                .tokensFor(browser.open(realm.client().authorizationRequest(Map.of("prompt", "none")))
                        .location()
                        .orElseThrow())
                .expect(200)
                .text("access_token");
        JsonNode offered = realm.admin()
                .at(realm.url())
                .as(accessToken)
                .get("/account/linked-accounts")
                .expect(200)
                .body();
        List<String> aliases = offered.findValuesAsText("providerAlias");
        assertTrue(aliases.contains(PERSON), aliases.toString());
        assertFalse(aliases.contains(BUSINESS), aliases.toString());
    }

    @Test
    void a_person_with_the_victims_email_does_not_get_the_account_without_proof() {
        SandboxPerson person = new SandboxPerson(
                "1" + System.nanoTime(), "Mal Lory", "Mal", "Lory", Optional.of("victim@example.org"));
        withPeople(person, () -> {
            Page page = BrokeredLogin.of(realm, PERSON).agree();
            assertTrue(page.has("#linkAccount"), page.toString());
            Page proof = page.submit("form", Map.of(), "#linkAccount");
            Page wrong = proof.submit("form", Map.of("password", "guessed"));
            assertTrue(wrong.location().isEmpty(), wrong.toString());
        });
        assertEquals(List.of(), realm.federatedIdentities(victim));
    }

    @Test
    void a_person_does_not_get_a_businesss_account_by_its_username() {
        SandboxBusiness business = realm.app().businesses().get(0);
        BrokeredLogin login = BrokeredLogin.of(realm, BUSINESS);
        JsonNode businessClaims = login.claims(login.agreeAs("business", business.id()));
        SandboxPerson person = new SandboxPerson(business.id(), "Same Id", "Same", "Id", Optional.empty());
        withPeople(person, () -> {
            BrokeredLogin other = BrokeredLogin.of(realm, PERSON);
            JsonNode claims = other.claims(other.agreeAs("person", person.id()));
            assertFalse(claims.path("sub")
                    .asText()
                    .equals(businessClaims.path("sub").asText()));
        });
    }

    /** Somebody's way into the account that a first login has made. */
    private String givePassword(SandboxBusiness business) {
        String account =
                realm.user("fb-" + business.id()).orElseThrow().path("id").asText();
        realm.setPassword(account, "somebodys");
        return account;
    }

    private List<String> aliases(String userId) {
        return realm.federatedIdentities(userId).stream()
                .map(identity -> identity.path("identityProvider").asText())
                .toList();
    }

    private void assertRefused(Page page) {
        assertTrue(page.text().contains("is a business, which all its admins share"), page.toString());
        assertTrue(page.has("#facebook-business-reason"), page.toString());
        assertEquals(
                "Reason code: linking_refused",
                page.first("#facebook-business-reason").text());
        assertTrue(realm.events("IDENTITY_PROVIDER_LOGIN_ERROR").stream()
                .map(event -> event.path("details").path("reason").asText())
                .anyMatch("linking_refused"::equals));
    }

    private Browser signedIn() {
        Browser browser = Browser.desktop().stopBefore(realm.client().redirectUri());
        Page end = browser.open(realm.client().authorizationRequest())
                .submit("#kc-form-login", Map.of("username", "victim", "password", "victims-password"));
        assertTrue(end.location().isPresent(), end.toString());
        return browser;
    }

    private void withPeople(SandboxPerson person, Runnable test) {
        List<SandboxPerson> before = realm.app().people();
        realm.app().withPeople(person);
        try {
            test.run();
        } finally {
            realm.app().withPeople(before.toArray(SandboxPerson[]::new));
        }
    }

    private void withReviewProfile(Runnable test) {
        withReviewProfileIn("first broker login", test);
    }

    /** The flow's Review Profile step always asks, as a realm may have it that also has other providers. */
    private void withReviewProfileIn(String flow, Runnable test) {
        JsonNode execution = execution(flow, "idp-review-profile");
        String config = execution.path("authenticationConfig").asText();
        if (config.isEmpty()) {
            realm.admin()
                    .post(
                            "/authentication/executions/" + execution.path("id").asText() + "/config",
                            Map.of("alias", "review " + flow, "config", Map.of("update.profile.on.first.login", "on")))
                    .expect(201);
            test.run();
            return;
        }
        setReviewProfile(config, "on");
        try {
            test.run();
        } finally {
            setReviewProfile(config, "missing");
        }
    }

    private void setReviewProfile(String config, String mode) {
        ObjectNode settings = (ObjectNode) realm.admin()
                .get("/authentication/config/" + config)
                .expect(200)
                .body();
        settings.withObject("config").put("update.profile.on.first.login", mode);
        realm.admin().put("/authentication/config/" + config, settings).expect(204);
    }

    private JsonNode execution(String flow, String provider) {
        for (JsonNode execution :
                realm.admin().get(path(flow) + "/executions").expect(200).body()) {
            if (execution.path("providerId").asText().equals(provider)) {
                return execution;
            }
        }
        throw new AssertionError("No " + provider + " in " + flow);
    }

    /** A flow that links to an existing account without asking for any proof: Keycloak offers it, with a warning. */
    private void withAutoLinkFlow(Runnable test) {
        String flow = "auto link";
        realm.admin()
                .post(
                        "/authentication/flows",
                        Map.of("alias", flow, "providerId", "basic-flow", "topLevel", true, "builtIn", false))
                .expect(201);
        addExecution(flow, "idp-review-profile", "REQUIRED");
        String link = "create or link";
        realm.admin()
                .post(
                        path(flow) + "/executions/flow",
                        Map.of("alias", link, "type", "basic-flow", "provider", "", "description", ""))
                .expect(201);
        addExecution(link, "idp-create-user-if-unique", "ALTERNATIVE");
        addExecution(link, "idp-auto-link", "ALTERNATIVE");
        for (JsonNode execution :
                realm.admin().get(path(flow) + "/executions").expect(200).body()) {
            if (execution.path("displayName").asText().equals(link)) {
                require(flow, (ObjectNode) execution, "REQUIRED");
            }
        }
        ObjectNode provider = realm.provider(BUSINESS);
        provider.put("firstBrokerLoginFlowAlias", flow);
        realm.admin().put("/identity-provider/instances/" + BUSINESS, provider).expect(204);
        try {
            test.run();
        } finally {
            provider = realm.provider(BUSINESS);
            provider.put("firstBrokerLoginFlowAlias", "first broker login");
            realm.admin()
                    .put("/identity-provider/instances/" + BUSINESS, provider)
                    .expect(204);
        }
    }

    private void addExecution(String flow, String provider, String requirement) {
        realm.admin()
                .post(path(flow) + "/executions/execution", Map.of("provider", provider))
                .expect(201);
        require(flow, (ObjectNode) execution(flow, provider), requirement);
    }

    private void require(String flow, ObjectNode execution, String requirement) {
        execution.put("requirement", requirement);
        assertTrue(realm.admin().put(path(flow) + "/executions", execution).status() < 300);
    }

    private static String path(String flow) {
        return "/authentication/flows/" + flow.replace(" ", "%20");
    }
}
