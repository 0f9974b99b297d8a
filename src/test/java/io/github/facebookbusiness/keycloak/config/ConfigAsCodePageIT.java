package io.github.facebookbusiness.keycloak.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Bash;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.MarkdownFile;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each example of {@code docs/config-as-code.md} makes the same provider, by the page's own commands where it has some. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfigAsCodePageIT {

    private static final String INSTANCES = "/identity-provider/instances";
    private static final String ALIAS = "facebook-business";

    private final MarkdownFile page = MarkdownFile.read(Path.of("docs", "config-as-code.md"));

    private TestRealm realm;
    private String server;

    @BeforeAll
    void realm(TestRealm testRealm, AdminApi admin) {
        realm = testRealm;
        server = admin.base().toString();
    }

    @AfterEach
    void deleteProviders() {
        for (JsonNode provider : realm.admin().get(INSTANCES).expect(200).body()) {
            realm.deleteProvider(provider.path("alias").asText());
        }
    }

    @Test
    void the_admin_api_takes_the_example_and_gives_it_back() {
        realm.admin().post(INSTANCES, ExampleFiles.provider()).expect(201);
        realm.admin()
                .post(INSTANCES + "/" + ALIAS + "/mappers", ExampleFiles.mapper())
                .expect(201);
        assertIsTheExample();
        realm.admin().put(INSTANCES + "/" + ALIAS, realm.provider(ALIAS)).expect(204);
        assertIsTheExample();
    }

    @Test
    void the_commands_of_kcadm_create_update_and_export_the_example() throws IOException {
        try (Bash bash = signedIn()) {
            List<String> commands = page.section("kcadm.sh").blocks("bash");
            bash.run(commands.get(0));
            assertIsTheExample();

            String id = realm.provider(ALIAS).path("internalId").asText();
            realm.updateProvider(ALIAS, Map.of("apiVersion", "v25.0", "permissions", ""))
                    .expect(204);
            bash.run(commands.get(1));
            assertIsTheExample();
            assertEquals(id, realm.provider(ALIAS).path("internalId").asText());

            assertEquals(2, commands.size());
            String export = bash.run(String.join("", page.section("Realm file").blocks("bash")));
            JsonNode exported = new ObjectMapper().readTree(export.substring(export.indexOf("\n{") + 1));
            assertIsTheExample((ObjectNode) exported.path("identityProviders").path(0));
        }
    }

    @Test
    void the_command_of_partial_import_creates_the_example_and_then_leaves_it_alone() {
        try (Bash bash = signedIn()) {
            String command = String.join("", page.section("Partial import").blocks("bash"));
            bash.run(command);
            assertIsTheExample();
            realm.updateProvider(ALIAS, Map.of("apiVersion", "v25.0")).expect(204);
            bash.run(command);
            assertEquals(
                    "v25.0",
                    realm.provider(ALIAS).path("config").path("apiVersion").asText());
        }
    }

    @Test
    void a_realm_file_with_the_example_makes_it() {
        ObjectNode file = ExampleFiles.partialImport();
        file.remove("ifResourceExists");
        assertMakesTheExample(file);
    }

    @Test
    void the_realm_of_keycloak_config_cli_makes_the_example() {
        assertMakesTheExample(ExampleFiles.keycloakConfigCli());
    }

    private void assertMakesTheExample(ObjectNode file) {
        AdminApi realms = realm.admin().at(realm.url().resolve("/admin/realms"));
        String name = realm.name() + "-file";
        realms.post("", file.put("realm", name)).expect(201);
        try {
            assertIsTheExample(realms.below("/" + name));
        } finally {
            realms.delete("/" + name).expect(204);
        }
    }

    /** With the account that the page asks for, and not one that may more. */
    @Test
    void the_program_with_keycloak_admin_client_creates_updates_and_creates_again_the_example() {
        try (Bash bash = withAdminClient()) {
            String apply = page.section("keycloak-admin-client").blocks("bash").get(0);
            bash.run(apply);
            assertProviderIsTheExample();

            String id = realm.provider(ALIAS).path("internalId").asText();
            realm.updateProvider(ALIAS, Map.of("apiVersion", "v25.0", "permissions", ""))
                    .expect(204);
            bash.run(apply);
            assertProviderIsTheExample();
            assertEquals(id, realm.provider(ALIAS).path("internalId").asText());

            realm.deleteProvider(ALIAS);
            bash.run(apply);
            assertProviderIsTheExample();
        }
    }

    @Test
    void the_program_changes_a_setting_of_our_providers_only_and_keeps_their_app_secrets() {
        realm.createProvider("one", Map.of("apiVersion", "v25.0"));
        realm.createProvider("two", Map.of("apiVersion", "v25.0"));
        realm.admin()
                .post(
                        INSTANCES,
                        Map.of(
                                "alias",
                                "other",
                                "providerId",
                                "facebook",
                                "config",
                                Map.of("clientId", "1", "clientSecret", "2")))
                .expect(201);
        try (Bash bash = withAdminClient()) {
            bash.run(page.section("keycloak-admin-client").blocks("bash").get(1));
        }
        for (String alias : List.of("one", "two")) {
            assertEquals(
                    "v26.0",
                    realm.provider(alias).path("config").path("apiVersion").asText());
            assertTrue(appIsAccepted(alias), alias);
        }
        assertTrue(realm.provider("other").path("config").path("apiVersion").isMissingNode());
    }

    @Test
    void the_program_says_why_a_provider_is_refused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("provider.json");
        ObjectNode refused = ExampleFiles.provider();
        ((ObjectNode) refused.path("config")).put("configId", "12a");
        Files.writeString(file, refused.toString());
        String command = page.section("keycloak-admin-client")
                .blocks("bash")
                .get(0)
                .replace("$EXAMPLES/provider.json", file.toString());
        try (Bash bash = withAdminClient()) {
            assertSaysWhy(bash, command);
            assertEquals(404, realm.admin().get(INSTANCES + "/" + ALIAS).status());
            realm.admin().post(INSTANCES, ExampleFiles.provider()).expect(201);
            assertSaysWhy(bash, command);
            assertProviderIsTheExample();
        }
    }

    private static void assertSaysWhy(Bash bash, String command) {
        String failure =
                assertThrows(AssertionError.class, () -> bash.run(command)).getMessage();
        assertTrue(failure.contains("400: ") && failure.contains("The configuration ID must be digits only."), failure);
    }

    @Test
    void what_terraform_sends_makes_the_example() {
        realm.admin().post(INSTANCES, ExampleFiles.terraform().provider()).expect(201);
        realm.admin()
                .post(
                        INSTANCES + "/" + ALIAS + "/mappers",
                        ExampleFiles.terraform().mapper())
                .expect(201);
        ObjectNode made = realm.provider(ALIAS);
        ObjectNode config = (ObjectNode) made.path("config");
        Set<String> others = new TreeSet<>();
        config.fieldNames().forEachRemaining(others::add);
        ExampleFiles.provider().path("config").fieldNames().forEachRemaining(others::remove);
        others.remove("showInAccountConsole");
        assertTrue(TerraformExample.SWITCHES.containsAll(others), others.toString());
        config.remove(others);
        assertIsTheExample(made);
        assertEquals(ExampleFiles.mapper(), onlyMapper(realm.admin()));
    }

    @Test
    void the_scope_that_terraform_would_send_by_itself_is_refused() {
        Answer refused =
                realm.admin().post(INSTANCES, ExampleFiles.terraform().provider(Map.of("default_scopes", "openid")));
        assertEquals(400, refused.status());
        assertTrue(refused.text("errorMessage").contains("Scopes must be empty"), refused.toString());
    }

    private boolean appIsAccepted(String alias) {
        for (JsonNode check : realm.admin()
                .get("/facebook-business/" + alias)
                .expect(200)
                .body()
                .path("checks")) {
            if (check.path("name").asText().equals("app")) {
                return check.path("ok").asBoolean();
            }
        }
        throw new AssertionError("No check of the app");
    }

    private Bash signedIn() {
        Bash bash = bash("bash");
        bash.with(Map.of("ADMIN", KeycloakServer.ADMIN))
                .run("bin/kcadm.sh config credentials --server " + server
                        + " --realm master --user $ADMIN --password $ADMIN");
        return bash;
    }

    private Bash withAdminClient() {
        OidcClient caller = realm.createServiceWith("manage-identity-providers");
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        return bash("bash")
                .with(Map.of(
                        "ADMIN_CLIENT", adminClient(),
                        "KEYCLOAK_URL", server,
                        "KEYCLOAK_CLIENT_ID", caller.clientId(),
                        "KEYCLOAK_CLIENT_SECRET", caller.secret().orElseThrow(),
                        "PATH", java + File.pathSeparator + System.getenv("PATH")));
    }

    private Bash bash(String... programs) {
        assumeTrue(Bash.has(programs), "The commands of the page need bash.");
        return new Bash()
                .with(Map.of(
                        "REALM",
                        realm.name(),
                        "EXAMPLES",
                        ExampleFiles.FOLDER.toAbsolutePath().toString()));
    }

    /**
     * keycloak-admin-client and what it needs, out of this JVM's class path: without the server's classes, of which it
     * has a copy of its own, and without the server's JAX-RS.
     */
    private static String adminClient() {
        String separator = File.separator;
        String keycloak = separator + "org" + separator + "keycloak" + separator;
        String quarkus = separator + "io" + separator + "quarkus" + separator;
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> !entry.contains(quarkus))
                .filter(entry -> !entry.contains(keycloak)
                        || entry.contains("keycloak-admin-client")
                        || entry.contains("keycloak-client-common-synced"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void assertIsTheExample() {
        assertIsTheExample(realm.admin());
    }

    private void assertProviderIsTheExample() {
        assertIsTheExample(realm.provider(ALIAS));
    }

    private static void assertIsTheExample(AdminApi realm) {
        assertIsTheExample(
                (ObjectNode) realm.get(INSTANCES + "/" + ALIAS).expect(200).body());
        assertEquals(ExampleFiles.mapper(), onlyMapper(realm));
    }

    private static ObjectNode onlyMapper(AdminApi realm) {
        JsonNode mappers =
                realm.get(INSTANCES + "/" + ALIAS + "/mappers").expect(200).body();
        assertEquals(1, mappers.size());
        ObjectNode mapper = (ObjectNode) mappers.get(0);
        mapper.remove("id");
        return mapper;
    }

    /** But for what Keycloak adds: its id, what it knows of the kind, switches that are off, and the account console. */
    private static void assertIsTheExample(ObjectNode provider) {
        ObjectNode example = ExampleFiles.read(ExampleFiles.provider());
        ((ObjectNode) example.path("config")).put("showInAccountConsole", "NEVER");
        ObjectNode made = ExampleFiles.read(provider);
        made.remove(List.of("internalId", "types"));
        example.remove("hideOnLogin");
        for (String off : List.of("addReadTokenRoleOnCreate", "authenticateByDefault", "hideOnLogin")) {
            assertEquals(false, made.path(off).asBoolean(false), off);
            made.remove(off);
        }
        assertEquals(example, made);
    }
}
