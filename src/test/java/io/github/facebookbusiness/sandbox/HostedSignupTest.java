package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.form;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.sandbox.CallbackServer.Received;
import java.net.http.HttpResponse;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostedSignupTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final CallbackServer server = new CallbackServer();
    private final SandboxApp app = SANDBOX.addApp();
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxBusiness acme = app.businesses().get(0);
    private final SandboxAsset account = acme.assets().get(3);
    private final SandboxConfiguration signup = app.addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());

    @BeforeEach
    void subscribe() {
        app.callbacks().webhook(server.uri("/webhook"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private static String uri(SandboxApp app, SandboxConfiguration configuration) {
        return "/messaging/whatsapp/onboard/?"
                + form("app_id", app.id(), "config_id", configuration.id(), "extras", "{\"setup\":{}}");
    }

    private static JsonNode change(Received delivery) {
        return Json.parse(delivery.body()).orElseThrow().at("/entry/0/changes/0");
    }

    private String fetched() {
        String provider = app.issueProviderToken();
        HttpResponse<String> answer = visitor.post(
                "/v26.0/" + acme.id() + "/system_user_access_tokens",
                form("access_token", provider, "appsecret_proof", app.proofOf(provider), "fetch_only", "true"));
        return Visitor.json(answer).path("access_token").asText();
    }

    @Test
    void endsOnAPageWithoutACodeAndTheTokenCanBeFetched() {
        HttpResponse<String> page = visitor.get(uri(app, signup));
        assertEquals(200, page.statusCode());
        HttpResponse<String> end = visitor.submit(page, "business", acme.id(), "action", "continue");
        assertEquals(200, end.statusCode());
        assertTrue(end.headers().firstValue("Location").isEmpty());
        assertTrue(end.body().contains("You are done"), end.body());
        List<String> tokens = app.originalsOf(acme);
        assertEquals(1, tokens.size());
        assertFalse(end.body().contains(tokens.get(0)));
        assertEquals(tokens.get(0), fetched());
    }

    @Test
    void tellsTheInstallAndTheWhatsAppAccountInDeliveriesOfTheirOwn() {
        visitor.submit(visitor.get(uri(app, signup)), "business", acme.id(), "action", "continue");
        assertEquals(
                "business_integration_install",
                change(server.next()).path("field").asText());
        JsonNode added = change(server.next());
        assertEquals("account_update", added.path("field").asText());
        assertEquals("PARTNER_ADDED", added.at("/value/event").asText());
        assertEquals(account.id(), added.at("/value/waba_info/waba_id").asText());
        assertEquals(acme.id(), added.at("/value/waba_info/owner_business_id").asText());
    }

    @Test
    void canBeReachedFromTheControlPage() {
        Element link = Jsoup.parse(visitor.get("/").body())
                .select("a[href*=config_id=" + signup.id() + "]")
                .first();
        assertEquals(200, visitor.get(link.attr("href")).statusCode());
    }

    @Test
    void leavesNothingWhenTheBusinessCancels() {
        HttpResponse<String> end = visitor.submit(visitor.get(uri(app, signup)), "action", "cancel");
        assertTrue(end.body().contains("Nothing was shared"), end.body());
        assertTrue(app.originalsOf(acme).isEmpty());
        SandboxBusiness bolt = app.businesses().get(1);
        app.hostedSignup(signup, bolt);
        assertEquals(
                bolt.id(),
                change(server.next()).at("/value/business_manager_id").asText(),
                "nothing was told before");
    }

    @ParameterizedTest
    @CsvSource({
        "app_id=,app_id=9,Invalid App ID",
        "config_id=,config_id=1,Config ID is invalid",
        "extras=,others=,wants extras",
    })
    void refusesOnItsPageWhatCannotBe(String part, String replacement, String words) {
        HttpResponse<String> page = visitor.get(uri(app, signup).replace(part, replacement));
        assertEquals(400, page.statusCode());
        assertTrue(page.body().contains(words), page.body());
    }

    @Test
    void isForEmbeddedSignupOnly() {
        SandboxConfiguration general = app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));
        assertEquals(400, visitor.get(uri(app, general)).statusCode());
        assertThrows(IllegalArgumentException.class, () -> app.hostedSignup(general, acme));
    }

    @Test
    void showsAFaultOnItsPage() {
        app.faults().once(Fault.DIALOG_APP_NOT_LIVE);
        assertTrue(visitor.get(uri(app, signup)).body().contains("App Not Setup"));
    }

    @Test
    void happensWithoutABrowserAsWell() {
        String token = app.hostedSignup(signup, acme);
        assertEquals(token, fetched());
        assertEquals(
                "business_integration_install",
                change(server.next()).path("field").asText());
        assertEquals("PARTNER_ADDED", change(server.next()).at("/value/event").asText());
    }

    @Test
    void tellsAnUpdateOfABusinessThatHasTheAppAlready() {
        app.hostedSignup(signup, acme);
        server.next();
        server.next();
        app.hostedSignup(signup, acme);
        assertEquals(
                "business_integration_update",
                change(server.next()).path("field").asText());
        assertEquals("PARTNER_ADDED", change(server.next()).at("/value/event").asText());
    }
}
