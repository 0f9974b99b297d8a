package io.github.facebookbusiness.keycloak.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.sandbox.demo.KeycloakLaunch;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import io.github.facebookbusiness.sandbox.demo.PortTaken;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The harness itself: what all other integration tests take for granted. */
@KeycloakTest
final class KeycloakServerIT {

    @Test
    @OnEveryKeycloak
    void is_ready_and_measured(KeycloakServer server) {
        AdminApi management = AdminApi.of(server.managementUrl()).anonymous();

        assertEquals("UP", management.get("/health/ready").expect(200).text("status"));
        assertEquals(200, management.get("/metrics").status());
    }

    @Test
    void a_taken_port_is_named_in_one_line_before_anything_starts(KeycloakServer server) {
        int taken = server.baseUrl().getPort();
        KeycloakLaunch launch = KeycloakServer.in(Path.of("nowhere")).httpPort(taken);

        PortTaken failure = assertThrows(PortTaken.class, launch::start);

        assertEquals(
                "Port " + taken + " on localhost is already in use. Stop the program that uses it, then try again.",
                failure.getMessage());
    }

    @Test
    @OnEveryKeycloak
    void the_realm_file_is_accepted_whole(TestRealm realm) {
        realm.createProvider("facebook-business", Map.of());
        realm.createProvider("facebook-person", Map.of());

        JsonNode settings = realm.admin().get("").expect(200).body();
        assertTrue(settings.path("eventsEnabled").asBoolean());
        assertTrue(settings.path("adminEventsDetailsEnabled").asBoolean());
        JsonNode profile = realm.admin().get("/users/profile").expect(200).body();
        profile.path("attributes").forEach(attribute -> assertFalse(attribute.has("required"), attribute::toString));
        assertEquals(
                "system-user",
                realm.provider("facebook-business")
                        .path("config")
                        .path("tokenType")
                        .asText());
        assertEquals(
                "user",
                realm.provider("facebook-person")
                        .path("config")
                        .path("tokenType")
                        .asText());
    }

    @Test
    void a_browser_signs_in_without_scripts(TestRealm realm) {
        OidcClient client = realm.client();
        Browser browser = Browser.desktop().stopBefore(client.redirectUri());

        Page login = browser.open(client.authorizationRequest());
        Page end = login.submit("#kc-form-login", Map.of("username", "alice", "password", "alice"));

        URI callback = end.location().orElseThrow(() -> new AssertionError(end));
        Answer tokens = client.tokensFor(callback).expect(200);
        assertEquals(
                "alice",
                OidcClient.claims(tokens.text("id_token"))
                        .path("preferred_username")
                        .asText());
        String alice = realm.user("alice").orElseThrow().path("id").asText();
        assertEquals(1, realm.userSessions(alice).size());
        assertEquals(alice, realm.events("LOGIN").get(0).path("userId").asText());
    }

    @Test
    @OnEveryKeycloak
    void a_token_carries_the_asked_roles_and_no_more(TestRealm realm) {
        AdminApi viewer = realm.admin().as(realm.accessTokenWith("view-identity-providers"));

        assertEquals(200, viewer.get("/identity-provider/instances").status());
        assertEquals(403, viewer.get("/users").status());
        assertEquals(401, realm.admin().anonymous().get("/users").status());
    }

    @Test
    @RequiresChromium
    void a_real_browser_signs_in(TestRealm realm) {
        try (ChromiumBrowser browser =
                ChromiumBrowser.viewer().language("de").darkColours().mobile().open()) {
            browser.goTo(URI.create(realm.url() + "/account"));
            browser.await("#kc-form-login");
            browser.screenshot("harness-login");
            browser.type("#username", "alice").type("#password", "alice").click("#kc-login");
            browser.awaitUri(URI.create(realm.url() + "/account"));
            browser.await("#landingPersonalInfo, [data-testid=account-profile], main");
        }
    }
}
