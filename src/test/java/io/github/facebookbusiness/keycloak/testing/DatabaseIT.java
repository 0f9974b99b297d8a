package io.github.facebookbusiness.keycloak.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The harness itself: that a test which looks into a database looks into Keycloak's, and of which kind that is. */
@KeycloakTest
@OnEveryDatabase
final class DatabaseIT {

    @Test
    void keycloak_says_that_it_stores_in_the_kind_that_was_asked_for(AdminApi server, Database database) {
        JsonNode connection = server.get("/admin/serverinfo")
                .expect(200)
                .body()
                .path("providers")
                .path("connectionsJpa")
                .path("providers")
                .path("quarkus")
                .path("operationalInfo");

        String product = connection.path("databaseProduct").asText();
        assertTrue(product.startsWith(DatabaseKind.ofThisRun().product() + " "), connection::toString);
        String address = connection.path("databaseUrl").asText();
        assertTrue(!address.isEmpty() && database.url().startsWith(address), connection::toString);
    }

    @Test
    void what_keycloak_stored_is_seen(TestRealm realm, Database database) {
        List<Map<String, Object>> rows =
                database.query("SELECT NAME, ENABLED, SSL_REQUIRED FROM REALM WHERE NAME = ?", realm.name());

        assertEquals(1, rows.size());
        assertEquals(
                List.of("name", "enabled", "ssl_required"),
                List.copyOf(rows.get(0).keySet()));
        assertEquals(realm.name(), rows.get(0).get("name"));
        assertEquals(true, rows.get(0).get("enabled"));
    }

    @Test
    void bytes_are_bytes(TestRealm realm, Database database) {
        String alice = realm.user("alice").orElseThrow().path("id").asText();
        byte[] bytes = {0, 1, -1};

        assertEquals(1, database.update("UPDATE CREDENTIAL SET SALT = ? WHERE USER_ID = ?", bytes, alice));

        Object stored = database.query("SELECT SALT FROM CREDENTIAL WHERE USER_ID = ?", alice)
                .get(0)
                .get("salt");
        assertArrayEquals(bytes, assertInstanceOf(byte[].class, stored));
    }

    @Test
    void a_long_text_is_a_text(TestRealm realm, Database database) {
        String text = "x".repeat(5000);
        realm.admin()
                .send("PUT", "/localization/en/long", Optional.of("text/plain"), BodyPublishers.ofString(text))
                .expect(204);

        List<Map<String, Object>> rows = database.query(
                "SELECT L.TEXTS FROM REALM_LOCALIZATIONS L JOIN REALM R ON R.ID = L.REALM_ID WHERE R.NAME = ?",
                realm.name());

        assertTrue(assertInstanceOf(String.class, rows.get(0).get("texts")).contains(text), rows::toString);
    }

    @Test
    void what_a_test_changes_keycloak_sees(TestRealm realm, Database database) {
        String alice = realm.user("alice").orElseThrow().path("id").asText();
        String name = UUID.randomUUID().toString();

        assertEquals(0, database.update("UPDATE USER_ENTITY SET LAST_NAME = ? WHERE ID = ?", name, name));
        assertEquals(1, database.update("UPDATE USER_ENTITY SET LAST_NAME = ? WHERE ID = ?", name, alice));

        realm.admin().post("/clear-user-cache").expect(204);
        assertEquals(name, realm.user("alice").orElseThrow().path("lastName").asText());
    }
}
