package io.github.facebookbusiness.keycloak.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What test realms are made from, whatever the demo's realm file has besides. */
class RealmFileTest {

    @Test
    void a_test_realm_begins_with_one_person_two_clients_and_no_organization_or_provider() {
        ObjectNode realm = RealmFile.demo().named("test");
        assertEquals(List.of("alice"), names(realm.path("users"), "username"));
        assertEquals(List.of("demo-app", "demo-reports"), names(realm.path("clients"), "clientId"));
        assertEquals(List.of(), names(realm.path("identityProviders"), "alias"));
        assertFalse(realm.has("organizations"));
        assertFalse(realm.path("organizationsEnabled").asBoolean(true));
    }

    @Test
    void an_alias_that_only_the_demo_uses_means_the_first_provider_under_that_alias() {
        ObjectNode first = RealmFile.demo().identityProvider("facebook-business");
        assertEquals(first.put("alias", "facebook-whatsapp"), RealmFile.demo().identityProvider("facebook-whatsapp"));
        assertEquals(
                "user",
                RealmFile.demo()
                        .identityProvider("facebook-person")
                        .path("config")
                        .path("tokenType")
                        .asText());
    }

    private static List<String> names(JsonNode entries, String field) {
        return StreamSupport.stream(entries.spliterator(), false)
                .map(entry -> entry.path(field).asText())
                .toList();
    }
}
