package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Browser;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Behind a reverse proxy Meta must be given the public addresses, whatever the proxy or an attacker says of hosts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReverseProxyIT {

    private static final String ALIAS = "facebook-business";
    private static final String PUBLIC = "https://login.example";

    private OwnServer own;
    private TestRealm realm;

    @BeforeAll
    void start() {
        own = OwnServer.start(
                "proxy",
                "--hostname=" + PUBLIC,
                "--hostname-admin=https://admin.example",
                "--proxy-headers=xforwarded");
        realm = own.realm().createProvider(ALIAS, Map.of());
    }

    @AfterAll
    void stop() {
        own.close();
    }

    @Test
    void every_address_for_meta_is_the_public_one() {
        JsonNode setUp =
                realm.admin().get("/facebook-business/" + ALIAS).expect(200).body();
        String realmUrl = PUBLIC + "/realms/" + realm.name();
        assertEquals(
                realmUrl + "/broker/" + ALIAS + "/endpoint",
                setUp.path("redirectUri").asText());
        String callbacks = realmUrl + "/facebook-business/" + ALIAS;
        assertEquals(callbacks + "/webhook", setUp.path("webhookUrl").asText());
        assertEquals(callbacks + "/deauthorize", setUp.path("deauthorizeUrl").asText());
        assertEquals(callbacks + "/data-deletion", setUp.path("dataDeletionUrl").asText());
    }

    @Test
    void the_dialog_is_given_the_public_redirect_uri_whatever_the_host_headers_say() {
        Browser browser = Browser.desktop()
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Forwarded-Proto", "http")
                .stopBefore(realm.client().redirectUri())
                .stopBefore(URI.create(PUBLIC));
        Page toBroker = browser.open(realm.client().authorizationRequest(Map.of("kc_idp_hint", ALIAS)));
        URI broker = toBroker.location().orElseThrow();
        assertEquals("login.example", broker.getHost());

        URI behindTheProxy = URI.create(
                broker.toString().replace(PUBLIC, own.server().baseUrl().toString()));
        browser.stopBefore(URI.create(
                realm.provider(ALIAS).path("config").path("dialogUrl").asText()));
        Map<String, String> dialog =
                OidcClient.query(browser.open(behindTheProxy).location().orElseThrow());
        assertEquals(PUBLIC + "/realms/" + realm.name() + "/broker/" + ALIAS + "/endpoint", dialog.get("redirect_uri"));
    }
}
