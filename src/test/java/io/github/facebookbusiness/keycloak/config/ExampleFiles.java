package io.github.facebookbusiness.keycloak.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files in {@code docs/examples}: one provider and its mapper, written for one tool after the other. */
final class ExampleFiles {

    static final Path FOLDER = Path.of("docs", "examples");

    private static final Path KEYCLOAK_CONFIG_CLI = Path.of("keycloak-config-cli", "businesses.yaml");

    private ExampleFiles() {}

    static ObjectNode provider() {
        return json("provider.json");
    }

    static ObjectNode mapper() {
        return json("mapper.json");
    }

    static ObjectNode partialImport() {
        return json("partial-import.json");
    }

    /** A realm, as keycloak-config-cli reads it. */
    static ObjectNode keycloakConfigCli() {
        try {
            return (ObjectNode) new YAMLMapper().readTree(text(KEYCLOAK_CONFIG_CLI));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TerraformExample terraform() {
        return new TerraformExample(text(Path.of("terraform", "main.tf")));
    }

    static List<Path> all() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the settings that are JSON in a text as JSON: where that has spaces says nothing. */
    static ObjectNode read(JsonNode provider) {
        ObjectNode read = provider.deepCopy();
        ObjectNode config = (ObjectNode) read.path("config");
        for (String key : List.of("configurations", "clientConfigurations", "tokenReaders")) {
            config.set(key, parse(config.path(key).asText()));
        }
        return read;
    }

    private static ObjectNode json(String name) {
        return (ObjectNode) parse(text(Path.of(name)));
    }

    private static JsonNode parse(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path name) {
        try {
            return Files.readString(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
