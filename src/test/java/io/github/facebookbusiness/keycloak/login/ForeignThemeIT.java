package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Browser;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tech Providers have login themes of their own; our pages must be theirs there. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignThemeIT {

    private static final String ALIAS = "facebook-business";
    private static final Path THEME = Path.of(System.getProperty("keycloak.home"), "themes", "tech-provider");

    private static final String SDK = "facebook-sdk";

    private TestRealm realm;

    @BeforeAll
    void a_theme_with_a_layout_of_its_own(TestRealm testRealm) throws IOException {
        Path login = Files.createDirectories(THEME.resolve("login"));
        Files.writeString(login.resolve("theme.properties"), "parent=base\nlocales=en,de\n");
        Files.writeString(login.resolve("template.ftl"), """
                <#macro registrationLayout bodyClass="" displayInfo=false displayMessage=true displayRequiredFields=false>
                <!DOCTYPE html>
                <html><body class="tech-provider">
                <h1 class="of-the-tech-provider"><#nested "header"></h1>
                <main><#nested "form"></main>
                <#nested "socialProviders">
                </body></html>
                </#macro>
                """);
        realm = testRealm
                .createProvider(ALIAS, Map.of())
                .createProvider(
                        SDK, Map.of("loginMode", "javascript-sdk"), provider -> provider.put("hideOnLogin", true));
    }

    @AfterAll
    void remove() throws IOException {
        for (String file : new String[] {"login/template.ftl", "login/theme.properties", "login", ""}) {
            Files.deleteIfExists(THEME.resolve(file));
        }
    }

    @Test
    void a_page_of_ours_has_the_layout_of_a_foreign_theme() {
        realm.set(Map.of("loginTheme", "tech-provider"));
        Page page = BrokeredLogin.with(realm, ALIAS, Browser.mobile()).open();
        assertTrue(page.has("body.tech-provider"), page.body());
        assertEquals(
                "Please continue on a computer",
                page.first("h1.of-the-tech-provider").text());
        assertEquals(
                "Reason code: mobile_not_supported",
                page.first("main #facebook-business-reason").text());
        assertTrue(page.first("#facebook-business-again").absUrl("href").contains("/login-actions/restart"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak", "keycloak.v2", "facebook-business"})
    void and_of_every_theme_that_is_shipped(String theme) {
        realm.set(Map.of("loginTheme", theme));
        Page page = BrokeredLogin.with(realm, ALIAS, Browser.mobile()).open();
        assertTrue(page.has("#facebook-business-sentence"), page.body());
        assertEquals(400, page.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak", "keycloak.v2", "facebook-business", "tech-provider"})
    void the_page_of_the_sdk_is_there_in_every_theme_with_its_styles(String theme) {
        realm.set(Map.of("loginTheme", theme));
        Page page = BrokeredLogin.with(realm, SDK, Browser.desktop()).open();
        assertTrue(page.has("#facebook-business-sdk #facebook-business-continue"), page.body());
        for (Element linked : page.html().select("link[rel=stylesheet], script[src]")) {
            String address = linked.absUrl(linked.hasAttr("href") ? "href" : "src");
            assertEquals(200, Browser.desktop().open(URI.create(address)).status(), address);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak", "keycloak.v2", "facebook-business"})
    void the_page_that_asks_before_a_business_is_connected_is_there_in_every_theme(String theme) {
        realm.set(Map.of("loginTheme", theme));
        Page page = Browser.desktop()
                .open(realm.client().authorizationRequest(Map.of("kc_action", "connect-facebook-business:" + ALIAS)))
                .submit("#kc-form-login", Map.of("username", "alice", "password", "alice"));
        assertTrue(page.has("#facebook-business-form #facebook-business-continue"), page.body());
    }

    @Test
    void the_shipped_theme_adds_the_icon_to_the_button_and_keeps_its_name() {
        realm.set(Map.of("loginTheme", "facebook-business"));
        Page login = Browser.desktop().open(realm.client().authorizationRequest());
        assertEquals(
                "Connect your business",
                login.first("#social-" + ALIAS + " .facebook-business-icon").text());
        realm.set(Map.of("loginTheme", "keycloak.v2"));
        Page without = Browser.desktop().open(realm.client().authorizationRequest());
        assertFalse(without.has(".facebook-business-icon"));
        assertTrue(without.has("#social-" + ALIAS));
    }
}
