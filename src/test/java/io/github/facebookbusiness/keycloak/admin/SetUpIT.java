package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SetUpIT {

    private static final String ALIAS = "facebook-business";
    private static final String PATH = "/facebook-business/" + ALIAS;

    private TestRealm realm;

    @BeforeAll
    void provider(TestRealm testRealm) {
        realm = testRealm.createProvider(ALIAS, Map.of());
    }

    @Test
    @OnEveryKeycloak
    void gives_the_addresses_to_paste_at_meta() {
        JsonNode setUp = realm.admin().get(PATH).expect(200).body();
        assertEquals(
                realm.redirectUri(ALIAS).toString(), setUp.path("redirectUri").asText());
        String callbacks = realm.url() + "/facebook-business/" + ALIAS;
        assertEquals(callbacks + "/webhook", setUp.path("webhookUrl").asText());
        assertEquals(callbacks + "/deauthorize", setUp.path("deauthorizeUrl").asText());
        assertEquals(callbacks + "/data-deletion", setUp.path("dataDeletionUrl").asText());
    }

    @Test
    @OnEveryKeycloak
    void says_that_a_set_up_works() {
        for (String name : List.of(
                "configuration",
                "vault",
                "app",
                "key_source",
                "user_profile",
                "events",
                "client_configurations",
                "token_readers",
                "upkeep")) {
            assertTrue(check(name).path("ok").asBoolean(), name + ": " + check(name));
        }
        assertEquals("realm_aes_key", check("key_source").path("reason").asText());
    }

    @Test
    void says_that_graph_does_not_know_the_secret() {
        realm.updateProvider(ALIAS, Map.of("clientSecret", "wrong")).expect(204);
        try {
            assertEquals("app_secret_invalid", failed("app"));
        } finally {
            realm.updateProvider(ALIAS, Map.of("clientSecret", realm.app().secret()))
                    .expect(204);
        }
    }

    @Test
    void says_that_graph_does_not_know_the_app() {
        realm.updateProvider(ALIAS, Map.of("clientId", "404")).expect(204);
        try {
            assertEquals("app_id_invalid", failed("app"));
        } finally {
            realm.updateProvider(ALIAS, Map.of("clientId", realm.app().id())).expect(204);
        }
    }

    @Test
    @OnEveryKeycloak
    void says_which_vault_reference_has_no_value() {
        realm.updateProvider(ALIAS, Map.of("webhookVerifyToken", "${vault.nowhere}"))
                .expect(204);
        assertEquals("unresolved", failed("vault"));
        assertEquals("webhookVerifyToken", check("vault").path("detail").asText());
        realm.vaultSecret("verify", "anything");
        realm.updateProvider(ALIAS, Map.of("webhookVerifyToken", "${vault.verify}"))
                .expect(204);
        assertTrue(check("vault").path("ok").asBoolean());
        realm.updateProvider(ALIAS, Map.of("webhookVerifyToken", "")).expect(204);
    }

    @Test
    void says_which_token_reader_is_not_the_service_account_of_a_client() {
        realm.createService("crm");
        realm.updateProvider(
                        ALIAS,
                        Map.of(
                                "tokenReaders",
                                "[{\"key\":\"crm\",\"value\":\"*\"},{\"key\":\"gone\",\"value\":\"*\"},"
                                        + "{\"key\":\"demo-app\",\"value\":\"*\"}]"))
                .expect(204);
        try {
            assertEquals("no_service_account", failed("token_readers"));
            assertEquals("demo-app, gone", check("token_readers").path("detail").asText());
        } finally {
            realm.updateProvider(ALIAS, Map.of("tokenReaders", "")).expect(204);
        }
    }

    @Test
    void says_which_client_with_a_configuration_is_not_there() {
        realm.updateProvider(
                        ALIAS,
                        Map.of(
                                "configurations", "[{\"key\":\"ads\",\"value\":\"12345\"}]",
                                "clientConfigurations",
                                        "[{\"key\":\"demo-app\",\"value\":\"ads\"},{\"key\":\"gone\",\"value\":\"ads\"}]"))
                .expect(204);
        try {
            assertEquals("unknown_client", failed("client_configurations"));
            assertEquals("gone", check("client_configurations").path("detail").asText());
        } finally {
            realm.updateProvider(ALIAS, Map.of("configurations", "", "clientConfigurations", ""))
                    .expect(204);
        }
    }

    @Test
    void a_secret_in_the_vault_works() {
        realm.updateProvider(
                        ALIAS,
                        Map.of(
                                "clientSecret",
                                realm.vaultSecret("app", realm.app().secret())))
                .expect(204);
        assertTrue(check("app").path("ok").asBoolean());
        assertTrue(BrokeredLogin.of(realm, ALIAS).agree().location().isPresent());
    }

    @Test
    @OnEveryKeycloak
    void says_that_the_user_profile_requires_what_a_business_does_not_have_and_one_file_mends_it() throws IOException {
        AdminApi profile = realm.admin();
        JsonNode before = profile.get("/users/profile").expect(200).body();
        JsonNode strict = before.deepCopy();
        for (JsonNode attribute : strict.path("attributes")) {
            if (List.of("email", "firstName").contains(attribute.path("name").asText())) {
                ((ObjectNode) attribute).putObject("required").putArray("roles").add("user");
            }
        }
        profile.put("/users/profile", strict).expect(200);
        assertEquals("required", failed("user_profile"));
        assertEquals("email, firstName", check("user_profile").path("detail").asText());

        profile.put("/users/profile", setUpFile("user-profile.json")).expect(200);
        assertTrue(check("user_profile").path("ok").asBoolean());
        assertTrue(BrokeredLogin.of(realm, ALIAS).agree().location().isPresent());
        profile.put("/users/profile", before).expect(200);
    }

    @Test
    void says_that_events_are_not_kept() {
        realm.set(Map.of("eventsEnabled", false));
        assertEquals("user_events_off", failed("events"));
        realm.set(Map.of("eventsEnabled", true, "adminEventsEnabled", false));
        assertEquals("admin_events_off", failed("events"));
        realm.set(Map.of("adminEventsEnabled", true));
    }

    @Test
    void says_which_events_are_not_kept_and_one_file_mends_it() throws IOException {
        JsonNode before = realm.admin().get("/events/config").expect(200).body();
        realm.set(Map.of("enabledEventTypes", List.of("LOGIN", "IDENTITY_PROVIDER_RETRIEVE_TOKEN_ERROR")));
        assertEquals("not_saved", failed("events"));
        assertEquals(
                "IDENTITY_PROVIDER_LOGIN_ERROR, IDENTITY_PROVIDER_RETRIEVE_TOKEN",
                check("events").path("detail").asText());

        realm.set(Map.of("enabledEventTypes", List.of()));
        assertEquals("not_saved", failed("events"));
        assertEquals(
                "IDENTITY_PROVIDER_RETRIEVE_TOKEN, IDENTITY_PROVIDER_RETRIEVE_TOKEN_ERROR",
                check("events").path("detail").asText());

        realm.admin().put("/events/config", setUpFile("events.json")).expect(204);
        assertTrue(check("events").path("ok").asBoolean());
        assertEquals(
                setUpFile("events.json").path("enabledEventTypes"),
                setUpFile("realm.json").path("enabledEventTypes"));
        realm.admin().put("/events/config", before).expect(204);
    }

    private static JsonNode setUpFile(String name) throws IOException {
        return new ObjectMapper().readTree(Files.readString(Path.of("docs", "setup", name)));
    }

    @Test
    void says_that_the_realm_changed_under_the_provider() {
        realm.set(Map.of("registrationEmailAsUsername", true));
        assertEquals("refused", failed("configuration"));
        assertTrue(check("configuration").path("detail").asText().contains("e-mail"));
        realm.set(Map.of("registrationEmailAsUsername", false));
    }

    @Test
    void a_provider_of_another_kind_or_none_is_unknown() {
        realm.admin()
                .post(
                        "/identity-provider/instances",
                        Map.of(
                                "alias", "builtin",
                                "providerId", "facebook",
                                "config", Map.of("clientId", "1", "clientSecret", "2")))
                .expect(201);
        for (String alias : List.of("builtin", "nobody")) {
            assertEquals(
                    "unknown_provider",
                    realm.admin()
                            .get("/facebook-business/" + alias)
                            .expect(404)
                            .body()
                            .path("error")
                            .asText());
        }
    }

    @Test
    @OnEveryKeycloak
    void nobody_reads_it_without_a_token() {
        assertEquals(401, realm.admin().anonymous().get(PATH).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"manage-users", "view-users", "manage-clients", "view-realm", "manage-events"})
    void other_roles_do_not_read_it(String role) {
        assertEquals(
                403, realm.admin().as(realm.accessTokenWith(role)).get(PATH).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"view-identity-providers", "manage-identity-providers"})
    void roles_for_identity_providers_read_it(String role) {
        realm.admin().as(realm.accessTokenWith(role)).get(PATH).expect(200);
    }

    @Test
    @OnEveryKeycloak
    void no_class_of_the_extension_answers_beside_the_admin_api() {
        for (String path : List.of("/" + ALIAS, PATH, "/facebook-business")) {
            assertEquals(
                    404,
                    realm.admin()
                            .at(java.net.URI.create(realm.url().toString().replaceAll("/realms/.*", "")))
                            .anonymous()
                            .get(path)
                            .status());
        }
    }

    private String failed(String name) {
        assertEquals(false, check(name).path("ok").asBoolean(), check(name).toString());
        return check(name).path("reason").asText();
    }

    private JsonNode check(String name) {
        for (JsonNode check : realm.admin().get(PATH).expect(200).body().path("checks")) {
            if (check.path("name").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("No check " + name);
    }
}
