package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several configurations in one provider: who may choose, and that nobody chooses what the admin did not list. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfigurationChoiceIT {

    private static final String ALIAS = "facebook-business";
    private static final String CLIENT = "demo-app";

    private TestRealm realm;
    private SandboxConfiguration ads;
    private SandboxConfiguration pages;
    private SandboxConfiguration people;

    @BeforeAll
    void provider(TestRealm testRealm) {
        realm = testRealm.set(Map.of("organizationsEnabled", true)).createProvider(ALIAS, Map.of());
        ads = realm.app().addConfiguration(SandboxConfiguration.systemUser("ads_management"));
        pages = realm.app().addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));
        people = realm.app().addConfiguration(SandboxConfiguration.user("email", "pages_show_list"));
        realm.admin()
                .post(
                        "/organizations",
                        Map.of(
                                "name",
                                "Acme",
                                "alias",
                                "acme",
                                "domains",
                                List.of(Map.of("name", "acme.example")),
                                "attributes",
                                Map.of("facebook.business.configuration", List.of("pages"))))
                .expect(201);
    }

    @BeforeEach
    void three_named_ones() {
        assertEquals(
                204,
                realm.updateProvider(ALIAS, Map.of("configurations", listed(), "clientConfigurations", ""))
                        .status());
        realm.clearEvents();
    }

    private String listed() {
        return "[{\"key\":\"ads\",\"value\":\"" + ads.id() + "\"},{\"key\":\"pages\",\"value\":\"" + pages.id()
                + " system-user\"},{\"key\":\"people\",\"value\":\"" + people.id() + " user general\"}]";
    }

    @Test
    void without_a_choice_it_is_the_providers_own() {
        assertEquals(realm.businessConfiguration().id(), configIdOf(open(Map.of())));
    }

    @Test
    void an_application_names_one_and_it_is_in_the_session_the_event_and_the_stored_token() {
        realm.admin()
                .post(
                        "/clients/" + realm.clientId(CLIENT) + "/protocol-mappers/models",
                        Map.of(
                                "name", "configuration",
                                "protocol", "openid-connect",
                                "protocolMapper", "oidc-usersessionmodel-note-mapper",
                                "config",
                                        Map.of(
                                                "user.session.note", "facebook_business_configuration",
                                                "claim.name", "facebook_configuration",
                                                "jsonType.label", "String",
                                                "access.token.claim", "true")))
                .expect(201);
        BrokeredLogin login = login();
        Page dialog = login.browser().open(request(Map.of("facebook_configuration", "ads")));
        JsonNode claims = login.claims(dialog.submit("form", Map.of(), "#continue"));

        assertEquals("ads", claims.path("facebook_configuration").asText());
        JsonNode details = realm.events("IDENTITY_PROVIDER_LOGIN").get(0).path("details");
        assertEquals("ads", details.path("configuration").asText());
        assertEquals("parameter", details.path("configuration_source").asText());
        assertEquals(ads.id(), details.path("config_id").asText());
        assertEquals(
                ads.id(),
                TokenApi.of(realm, ALIAS)
                        .rest()
                        .get("/tokens/" + details.path("token_id").asText())
                        .expect(200)
                        .text("configId"));
    }

    @Test
    void a_named_configuration_for_persons_signs_a_person_in() {
        BrokeredLogin login = login();
        Page dialog = login.browser().open(request(Map.of("facebook_configuration", "people")));
        JsonNode claims = login.claims(dialog.submit(
                "form", Map.of("person", realm.app().people().get(0).id()), "#continue"));

        assertEquals(
                "fb-" + realm.app().people().get(0).id(),
                claims.path("preferred_username").asText());
        assertTrue(claims.has("email"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unheard", "ADS", "ads pages", "${vault.key}", "<script>"})
    void a_name_that_the_admin_did_not_list_is_refused(String name) {
        Page refused = open(Map.of("facebook_configuration", name));

        assertEquals("configuration_unknown", reason(refused));
        JsonNode details = realm.events("IDENTITY_PROVIDER_LOGIN_ERROR").get(0).path("details");
        assertEquals("configuration_unknown", details.path("reason").asText());
        assertEquals(name, details.path("configuration").asText());
        assertFalse(refused.text().contains(name), refused.text());
    }

    @Test
    void an_id_from_the_browser_is_never_used_even_one_that_is_listed() {
        for (String id : List.of(ads.id(), realm.businessConfiguration().id(), "666")) {
            assertEquals("configuration_unknown", reason(open(Map.of("facebook_configuration", id))));
        }
        assertEquals(realm.businessConfiguration().id(), configIdOf(open(Map.of("config_id", ads.id()))));
    }

    @Test
    void the_clients_entry_goes_before_the_parameter_which_is_recorded() {
        giveClient("pages");
        BrokeredLogin login = login();
        Page dialog = login.browser().open(request(Map.of("facebook_configuration", "ads")));
        login.claims(dialog.submit("form", Map.of(), "#continue"));

        JsonNode details = realm.events("IDENTITY_PROVIDER_LOGIN").get(0).path("details");
        assertEquals(pages.id(), details.path("config_id").asText());
        assertEquals("client", details.path("configuration_source").asText());
        assertEquals("parameter=ads", details.path("configuration_ignored").asText());
    }

    @Test
    void a_parameter_that_nobody_listed_does_not_stop_what_the_client_gets_and_one_that_agrees_is_no_news() {
        giveClient("pages");
        assertEquals(pages.id(), configIdOf(open(Map.of("facebook_configuration", "unheard"))));

        BrokeredLogin login = login();
        Page dialog = login.browser().open(request(Map.of("facebook_configuration", "pages")));
        login.claims(dialog.submit("form", Map.of(), "#continue"));
        JsonNode details = realm.events("IDENTITY_PROVIDER_LOGIN").get(0).path("details");
        assertFalse(details.has("configuration_ignored"), details.toString());
    }

    @Test
    void an_organization_that_keycloak_resolved_chooses_before_the_parameter_and_after_the_client() {
        Map<String, String> acme = Map.of("scope", "openid organization:acme", "facebook_configuration", "ads");
        assertEquals(pages.id(), configIdOf(open(acme)));

        giveClient("ads");
        assertEquals(ads.id(), configIdOf(open(acme)));
    }

    @Test
    void an_organization_that_names_an_unlisted_one_is_refused_with_its_source() {
        realm.updateProvider(ALIAS, Map.of("configurations", "[{\"key\":\"ads\",\"value\":\"" + ads.id() + "\"}]"));
        assertEquals("configuration_unknown", reason(open(Map.of("scope", "openid organization:acme"))));
        assertEquals(
                "organization",
                realm.events("IDENTITY_PROVIDER_LOGIN_ERROR")
                        .get(0)
                        .path("details")
                        .path("configuration_source")
                        .asText());
    }

    @Test
    void an_organization_that_nobody_resolved_chooses_nothing() {
        assertEquals(realm.businessConfiguration().id(), configIdOf(open(Map.of("organization", "acme"))));
    }

    @Test
    void a_name_that_was_removed_while_the_person_was_at_meta_ends_the_login_before_the_code_is_used() {
        Page dialog = open(Map.of("facebook_configuration", "ads"));
        realm.updateProvider(ALIAS, Map.of("configurations", ""));
        realm.app().log().clear();
        Page refused = dialog.submit("form", Map.of(), "#continue");

        assertEquals("configuration_changed", reason(refused));
        assertEquals(List.of(), realm.app().calls());
        assertEquals(
                "ads",
                realm.events("IDENTITY_PROVIDER_LOGIN_ERROR")
                        .get(0)
                        .path("details")
                        .path("configuration")
                        .asText());
    }

    @Test
    void a_name_that_means_another_configuration_by_now_does_not_get_the_token_of_the_one_before() {
        Page dialog = open(Map.of("facebook_configuration", "ads"));
        realm.updateProvider(ALIAS, Map.of("configurations", "[{\"key\":\"ads\",\"value\":\"" + pages.id() + "\"}]"));
        assertEquals("configuration_changed", reason(dialog.submit("form", Map.of(), "#continue")));
    }

    @Test
    void a_provider_that_was_broken_by_hand_meanwhile_is_a_failure_that_is_told(Database database) {
        try (TestRealm other = realm.another()) {
            other.createProvider(ALIAS, Map.of());
            Page dialog = BrokeredLogin.of(other, ALIAS).open();
            database.update(
                    "update IDENTITY_PROVIDER_CONFIG set VALUE = 'nobody' where NAME = 'tokenType'"
                            + " and IDENTITY_PROVIDER_ID = ?",
                    other.provider(ALIAS).path("internalId").asText());
            other.admin().post("/clear-realm-cache").expect(204);

            assertEquals("internal_error", reason(dialog.submit("form", Map.of(), "#continue")));
            assertEquals(
                    "internal_error",
                    other.events("IDENTITY_PROVIDER_LOGIN_ERROR")
                            .get(0)
                            .path("details")
                            .path("reason")
                            .asText());
        }
    }

    @Test
    void what_the_client_gets_later_changes_nothing_about_a_login_under_way() {
        BrokeredLogin login = login();
        Page dialog = login.browser().open(request(Map.of("facebook_configuration", "ads")));
        giveClient("pages");
        login.claims(dialog.submit("form", Map.of(), "#continue"));
        assertEquals(
                ads.id(),
                realm.events("IDENTITY_PROVIDER_LOGIN")
                        .get(0)
                        .path("details")
                        .path("config_id")
                        .asText());
    }

    @Test
    void a_code_that_comes_to_a_provider_which_sent_nobody_to_meta_is_not_used() {
        realm.createProvider("other", Map.of());
        BrokeredLogin login = login();
        String state =
                OidcClient.query(login.browser().open(request(Map.of())).uri()).get("state");
        String code = realm.app()
                .issueCode(
                        realm.businessConfiguration(),
                        realm.app().businesses().get(0),
                        realm.redirectUri("other").toString());
        Page refused =
                login.browser().open(URI.create(realm.redirectUri("other") + "?code=" + code + "&state=" + state));
        assertEquals("state_invalid", reason(refused));
    }

    @Test
    void a_business_connected_by_two_configurations_has_an_original_of_each() {
        SandboxBusiness business = realm.app().businesses().get(1);
        for (String name : List.of("ads", "pages")) {
            BrokeredLogin login = login();
            Page dialog = login.browser().open(request(Map.of("facebook_configuration", name)));
            login.claims(dialog.submit("form", Map.of("business", business.id()), "#continue"));
        }
        JsonNode tokens = TokenApi.of(realm, ALIAS)
                .rest()
                .get("/businesses/" + business.id())
                .expect(200)
                .body()
                .path("tokens");
        assertEquals(2, tokens.size(), tokens.toString());
    }

    private void giveClient(String name) {
        realm.updateProvider(
                        ALIAS,
                        Map.of("clientConfigurations", "[{\"key\":\"" + CLIENT + "\",\"value\":\"" + name + "\"}]"))
                .expect(204);
    }

    private BrokeredLogin login() {
        return BrokeredLogin.of(realm, ALIAS);
    }

    private Page open(Map<String, String> parameters) {
        return login().browser().open(request(parameters));
    }

    private URI request(Map<String, String> parameters) {
        Map<String, String> all = new HashMap<>(parameters);
        all.put("kc_idp_hint", ALIAS);
        return realm.client().authorizationRequest(all);
    }

    /** Of the dialog that a page is. */
    private static String configIdOf(Page dialog) {
        return OidcClient.query(dialog.uri()).get("config_id");
    }

    private static String reason(Page page) {
        return page.first("#facebook-business-reason").text().replace("Reason code: ", "");
    }
}
