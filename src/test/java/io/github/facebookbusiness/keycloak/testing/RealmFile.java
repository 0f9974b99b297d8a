package io.github.facebookbusiness.keycloak.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The realm that the demo imports and the documentation offers; so every test proves it, too. What is there only for the
 * demo's page of links is taken out: tests begin with one person, two clients, no organization, and the two providers.
 */
final class RealmFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "demo";
    private static final Set<String> USERS = Set.of("alice");
    private static final Set<String> CLIENTS = Set.of("demo-app", "demo-reports");
    private static final Set<String> PROVIDERS = Set.of("facebook-business", "facebook-person");

    private final String content;

    private RealmFile(String content) {
        this.content = content;
    }

    static RealmFile demo() {
        try {
            return new RealmFile(Files.readString(path()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path path() {
        return Path.of(System.getProperty("demo.realm", "docker/demo-realm.json"));
    }

    /** The realm under another name, without its identity providers and organizations. */
    ObjectNode named(String name) {
        ObjectNode realm = parse(content.replace("default-roles-" + NAME, "default-roles-" + name));
        realm.put("realm", name);
        realm.putArray("identityProviders");
        realm.put("organizationsEnabled", false).remove("organizations");
        keep(USERS, "username", realm.path("users"));
        keep(CLIENTS, "clientId", realm.path("clients"));
        return realm;
    }

    private static void keep(Set<String> names, String field, JsonNode entries) {
        for (Iterator<JsonNode> each = entries.elements(); each.hasNext(); ) {
            if (!names.contains(each.next().path(field).asText())) {
                each.remove();
            }
        }
    }

    /** The one of the two identity providers that has that alias, or the first one under that alias. */
    ObjectNode identityProvider(String alias) {
        JsonNode providers = parse(content).path("identityProviders");
        ObjectNode provider = StreamSupport.stream(providers.spliterator(), false)
                .filter(candidate -> candidate.path("alias").asText().equals(alias) && PROVIDERS.contains(alias))
                .findFirst()
                .orElseGet(() -> providers.path(0))
                .deepCopy();
        return provider.put("alias", alias);
    }

    private static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
