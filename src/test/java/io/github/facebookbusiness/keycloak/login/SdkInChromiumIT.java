package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.ChromiumBrowser;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.RequiresChromium;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.SandboxSignup;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** Meta's SDK on Keycloak's page, and connecting a business to an account, as people see them: popup included. */
@KeycloakTest
@RequiresChromium
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkInChromiumIT {

    private static final String BUSINESS = "facebook-business";
    private static final String PERSON = "facebook-person";
    private static final String SIGNUP = "facebook-signup";
    private static final String INSTAGRAM = "facebook-instagram";
    private static final String CONTINUE = "#facebook-business-continue:enabled";

    private TestRealm realm;
    private OidcClient application;
    private ChromiumBrowser browser;
    private String window;

    @BeforeAll
    void providers(TestRealm testRealm) {
        realm = testRealm
                .createProvider(BUSINESS, Map.of("loginMode", "javascript-sdk"))
                .createProvider(PERSON, Map.of("loginMode", "javascript-sdk", "tokenType", "user", "permissions", ""));
        SandboxConfiguration signup = realm.app().addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());
        realm.createProvider(
                SIGNUP,
                Map.of(
                        "loginMode", "javascript-sdk",
                        "permissions", "",
                        "configId", signup.id(),
                        "loginVariation", "whatsapp-embedded-signup"));
        SandboxConfiguration instagram =
                realm.app().addConfiguration(SandboxConfiguration.instagramGraphApi("instagram_basic"));
        realm.createProvider(
                INSTAGRAM,
                Map.of(
                        "loginMode", "javascript-sdk",
                        "permissions", "",
                        "tokenType", "user",
                        "configId", instagram.id(),
                        "loginVariation", "instagram-graph-api"));
        URI landing = URI.create(realm.url() + "/.well-known/openid-configuration");
        realm.updateClient("demo-app", Map.of("redirectUris", List.of(landing.toString())))
                .expect(204);
        application = new OidcClient(realm.url(), "demo-app", Optional.empty(), landing);
    }

    @BeforeEach
    void open() {
        browser = ChromiumBrowser.viewer().open();
        realm.clearEvents();
    }

    @AfterEach
    void close() {
        browser.close();
        realm.app().withSignup(SandboxSignup.ending(SandboxSignup.Event.FINISH));
    }

    @Test
    void a_business_connects_in_the_window_that_the_sdk_opens() {
        visit(BUSINESS, Map.of());
        browser.screenshot("sdk");
        inPopup("#continue");
        assertSignedInAs(realm.app().businesses().get(0).id());
        assertEquals(1, browser.windows());
        assertNothingWasBlocked();
    }

    @Test
    void whatsapps_session_info_is_stored_with_the_token() {
        SandboxBusiness business = SandboxBusiness.named("Café Signup");
        realm.app().withBusinesses(business);
        visit(SIGNUP, Map.of());
        inPopup("#continue");
        claims();
        JsonNode signup = signupOf(business);
        assertEquals("FINISH", signup.path("event").asText());
        assertEquals(business.id(), signup.path("businessId").asText());
        assertFalse(signup.path("wabaId").asText().isEmpty());
        assertFalse(signup.path("phoneNumberId").asText().isEmpty());
    }

    @Test
    void a_signup_whose_window_says_nothing_signs_in_all_the_same() {
        SandboxBusiness business = SandboxBusiness.named("Silent");
        realm.app().withBusinesses(business).withSignup(SandboxSignup.saying());
        visit(SIGNUP, Map.of());
        inPopup("#continue");
        claims();
        assertTrue(signupOf(business).isNull());
    }

    @Test
    void session_info_that_another_site_makes_up_is_not_heard() {
        SandboxBusiness business = SandboxBusiness.named("Lied about");
        realm.app().withBusinesses(business).withSignup(SandboxSignup.saying());
        visit(SIGNUP, Map.of());
        browser.driver()
                .executeScript("window.postMessage(JSON.stringify({type: 'WA_EMBEDDED_SIGNUP', event: 'FINISH', data:"
                        + " {waba_id: '1', business_id: '2', phone_number_id: '3'}}), '*')");
        inPopup("#continue");
        claims();
        assertTrue(signupOf(business).isNull());
        assertFalse(
                realm.events("IDENTITY_PROVIDER_LOGIN").get(0).path("details").has("signup_ignored"));
    }

    @Test
    void metas_login_button_signs_a_person_in_whose_token_meta_does_not_date() {
        realm.app().faults().on(Fault.DEBUG_TOKEN_NO_ISSUED_AT);
        try {
            visit(PERSON, Map.of());
            browser.click(".fb-login-button-rendered").switchToNewestWindow().click("#continue");
            back();
            assertSignedInAs(realm.app().people().get(0).id());
        } finally {
            realm.app().faults().clear();
        }
    }

    @Test
    void metas_login_button_signs_a_person_in() {
        visit(PERSON, Map.of());
        browser.await(".fb-login-button-rendered");
        browser.screenshot("sdk-person");
        browser.click(".fb-login-button-rendered").switchToNewestWindow().click("#continue");
        back();
        assertSignedInAs(realm.app().people().get(0).id());
        assertNothingWasBlocked();
    }

    @Test
    void instagrams_variation_signs_a_person_in_with_its_extras() {
        visit(INSTAGRAM, Map.of());
        inPopup("#continue");
        assertSignedInAs(realm.app().people().get(0).id());
    }

    @Test
    void a_window_that_was_closed_leaves_the_page_to_try_again_or_cancel() {
        visit(BUSINESS, Map.of());
        browser.click(CONTINUE).switchToNewestWindow().await("#continue");
        browser.driver().close();
        back();
        browser.await("#facebook-business-nothing");
        browser.screenshot("sdk-nothing");
        inPopup("#cancel");
        browser.await("#facebook-business-nothing");
        inPopup("#continue");
        claims();
    }

    @Test
    void cancelling_on_the_page_ends_as_cancelled() {
        visit(BUSINESS, Map.of());
        browser.click("#facebook-business-cancel").awaitText("Reason code: cancelled");
    }

    @Test
    void where_the_sdk_is_held_back_the_login_goes_on_by_redirect() {
        realm.createProvider("blocked", Map.of("loginMode", "javascript-sdk", "sdkUrl", "http://localhost:9"));
        browser.goTo(request("blocked", Map.of())).await("#facebook-business-redirect");
        assertFalse(browser.driver()
                .findElement(By.id("facebook-business-continue"))
                .isDisplayed());
        browser.screenshot("sdk-blocked");
        browser.click("#facebook-business-redirect").click("#continue");
        claims();
    }

    @Test
    void the_page_speaks_the_persons_language_and_follows_the_dark() {
        browser.close();
        browser = ChromiumBrowser.viewer().darkColours().language("de").open();
        visit(BUSINESS, Map.of());
        browser.awaitText("Weiter mit Facebook").screenshot("sdk-dark-de");
        assertTrue(browser.driver()
                .executeScript("return document.documentElement.className")
                .toString()
                .contains("dark"));
        assertTrue(browser.driver().getPageSource().contains("/de_DE/sdk.js"));
    }

    @Test
    void a_signed_in_user_connects_a_business_and_stays_who_they_are() {
        realm.createProvider("connect", Map.of());
        signIn("connect");
        browser.await("#facebook-business-connect");
        browser.screenshot("connect");
        browser.click(CONTINUE).click("#continue");
        assertConnected();
    }

    @Test
    void a_signed_in_user_connects_a_business_in_the_window_of_the_sdk() {
        signIn(BUSINESS);
        browser.click("#facebook-business-form " + CONTINUE).await("#facebook-business-answer");
        window = browser.driver().getWindowHandle();
        inPopup("#continue");
        assertConnected();
    }

    @Test
    void cancelling_the_sdks_page_brings_a_signed_in_user_back_to_the_application() {
        signIn(BUSINESS);
        browser.click("#facebook-business-form " + CONTINUE).await("#facebook-business-answer");
        browser.click("#facebook-business-answer #facebook-business-cancel").awaitUri(application.redirectUri());
        assertEquals("cancelled", OidcClient.query(browser.uri()).get("kc_action_status"));
    }

    /** Several providers of the realm know the same businesses: the later one's username has a suffix. */
    private void assertSignedInAs(String id) {
        String username = claims().path("preferred_username").asText();
        assertTrue(username.equals("fb-" + id) || username.startsWith("fb-" + id + "-"), username);
    }

    private void assertConnected() {
        assertEquals("alice", claims().path("preferred_username").asText());
        assertEquals("success", OidcClient.query(browser.uri()).get("kc_action_status"));
    }

    private void signIn(String alias) {
        browser.goTo(application.authorizationRequest(Map.of("kc_action", "connect-facebook-business:" + alias)))
                .type("#username", "alice")
                .type("#password", "alice")
                .click("#kc-login");
    }

    private void visit(String alias, Map<String, String> parameters) {
        browser.goTo(request(alias, parameters)).await(CONTINUE);
        window = browser.driver().getWindowHandle();
    }

    private URI request(String alias, Map<String, String> parameters) {
        Map<String, String> all = new HashMap<>(parameters);
        all.put("kc_idp_hint", alias);
        return application.authorizationRequest(all);
    }

    private void inPopup(String button) {
        browser.click(CONTINUE).switchToNewestWindow().click(button);
        back();
    }

    private void back() {
        browser.driver().switchTo().window(window);
    }

    private JsonNode claims() {
        browser.awaitUri(application.redirectUri());
        return OidcClient.claims(
                application.tokensFor(browser.uri()).expect(200).text("access_token"));
    }

    private JsonNode signupOf(SandboxBusiness business) {
        return TokenApi.of(realm, SIGNUP).tokensOf(business).get(0).path("signup");
    }

    private void assertNothingWasBlocked() {
        List<String> refused = browser.driver().manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("Content Security Policy"))
                .toList();
        assertEquals(List.of(), refused);
    }
}
