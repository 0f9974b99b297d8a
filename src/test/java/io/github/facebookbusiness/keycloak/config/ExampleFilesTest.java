package io.github.facebookbusiness.keycloak.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleFilesTest {

    /** In JSON, YAML, Terraform, Java and commands alike: the name of a secret, and the value behind it. */
    private static final Pattern NAMED = Pattern.compile(
            "(?i)\\b\\w*(?:secret|password|verify_?token|access_?token)\\w*\\\\?[\"']?\\s*[:=]\\s*\\\\?[\"']?([^\\s\"'\\\\,;)]+)");

    /** A reference, or where to get it from. */
    private static final Pattern HARMLESS =
            Pattern.compile("\\$\\$?\\{vault\\.[\\w-]+}|\\$[A-Z_]+|System\\.getenv\\(.*|\\$\\(env:[A-Z_]+\\)");

    /** What Meta's tokens, app secrets, Keycloak's tokens and private keys look like, whatever they are called. */
    private static final Pattern SHAPED =
            Pattern.compile("\\bEAA\\w{16,}|\\b[0-9a-f]{32}\\b|\\beyJ[\\w-]{10,}\\.|-----BEGIN [A-Z ]*PRIVATE KEY");

    @Test
    void every_tools_example_is_the_same_provider_and_mapper() {
        JsonNode provider = ExampleFiles.read(ExampleFiles.provider());
        ObjectNode partial = ExampleFiles.partialImport();
        assertEquals(ExampleFiles.provider(), partial.path("identityProviders").path(0));
        assertEquals(
                ExampleFiles.mapper(), partial.path("identityProviderMappers").path(0));
        ObjectNode realm = ExampleFiles.keycloakConfigCli();
        assertEquals(provider, ExampleFiles.read(realm.path("identityProviders").path(0)));
        assertEquals(
                ExampleFiles.mapper(), realm.path("identityProviderMappers").path(0));
        assertEquals(ExampleFiles.mapper(), ExampleFiles.terraform().mapper());
        JsonNode terraform = ExampleFiles.read(ExampleFiles.terraform().provider());
        provider.path("config")
                .fields()
                .forEachRemaining(setting -> assertEquals(
                        setting.getValue(), terraform.path("config").path(setting.getKey()), setting.getKey()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void no_example_has_a_secret(Path example) throws IOException {
        assertEquals(List.of(), secrets(Files.readString(example)));
    }

    static List<Path> examples() {
        return ExampleFiles.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void nothing_in_the_documentation_looks_like_a_secret(Path page) throws IOException {
        assertFalse(SHAPED.matcher(Files.readString(page)).find());
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            return files.filter(file -> file.toString().matches(".*\\.(md|json|yaml|tf|java)"))
                    .sorted()
                    .toList();
        }
    }

    /** So that the three above can fail. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"clientSecret\": \"hunter2\"",
                "clientSecret: hunter2",
                "client_secret = \"hunter2\"",
                "client_secret_wo = \"hunter2\"",
                "-s config.clientSecret=hunter2",
                "\"webhookVerifyToken\": \"hunter2\"",
                "providerAccessToken: $hunter2",
                ".clientSecret(hunter2); password = hunter2",
                "KEYCLOAK_PASSWORD=hunter2",
                "note: EAABwzLixnjYBAJ1234567890",
                "proof 0123456789abcdef0123456789abcdef",
                "-----BEGIN RSA PRIVATE KEY-----",
            })
    void a_secret_would_be_found(String line) {
        assertFalse(secrets(line).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"clientSecret\": \"${vault.facebook-secret}\"",
                "client_secret = \"$${vault.facebook-secret}\"",
                "KEYCLOAK_PASSWORD=$PASSWORD",
                "\"tokenType\": \"system-user\", \"storeToken\": false",
            })
    void a_reference_is_none(String line) {
        assertEquals(List.of(), secrets(line));
    }

    private static List<String> secrets(String text) {
        Stream<String> named = NAMED.matcher(text)
                .results()
                .filter(found -> !HARMLESS.matcher(found.group(1)).matches())
                .map(found -> found.group());
        Stream<String> shaped = SHAPED.matcher(text).results().map(found -> found.group());
        return Stream.concat(named, shaped).toList();
    }

    @Test
    void the_page_names_every_example() throws IOException {
        String page = Files.readString(Path.of("docs", "config-as-code.md"));
        for (Path example : ExampleFiles.all()) {
            assertTrue(
                    page.contains("](examples/" + ExampleFiles.FOLDER.relativize(example) + ")"), example.toString());
        }
    }
}
