package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.form;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JavaScript SDK without a browser: what is served, which popups open, and what they leave for the page. */
class SdkTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);
    private static final String ORIGIN = "https://login.example.org";

    private final SandboxApp app = SANDBOX.addApp().allowSdkDomain(ORIGIN);
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxBusiness acme = app.businesses().get(0);
    private final SandboxAsset account = acme.assets().get(3);
    private final SandboxConfiguration systemUser =
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));
    private final SandboxConfiguration user = app.addConfiguration(SandboxConfiguration.user("pages_show_list"));
    private final SandboxConfiguration signup = app.addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private HttpResponse<String> popup(SandboxConfiguration configuration, String responseType) {
        return visitor.get(visitor.popupUri(configuration, ORIGIN, responseType));
    }

    /** The page at which the popup ends. */
    private Document end(HttpResponse<String> popup, String... choices) {
        HttpResponse<String> decided = visitor.submit(popup, choices);
        assertEquals(302, decided.statusCode());
        String location = decided.headers().firstValue("Location").orElseThrow();
        assertTrue(location.startsWith("/x/connect/xd_arbiter/?version=46"), location);
        return Jsoup.parse(visitor.get(location).body());
    }

    private Document connected(SandboxConfiguration configuration) {
        return end(popup(configuration, "code"), "business", acme.id(), "action", "continue");
    }

    private static List<String> messages(Document arbiter) {
        return arbiter.select("#xd-arbiter .message").eachAttr("data-message");
    }

    private static Map<String, String> result(Document arbiter) {
        List<String> messages = messages(arbiter);
        return Parameters.ofForm(messages.get(messages.size() - 1)).asMap();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/en_US/sdk.js", "/de_DE/sdk.js"})
    void servesTheSdkInAnyLanguageToPagesOfAnyOrigin(String path) {
        HttpResponse<String> sdk = visitor.get(path);
        assertEquals(200, sdk.statusCode());
        assertEquals(
                "application/x-javascript; charset=utf-8",
                sdk.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(
                "*", sdk.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
        assertTrue(sdk.body().contains("fbAsyncInit"));
    }

    @Test
    void opensThePopupWithARedirectUriThatNobodyListed() {
        assertTrue(app.redirectUris().isEmpty());
        HttpResponse<String> page = popup(systemUser, "code");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("name=\"business\""));
        assertEquals("popup", app.log().last("dialog").orElseThrow().query().get("display"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.example.org:8443",
                "http://login.example.org",
                "https://login.example.org/",
                "https://example.org",
                "https://login.example.org.evil.example",
                "null",
                "",
            })
    void refusesAnOriginThatIsNotExactlyOneOfTheApps(String origin) {
        HttpResponse<String> page = visitor.get(visitor.popupUri(systemUser, origin, "code"));
        assertEquals(400, page.statusCode());
        assertTrue(page.body().contains("JSSDK Unknown Host domain"), page.body());
    }

    @Test
    void refusesARedirectUriThatOnlyLooksLikeItsOwn() {
        String own = form("r", SANDBOX.address() + "/x/connect/xd_arbiter/").substring(2);
        for (String other : List.of(
                form("r", "https://evil.example/x/connect/xd_arbiter/").substring(2),
                form("r", SANDBOX.address() + "/x/connect/other/").substring(2))) {
            HttpResponse<String> page =
                    visitor.get(visitor.popupUri(systemUser, ORIGIN, "code").replace(own, other));
            assertEquals(400, page.statusCode());
            assertTrue(page.body().contains("URL Blocked"), page.body());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "response_type=code|response_type=token%2Csigned_request|set up with incorrect response_type",
                "override_default_response_type=true|o=1|set up with incorrect response_type",
                "response_type=code|response_type=none|response types code and token",
                "config_id=|config_id=1|Config ID is invalid",
                "app_id=|app_id=9|Invalid App ID",
            })
    void refusesInThePopupWhatMetaRefuses(String part, String replacement, String words) {
        HttpResponse<String> page =
                visitor.get(visitor.popupUri(systemUser, ORIGIN, "code").replaceFirst("(?<=[?&])" + part, replacement));
        assertEquals(400, page.statusCode());
        assertTrue(page.body().contains(words), page.body());
    }

    @Test
    void refusesEmbeddedSignupWithoutItsExtrasInThePopup() {
        String uri = visitor.popupUri(signup, ORIGIN, "code").replace("extras", "others");
        assertEquals(400, visitor.get(uri).statusCode());
    }

    @Test
    void leavesTheCodeForTheOneOriginThatAsked() {
        app.allowSdkDomain("https://other.example.org");
        Document arbiter = connected(systemUser);
        assertEquals(ORIGIN, arbiter.select("#xd-arbiter").attr("data-origin"));
        assertFalse(arbiter.html().contains("other.example.org"));
        assertEquals("f1", result(arbiter).get("cb"));
        assertEquals(1, messages(arbiter).size());
        String exchange = form(
                "client_id",
                app.id(),
                "client_secret",
                app.secret(),
                "code",
                result(arbiter).get("code"));
        assertEquals(200, visitor.post("/v26.0/oauth/access_token", exchange).statusCode());
    }

    @Test
    void leavesItOnce() {
        HttpResponse<String> decided =
                visitor.submit(popup(systemUser, "code"), "business", acme.id(), "action", "continue");
        String location = decided.headers().firstValue("Location").orElseThrow();
        assertEquals(200, visitor.get(location).statusCode());
        assertEquals(400, visitor.get(location).statusCode());
        SandboxApp other = SANDBOX.addApp();
        assertEquals(400, visitor.get(location.replace(app.id(), other.id())).statusCode());
    }

    /** The page's address says nothing to it: another origin there changes nothing. */
    @Test
    void takesTheOriginFromTheDialogAlone() {
        HttpResponse<String> decided =
                visitor.submit(popup(systemUser, "code"), "business", acme.id(), "action", "continue");
        String location = decided.headers().firstValue("Location").orElseThrow();
        HttpResponse<String> page = visitor.get(location + "&origin=https://evil.example&data-origin=*");
        assertEquals(ORIGIN, Jsoup.parse(page.body()).select("#xd-arbiter").attr("data-origin"));
        assertFalse(page.body().contains("evil.example"));
        assertEquals(
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:",
                page.headers().firstValue("Content-Security-Policy").orElseThrow());
    }

    @Test
    void leavesAShortLivedTokenOfAPersonWhenTheSdkAskedForOne() {
        SandboxPerson ada = app.people().get(0);
        Map<String, String> result =
                result(end(popup(user, "token,signed_request,graph_domain"), "person", ada.id(), "action", "continue"));
        assertTrue(app.isLive(result.get("access_token")));
        assertEquals(ada.id(), result.get("user_id"));
        assertEquals(5400, Long.parseLong(result.get("expires_in")), 2);
        assertTrue(result.containsKey("data_access_expiration_time"));
        assertTrue(app.issued().contains(result.get("signed_request")));
        assertEquals(
                ada.id(),
                visitor.read("/v26.0/me?fields=id", result.get("access_token"))
                        .path("id")
                        .asText());
    }

    @Test
    void leavesACodeOfAPersonWhenTheSdkAskedForOne() {
        Map<String, String> result =
                result(end(popup(user, "code"), "person", app.people().get(0).id(), "action", "continue"));
        assertTrue(result.containsKey("code"));
        assertFalse(result.containsKey("access_token"));
    }

    @Test
    void leavesAnErrorWhenThePersonCancels() {
        Document arbiter = end(popup(systemUser, "code"), "action", "cancel");
        assertEquals("access_denied", result(arbiter).get("error"));
        assertFalse(result(arbiter).containsKey("code"));
        assertEquals(1, messages(arbiter).size());
    }

    @Test
    void showsAFaultInThePopupUntilItIsClosed() {
        app.faults().once(Fault.DIALOG_FEATURE_UNAVAILABLE);
        HttpResponse<String> page = popup(systemUser, "code");
        assertTrue(page.body().contains("Feature Unavailable"), page.body());
        assertEquals("access_denied", result(end(page, "action", "cancel")).get("error"));
    }

    private static JsonNode sessionInfo(Document arbiter) {
        assertEquals(2, messages(arbiter).size());
        return Json.parse(messages(arbiter).get(0)).orElseThrow();
    }

    @Test
    void tellsTheSessionInfoOfEmbeddedSignupFirst() {
        JsonNode info = sessionInfo(connected(signup));
        assertEquals("WA_EMBEDDED_SIGNUP", info.path("type").asText());
        assertEquals("FINISH", info.path("event").asText());
        assertEquals(account.id(), info.at("/data/waba_id").asText());
        assertEquals(acme.id(), info.at("/data/business_id").asText());
        assertEquals(
                SandboxSignup.phoneNumberId(account),
                info.at("/data/phone_number_id").asText());
    }

    @Test
    void tellsWhereEmbeddedSignupWasCancelled() {
        JsonNode info = sessionInfo(end(popup(signup, "code"), "action", "cancel"));
        assertEquals("CANCEL", info.path("event").asText());
        assertTrue(info.at("/data/current_step").isTextual());
    }

    @ParameterizedTest
    @CsvSource({
        "FINISH_ONLY_WABA,false,true",
        "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING,false,false",
        "FINISH_OBO_MIGRATION,true,true",
        "FINISH_GRANT_ONLY_API_ACCESS,false,true",
    })
    void tellsOtherEndsOfEmbeddedSignup(SandboxSignup.Event event, boolean phone, boolean business) {
        app.withSignup(SandboxSignup.ending(event));
        JsonNode info = sessionInfo(connected(signup));
        assertEquals(event.name(), info.path("event").asText());
        assertEquals(account.id(), info.at("/data/waba_id").asText());
        assertEquals(phone, info.path("data").has("phone_number_id"));
        assertEquals(business, info.path("data").has("business_id"));
    }

    @Test
    void canLieInTheSessionInfoOrSayNothing() {
        app.withSignup(SandboxSignup.ending(SandboxSignup.Event.FINISH)
                .claimingBusiness("1")
                .claimingAccount("2"));
        JsonNode lie = sessionInfo(connected(signup));
        assertEquals("1", lie.at("/data/business_id").asText());
        assertEquals("2", lie.at("/data/waba_id").asText());
        app.withSignup(SandboxSignup.saying("<script>", "{"));
        assertEquals(List.of("<script>", "{"), messages(connected(signup)).subList(0, 2));
        app.withSignup(SandboxSignup.saying());
        assertEquals(1, messages(connected(signup)).size());
    }
}
