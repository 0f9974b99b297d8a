package io.github.facebookbusiness.keycloak.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.PomFile;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the console does, by the same Admin API. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnEveryKeycloak
class ProviderSettingsIT {

    private static final String INSTANCES = "/identity-provider/instances";

    private TestRealm realm;
    private AdminApi server;

    @BeforeAll
    void realm(TestRealm testRealm, AdminApi admin) {
        realm = testRealm;
        server = admin;
    }

    @Test
    void the_console_lists_the_provider_under_social_by_its_name() {
        JsonNode serverInfo = server.get("/admin/serverinfo").expect(200).body();
        JsonNode listed = find(serverInfo.path("identityProviders"), "id", "facebook-business");
        assertEquals("Facebook Login for Business", listed.path("name").asText());
        assertEquals("Social", listed.path("groupName").asText());
        assertEquals(
                List.of(
                        "configId",
                        "tokenType",
                        "loginVariation",
                        "permissions",
                        "apiVersion",
                        "graphUrl",
                        "dialogUrl",
                        "configurations",
                        "clientConfigurations",
                        "loginMode",
                        "sdkUrl",
                        "sdkRedirectUri",
                        "tokenReaders",
                        "providerAccessToken",
                        "webhookVerifyToken",
                        "previousClientSecret",
                        "mapBusinessesToOrganizations"),
                fields().stream().map(field -> field.path("name").asText()).toList());
    }

    @Test
    void server_info_shows_the_version_of_the_extension() {
        assertEquals(PomFile.own().version(), operationalInfo().path("Version").asText());
    }

    @Test
    void without_a_key_outside_the_database_server_info_says_so_and_the_log_warns_once(KeycloakServer keycloak)
            throws IOException {
        assertEquals(
                "realm AES keys, in the same database as the tokens (see operations: Keys)",
                operationalInfo().path("Token keys").asText());
        List<String> warnings = Files.readAllLines(keycloak.log()).stream()
                .filter(line -> line.contains("WARN") && line.contains("spi-social--facebook-business--token-keys"))
                .toList();
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains("a copy of the database is enough to read them"), warnings::toString);
    }

    private JsonNode operationalInfo() {
        return server.get("/admin/serverinfo")
                .expect(200)
                .body()
                .path("providers")
                .path("social")
                .path("providers")
                .path("facebook-business")
                .path("operationalInfo");
    }

    @ParameterizedTest
    @CsvSource({"en", "de", "es", "pt-BR"})
    void every_label_and_help_text_of_the_console_has_a_text(String language) {
        JsonNode bundle = server.anonymous()
                .get("/resources/master/admin/" + language)
                .expect(200)
                .body();
        for (JsonNode field : fields()) {
            for (String key :
                    List.of(field.path("label").asText(), field.path("helpText").asText())) {
                String text = find(bundle, "key", key).path("value").asText();
                assertFalse(text.isBlank(), key);
                assertFalse(text.contains("''"), text);
            }
        }
    }

    @Test
    void create_read_update_and_export_keep_every_key() {
        Map<String, String> every = new LinkedHashMap<>();
        every.put("configId", "777");
        every.put("tokenType", "system-user");
        every.put("loginVariation", "general");
        every.put("permissions", "business_management##ads_read");
        every.put("apiVersion", "v25.0");
        every.put("graphUrl", "https://graph.facebook.com");
        every.put("dialogUrl", "https://www.facebook.com");
        every.put("sdkUrl", "https://connect.facebook.net");
        every.put("loginMode", "redirect");
        every.put("sdkRedirectUri", "callback");
        every.put("configurations", "[{\"key\":\"people\",\"value\":\"778 user\"}]");
        every.put("clientConfigurations", "[{\"key\":\"demo-app\",\"value\":\"people\"}]");
        every.put("tokenReaders", "[{\"key\":\"service\",\"value\":\"* granular\"}]");
        every.put("previousClientSecret", "${vault.old}");
        every.put("providerAccessToken", "${vault.own}");
        every.put("webhookVerifyToken", "${vault.verify}");
        every.put("mapBusinessesToOrganizations", "false");
        realm.createProvider("every-key", every);
        assertKept(every, realm.provider("every-key"));

        every.put("apiVersion", "v26.0");
        realm.updateProvider("every-key", Map.of("apiVersion", "v26.0")).expect(204);
        assertKept(every, realm.provider("every-key"));

        JsonNode export = realm.admin().post("/partial-export").expect(200).body();
        assertKept(every, find(export.path("identityProviders"), "alias", "every-key"));
    }

    @Test
    void the_app_secret_is_not_shown_and_survives_an_update() {
        realm.createProvider("secret", Map.of());
        assertEquals(
                "**********",
                realm.provider("secret").path("config").path("clientSecret").asText());
        realm.updateProvider("secret", Map.of("apiVersion", "v25.0")).expect(204);
        assertEquals(
                true,
                realm
                        .admin()
                        .get("/facebook-business/secret")
                        .expect(200)
                        .body()
                        .path("checks")
                        .findParents("name")
                        .stream()
                        .filter(check -> check.path("name").asText().equals("app"))
                        .findFirst()
                        .orElseThrow()
                        .path("ok")
                        .asBoolean());
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "configId      | 12a                     | digits only",
                "apiVersion    | 26                      | must look like v26.0",
                "permissions   | page_show_list          | Did you mean pages_show_list?",
                "permissions   | email                   | A system user cannot have the permission email",
                "loginVariation| instagram-graph-api     | token type user only",
                "graphUrl      | https://evil.example    | does not allow",
                "dialogUrl     | https://evil.example    | does not allow",
                "sdkUrl        | https://evil.example    | does not allow",
                "graphUrl      | http://graph.facebook.com | loopback addresses only",
                "previousClientSecret | in-clear         | must be a vault reference",
            })
    void saving_is_refused_with_a_sentence_that_the_console_shows(String key, String value, String sentence) {
        Answer refused = realm.admin().post(INSTANCES, realm.provider("refused", Map.of(key, value)));
        assertEquals(400, refused.status());
        assertTrue(refused.body().path("errorMessage").asText().contains(sentence), refused.toString());
        assertEquals(404, realm.admin().get(INSTANCES + "/refused").status());
    }

    @Test
    void a_user_configuration_with_email_and_public_profile_only_is_refused() {
        Answer refused = realm.admin()
                .post(
                        INSTANCES,
                        realm.provider(
                                "only-email", Map.of("tokenType", "user", "permissions", "email,public_profile")));
        assertEquals(400, refused.status());
        assertTrue(refused.body().path("errorMessage").asText().contains("only"), refused.toString());
    }

    @Test
    void an_alias_with_a_dot_is_refused() {
        Answer refused = realm.admin().post(INSTANCES, realm.provider("face.book", Map.of()));
        assertEquals(400, refused.status());
        assertTrue(refused.body().path("errorMessage").asText().contains("dot"), refused.toString());
    }

    @Test
    void a_system_user_is_refused_where_the_email_is_the_username() {
        realm.set(Map.of("registrationEmailAsUsername", true));
        try {
            Answer refused = realm.admin().post(INSTANCES, realm.provider("no-email", Map.of()));
            assertEquals(400, refused.status());
            assertTrue(
                    refused.body().path("errorMessage").asText().contains("e-mail address as the username"),
                    refused.toString());
        } finally {
            realm.set(Map.of("registrationEmailAsUsername", false));
        }
    }

    @Test
    void an_update_is_checked_like_a_creation() {
        realm.createProvider("checked", Map.of());
        assertEquals(
                400, realm.updateProvider("checked", Map.of("configId", "x")).status());
        ObjectNode scopes = realm.provider("checked");
        ((ObjectNode) scopes.path("config")).put("defaultScope", "email");
        assertEquals(400, realm.admin().put(INSTANCES + "/checked", scopes).status());
        ObjectNode trusting = realm.provider("checked").put("trustEmail", true);
        assertEquals(400, realm.admin().put(INSTANCES + "/checked", trusting).status());
    }

    @Test
    void a_realm_import_brings_the_provider_back() {
        realm.createProvider("imported", Map.of("permissions", "ads_read"));
        ObjectNode provider = realm.provider("imported");
        ((ObjectNode) provider.path("config")).put("clientSecret", "${vault.secret}");
        realm.deleteProvider("imported");
        realm.admin()
                .post("/partialImport", Map.of("ifResourceExists", "FAIL", "identityProviders", List.of(provider)))
                .expect(200);
        assertEquals(
                "ads_read",
                realm.provider("imported").path("config").path("permissions").asText());
    }

    private void assertKept(Map<String, String> expected, JsonNode provider) {
        expected.forEach((key, value) ->
                assertEquals(value, provider.path("config").path(key).asText(), key));
    }

    private List<JsonNode> fields() {
        JsonNode properties = realm.admin()
                .get("/identity-provider/providers/facebook-business")
                .expect(200)
                .body()
                .path("configProperties");
        return properties.isArray() && !properties.isEmpty()
                ? list(properties)
                : list(find(
                                server.get("/admin/serverinfo")
                                        .expect(200)
                                        .body()
                                        .path("identityProviders"),
                                "id",
                                "facebook-business")
                        .path("configProperties"));
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static JsonNode find(JsonNode array, String key, String value) {
        return list(array).stream()
                .filter(entry -> entry.path(key).asText().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + key + "=" + value));
    }
}
