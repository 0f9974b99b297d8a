package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.form;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.ChromiumBrowser;
import io.github.facebookbusiness.keycloak.testing.RequiresChromium;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/**
 * The sandbox's JavaScript SDK in a real browser, on a page with a strict Content-Security-Policy. "Test" stands in its
 * name because {@code ArchitectureTest} knows by that which classes of this package are no part of the sandbox.
 */
@RequiresChromium
class SdkTestIT {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);
    private static final SdkPage PAGE = new SdkPage(SANDBOX.address());

    private final SandboxApp app = SANDBOX.addApp().allowSdkDomain(PAGE.origin());
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxConfiguration systemUser =
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));
    private final SandboxConfiguration user = app.addConfiguration(SandboxConfiguration.user("pages_show_list"));
    private final SandboxConfiguration signup = app.addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());
    private ChromiumBrowser browser;
    private String window;

    @BeforeEach
    void openBrowser() {
        browser = ChromiumBrowser.viewer().open();
    }

    @AfterEach
    void closeBrowser() {
        browser.close();
    }

    @AfterAll
    static void stop() {
        PAGE.close();
        SANDBOX.close();
    }

    private void visit(SandboxConfiguration login) {
        PAGE.of(app, user, login);
        browser.goTo(PAGE.uri()).awaitText("ready");
        window = browser.driver().getWindowHandle();
    }

    /** Clicks, and then in the popup as well, if there is anything to click there. */
    private void click(String button, String inPopup) {
        browser.click(button).switchToNewestWindow().click(inPopup);
        back();
    }

    private void back() {
        browser.driver().switchTo().window(window);
    }

    private JsonNode told(String name) {
        browser.awaitText(name + ' ');
        return Json.parse(lines(name).get(0)).orElseThrow();
    }

    private List<String> lines(String name) {
        return browser.driver().findElements(By.cssSelector("#log li")).stream()
                .map(WebElement::getText)
                .filter(line -> line.startsWith(name + ' '))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }

    @Test
    void a_login_gives_a_code_that_is_exchanged_without_a_redirect_uri() {
        visit(systemUser);
        click("#code", "#continue");
        JsonNode answer = told("login");
        assertEquals("connected", answer.path("status").asText());
        assertTrue(answer.at("/authResponse/accessToken").isMissingNode());
        String exchange = form(
                "client_id",
                app.id(),
                "client_secret",
                app.secret(),
                "code",
                answer.at("/authResponse/code").asText());
        assertEquals(200, visitor.post("/v26.0/oauth/access_token", exchange).statusCode());
        assertEquals(List.of(), lines("violation"));
        assertEquals(1, browser.windows());
    }

    @Test
    void the_login_button_gives_a_token_and_tells_it_by_events() {
        visit(systemUser);
        click(".fb-login-button-rendered", "#continue");
        JsonNode answer = told("auth.statusChange");
        assertTrue(app.isLive(answer.at("/authResponse/accessToken").asText()));
        assertEquals(app.people().get(0).id(), answer.at("/authResponse/userID").asText());
        assertTrue(answer.at("/authResponse/expiresIn").asLong() > 0);
        assertEquals(answer, told("auth.login"));
        assertEquals(answer, told("auth.authResponseChange"));
        assertEquals(null, browser.driver().executeScript("return window.evaluated"), "onlogin was evaluated");
    }

    @Test
    void a_cancel_is_unknown() {
        visit(systemUser);
        click("#code", "#cancel");
        assertUnknown();
    }

    @Test
    void a_popup_that_was_closed_is_unknown() {
        visit(systemUser);
        browser.click("#code").switchToNewestWindow().await("#continue");
        browser.driver().close();
        back();
        assertUnknown();
    }

    @Test
    void a_failing_dialog_is_unknown_after_it_said_why() {
        app.faults().on(Fault.DIALOG_APP_NOT_LIVE);
        visit(systemUser);
        browser.click("#code").switchToNewestWindow().awaitText("still in development mode");
        browser.click("#close");
        back();
        assertUnknown();
    }

    @Test
    void a_popup_that_was_blocked_is_unknown() {
        visit(systemUser);
        browser.driver().executeScript("window.open = () => null");
        browser.click("#code");
        assertUnknown();
    }

    private void assertUnknown() {
        JsonNode answer = told("login");
        assertEquals("unknown", answer.path("status").asText());
        assertTrue(answer.path("authResponse").isNull());
        assertEquals(List.of(), lines("auth.login"));
    }

    @Test
    void a_token_for_a_system_user_is_refused_in_the_popup() {
        visit(systemUser);
        browser.click("#token").switchToNewestWindow().awaitText("set up with incorrect response_type");
        browser.driver().close();
        back();
        assertUnknown();
    }

    @Test
    void a_page_that_is_no_domain_of_the_app_is_refused_in_the_popup() {
        SandboxApp other = SANDBOX.addApp();
        SandboxConfiguration configuration = other.addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));
        PAGE.of(other, configuration, configuration);
        browser.goTo(PAGE.uri()).awaitText("ready");
        browser.click("#code").switchToNewestWindow().awaitText("JSSDK Unknown Host domain");
    }

    @Test
    void a_page_gets_nothing_that_it_asked_for_in_the_name_of_another_origin() {
        app.allowSdkDomain("https://login.example.org");
        visit(systemUser);
        String forged = SANDBOX.address() + visitor.popupUri(systemUser, "https://login.example.org", "code");
        browser.driver().executeScript("window.open(arguments[0])", forged);
        browser.switchToNewestWindow().click("#continue");
        back();
        click("#code", "#continue");
        told("login");
        assertEquals(1, lines("message").size(), "the messages of its own login");
    }

    @Test
    void embedded_signup_posts_its_session_info_before_the_code() {
        visit(signup);
        click("#code", "#continue");
        told("login");
        List<String> messages = lines("message");
        assertEquals(2, messages.size());
        assertTrue(messages.get(0).startsWith(SANDBOX.address() + " {"), messages.get(0));
        JsonNode info = Json.parse(messages.get(0).substring(messages.get(0).indexOf('{')))
                .orElseThrow();
        SandboxBusiness business = app.businesses().get(0);
        assertEquals("FINISH", info.path("event").asText());
        assertEquals(business.id(), info.at("/data/business_id").asText());
        assertFalse(messages.get(1).contains("{"));
    }
}
