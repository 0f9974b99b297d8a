package io.github.facebookbusiness.keycloak.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** A realm as Keycloak wrote it down. */
public final class RealmExport {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final JsonNode realm;

    private RealmExport(JsonNode realm) {
        this.realm = realm;
    }

    /** What the console's <i>Partial export</i> gives, with everything in it that can be. */
    public static RealmExport of(TestRealm realm) {
        return new RealmExport(realm.admin()
                .post("/partial-export?exportClients=true&exportGroupsAndRoles=true")
                .expect(200)
                .body());
    }

    public JsonNode provider(String alias) {
        return StreamSupport.stream(realm.path("identityProviders").spliterator(), false)
                .filter(provider -> provider.path("alias").asText().equals(alias))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No provider " + alias + " in the export"));
    }

    public JsonNode mappers() {
        return realm.path("identityProviderMappers");
    }

    /** As for another server: names that have the realm's name in them change with it, and no id is used twice. */
    ObjectNode renamed(String from, String to) {
        Map<String, String> ids = new HashMap<>();
        String text = ID.matcher(realm.toString().replace(from, to))
                .replaceAll(id ->
                        ids.computeIfAbsent(id.group(), any -> UUID.randomUUID().toString()));
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
