package io.github.facebookbusiness.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.ChromiumBrowser;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.RequiresChromium;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The main flows once as people see them; the screenshots in {@code target/screenshots} are for looking at. */
@KeycloakTest
@RequiresChromium
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChromiumIT {

    private static final String BUSINESS = "facebook-business";
    private static final String PERSON = "facebook-person";

    private TestRealm realm;
    private KeycloakServer server;

    @BeforeAll
    void providers(TestRealm testRealm, KeycloakServer keycloak) {
        server = keycloak;
        realm = testRealm
                .createProvider(BUSINESS, Map.of())
                .createProvider(PERSON, Map.of("tokenType", "user"))
                .set(Map.of("loginTheme", "facebook-business"));
    }

    @Test
    void a_business_connects_from_the_account_page() {
        try (ChromiumBrowser browser = ChromiumBrowser.viewer().open()) {
            browser.goTo(accountPage()).await("#social-" + BUSINESS);
            browser.screenshot("login");
            browser.click("#social-" + BUSINESS).await("#continue");
            browser.screenshot("dialog-business");
            browser.click("#continue").awaitUri(accountPage());
            browser.await("[data-testid=username], main");
            browser.screenshot("account-business");
        }
        String business = realm.app().businesses().get(0).id();
        assertTrue(realm.user("fb-" + business).isPresent());
    }

    @Test
    void a_person_signs_in_in_the_dark() {
        try (ChromiumBrowser browser = ChromiumBrowser.viewer().darkColours().open()) {
            browser.goTo(accountPage()).await("#social-" + PERSON);
            browser.screenshot("login-dark");
            browser.click("#social-" + PERSON).await("#continue");
            browser.screenshot("dialog-person");
            browser.click("#continue").awaitUri(accountPage());
        }
        assertTrue(realm.user("fb-" + realm.app().people().get(0).id()).isPresent());
    }

    @Test
    void a_cancel_can_start_again() {
        try (ChromiumBrowser browser = ChromiumBrowser.viewer().open()) {
            browser.goTo(accountPage()).await("#social-" + BUSINESS);
            browser.click("#social-" + BUSINESS).await("#cancel");
            browser.click("#cancel").await("#facebook-business-reason");
            assertEquals(
                    "Reason code: cancelled",
                    browser.await("#facebook-business-reason").getText());
            browser.screenshot("cancelled");
            browser.click("#facebook-business-again").await("#social-" + BUSINESS);
        }
    }

    @Test
    void a_phone_is_told_in_its_language_that_a_business_needs_a_computer() {
        try (ChromiumBrowser browser =
                ChromiumBrowser.viewer().mobile().language("pt-BR").open()) {
            browser.goTo(accountPage()).await("#social-" + BUSINESS);
            browser.click("#social-" + BUSINESS).await("#facebook-business-reason");
            browser.screenshot("mobile-pt-br");
            assertTrue(browser.await("#facebook-business-reason").getText().contains("mobile_not_supported"));
        }
    }

    @Test
    void a_person_sees_when_their_data_were_deleted() {
        MetaCallbacks meta = MetaCallbacks.of(realm, PERSON);
        String page = meta.deleteData(meta.signedRequest("10150000000000001", 1_700_000_000L))
                .expect(200)
                .text("url");
        try (ChromiumBrowser browser =
                ChromiumBrowser.viewer().mobile().language("de").open()) {
            browser.goTo(URI.create(page)).await("#facebook-business-done");
            browser.screenshot("data-deleted-de");
            assertTrue(browser.await("#facebook-business-requested").getText().contains("2023"));
        }
    }

    @Test
    @OnEveryKeycloak
    void an_admin_adds_the_provider_in_the_console_and_is_told_what_is_wrong() {
        try (ChromiumBrowser browser = ChromiumBrowser.viewer().open()) {
            browser.size(1400, 1500);
            browser.goTo(URI.create(server.baseUrl() + "/admin/master/console/#/" + realm.name()
                            + "/identity-providers/facebook-business/add"))
                    .await("#username");
            browser.type("#username", "admin").type("#password", "admin").click("#kc-login");
            browser.await("[data-testid=configId]");
            browser.await("[data-testid=alias]").sendKeys("-by-hand");
            browser.type("[data-testid='config.clientId']", realm.app().id())
                    .type("[data-testid='config.clientSecret']", realm.app().secret())
                    .type("[data-testid=configId]", "twelve");
            browser.click("[data-testid=createProvider]").await("[data-testid=last-alert]");
            assertTrue(browser.text().contains("digits only"), browser.text());
            browser.screenshot("console");

            browser.await("[data-testid=configId]").clear();
            browser.type("[data-testid=configId]", "778").click("[data-testid=createProvider]");
            browser.awaitUri(URI.create(server.baseUrl() + "/admin/master/console/#/" + realm.name()
                    + "/identity-providers/facebook-business/facebook-business-by-hand"));
            browser.await("[data-testid=configId][value='778']");
            browser.screenshot("console-saved");
        }
        assertEquals(
                "system-user",
                realm.provider("facebook-business-by-hand")
                        .path("config")
                        .path("tokenType")
                        .asText());
    }

    @Test
    void an_admin_says_in_the_console_which_services_may_read_tokens() {
        realm.createProvider("readers", Map.of("tokenReaders", ""));
        try (ChromiumBrowser browser = ChromiumBrowser.viewer().open()) {
            browser.size(1400, 2600);
            browser.goTo(URI.create(server.baseUrl() + "/admin/master/console/#/" + realm.name()
                            + "/identity-providers/facebook-business/readers/settings"))
                    .await("#username");
            browser.type("#username", "admin").type("#password", "admin").click("#kc-login");
            browser.click("[data-testid$=tokenReaders-empty-state] button")
                    .type("[data-testid='config.tokenReaders.0.key']", "billing")
                    .type("[data-testid='config.tokenReaders.0.value']", "* gran")
                    .type("[data-testid=providerAccessToken]", "${vault.own}");
            browser.click("[data-testid$=-save]").await("[data-testid=last-alert]");
            assertTrue(browser.text().contains("The token reader billing must be given"), browser.text());
            browser.screenshot("console-token-readers");

            browser.type("[data-testid='config.tokenReaders.0.value']", "ular")
                    .click("[data-testid$=tokenReaders-add-row]")
                    .type("[data-testid='config.tokenReaders.1.key']", "reports")
                    .type("[data-testid='config.tokenReaders.1.value']", "1234567890123456 2234567890123456");
            browser.click("[data-testid$=-save]");
            browser.awaitText("Provider successfully updated");
            browser.screenshot("console-token-readers-saved");
        }
        JsonNode saved = realm.provider("readers").path("config");
        assertEquals(
                "[{\"key\":\"billing\",\"value\":\"* granular\"},"
                        + "{\"key\":\"reports\",\"value\":\"1234567890123456 2234567890123456\"}]",
                saved.path("tokenReaders").asText());
        assertEquals("${vault.own}", saved.path("providerAccessToken").asText());
    }

    @Test
    void an_admin_lists_configurations_in_the_console_and_says_which_client_gets_which() {
        realm.createProvider("many", Map.of());
        try (ChromiumBrowser browser = ChromiumBrowser.viewer().open()) {
            browser.size(1400, 3000);
            browser.goTo(URI.create(server.baseUrl() + "/admin/master/console/#/" + realm.name()
                            + "/identity-providers/facebook-business/many/settings"))
                    .await("#username");
            browser.type("#username", "admin").type("#password", "admin").click("#kc-login");
            browser.click("[data-testid$=configurations-empty-state] button")
                    .type("[data-testid='config.configurations.0.key']", "whatsapp")
                    .type("[data-testid='config.configurations.0.value']", "2200330044005503 system-user whatsapp")
                    .click("[data-testid$=clientConfigurations-empty-state] button")
                    .type("[data-testid='config.clientConfigurations.0.key']", "demo-app")
                    .type("[data-testid='config.clientConfigurations.0.value']", "whatsapp");
            // Keycloak's console enables "Save" for other fields only.
            browser.type("[data-testid=displayName]", "es");
            browser.click("[data-testid$=-save]").await("[data-testid=last-alert]");
            assertTrue(
                    browser.text().contains("The configuration whatsapp has an unknown login variation"),
                    browser.text());
            browser.screenshot("console-configurations");
            browser.type("[data-testid='config.configurations.0.value']", "-embedded-signup");
            browser.click("[data-testid$=-save]").awaitText("Provider successfully updated");
        }
        JsonNode saved = realm.provider("many").path("config");
        assertEquals(
                "[{\"key\":\"whatsapp\",\"value\":\"2200330044005503 system-user whatsapp-embedded-signup\"}]",
                saved.path("configurations").asText());
        assertEquals(
                "[{\"key\":\"demo-app\",\"value\":\"whatsapp\"}]",
                saved.path("clientConfigurations").asText());
    }

    private URI accountPage() {
        return URI.create(realm.url() + "/account");
    }
}
