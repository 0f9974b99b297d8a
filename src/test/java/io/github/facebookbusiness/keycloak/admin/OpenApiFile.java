package io.github.facebookbusiness.keycloak.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code docs/openapi.yaml}, as a program that uses it would read it. */
final class OpenApiFile {

    static final Path PUBLISHED = Path.of("docs", "openapi.yaml");

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private final JsonNode tree;

    private OpenApiFile(JsonNode tree) {
        this.tree = tree;
    }

    static OpenApiFile published() {
        try {
            return new OpenApiFile(new YAMLMapper().readTree(PUBLISHED.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A call: {@code GET /admin/realms/{realm}/...}. */
    record Operation(String method, String path) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        tree.path("paths").fields().forEachRemaining(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(name -> addOperation(operations, name, path.getKey())));
        return operations;
    }

    private static void addOperation(List<Operation> operations, String name, String path) {
        if (METHODS.contains(name)) {
            operations.add(new Operation(name.toUpperCase(Locale.ROOT), path));
        }
    }

    JsonNode schema(String name) {
        return tree.path("components").path("schemas").path(name);
    }
}
