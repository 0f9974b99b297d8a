package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.CALLBACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialogTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp();
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxConfiguration systemUser =
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list", "business_management"));
    private final SandboxConfiguration user =
            app.addConfiguration(SandboxConfiguration.user("email", "pages_show_list"));

    @BeforeEach
    void allowRedirect() {
        app.allowRedirect(CALLBACK);
    }

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    @Test
    void showsBusinessesAssetsAndPermissionsForASystemUserConfiguration() {
        HttpResponse<String> page = visitor.get(visitor.dialogUri(systemUser));
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("Graph sandbox – not Facebook"));
        assertTrue(page.body().contains("name=\"business\""));
        assertTrue(page.body().contains("name=\"asset\""));
        assertTrue(page.body().contains("pages_show_list"));
        assertFalse(page.body().contains("name=\"person\""));
    }

    @Test
    void showsPeopleForAUserConfiguration() {
        String page = visitor.get(visitor.dialogUri(user)).body();
        assertTrue(page.contains("name=\"person\""));
        assertFalse(page.contains("name=\"business\""));
    }

    @Test
    void opensWithoutAVersionInThePath() {
        assertEquals(
                200,
                visitor.get(visitor.dialogUri(systemUser).replace("/v26.0", "")).statusCode());
    }

    @Test
    void escapesTheNamesOfBusinesses() {
        app.withBusinesses(SandboxBusiness.named("<b>Bold</b>"));
        String page = visitor.get(visitor.dialogUri(systemUser)).body();
        assertTrue(page.contains("&lt;b&gt;Bold"));
        assertFalse(page.contains("<b>Bold"));
    }

    @Test
    void comesBackWithCodeStateAndTheFragmentThatMetaAppends() {
        String page = visitor.get(visitor.dialogUri(systemUser)).body();
        String request = page.replaceAll("(?s).*name=\"request\" value=\"(\\w+)\".*", "$1");
        String business = app.businesses().get(0).id();
        HttpResponse<String> back = visitor.post(
                "/sandbox/dialog",
                Visitor.form("app", app.id(), "request", request, "business", business, "action", "continue"));
        assertEquals(302, back.statusCode());
        String location = back.headers().firstValue("Location").orElseThrow();
        assertTrue(location.startsWith(CALLBACK + "?"));
        assertTrue(location.endsWith("#_=_"));
        assertEquals("st&te", Visitor.wayBack(back).get("state"));
        assertTrue(app.issued().contains(Visitor.wayBack(back).get("code")));
    }

    @Test
    void comesBackWithAccessDeniedWhenThePersonCancels() {
        Map<String, String> back = visitor.decide(systemUser, "action", "cancel");
        assertEquals(
                Map.of(
                        "error", "access_denied",
                        "error_reason", "user_denied",
                        "error_description", "Permissions error",
                        "error_code", "200",
                        "state", "st&te"),
                back);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redirect_uri=https|redirect_uri=http|URL Blocked",
                "%2Fendpoint|%2Fendpoint%2F|URL Blocked",
                "config_id=|config_id=1|Config ID is invalid",
                "config_id=|other=|needs at least one supported permission",
                "client_id=|client_id=9|Invalid App ID",
                "state=|nostate=|state is required",
                "response_type=code|response_type=token|set up with incorrect response_type",
                "override_default_response_type=true|o=1|set up with incorrect response_type",
                "response_type=code|response_type=code&scope=email|scope should not be used",
            })
    void refusesOnAPageOfItsOwnWhatMetaRefuses(String part, String replacement, String words) {
        HttpResponse<String> page =
                visitor.get(visitor.dialogUri(systemUser).replaceFirst("(?<=[?&])" + part + "|" + part, replacement));
        assertEquals(400, page.statusCode());
        assertTrue(page.body().contains(words), page.body());
    }

    @Test
    void refusesAConfigurationWithPersonalPermissionsOnly() {
        SandboxConfiguration personal = app.addConfiguration(SandboxConfiguration.user("email", "public_profile"));
        assertEquals(400, visitor.get(visitor.dialogUri(personal)).statusCode());
    }

    @Test
    void refusesSystemUserConfigurationsOnMobileDevicesExceptForWhatsApp() {
        String[] phone = {"User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148"};
        HttpResponse<String> refused = visitor.get(visitor.dialogUri(systemUser), phone);
        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().contains("not currently supported on Mobile devices"));
        SandboxConfiguration signup = app.addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());
        assertEquals(200, visitor.get(visitor.dialogUri(signup), phone).statusCode());
        assertEquals(200, visitor.get(visitor.dialogUri(user), phone).statusCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "extras|others|wants extras with an object setup",
                "%22setup%22|%22set%22|wants extras with an object setup",
                "%7B%7D|%5B%5D|wants extras with an object setup",
                "extras=%7B|extras=|extras is not a JSON object",
                "extras=|extras=%5B%5D&other=|extras is not a JSON object",
            })
    void refusesEmbeddedSignupWithoutItsExtras(String part, String replacement, String words) {
        SandboxConfiguration signup = app.addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());
        assertEquals(200, visitor.get(visitor.dialogUri(signup)).statusCode());
        HttpResponse<String> page = visitor.get(visitor.dialogUri(signup).replace(part, replacement));
        assertEquals(400, page.statusCode());
        assertTrue(page.body().contains(words), page.body());
    }

    @ParameterizedTest
    @CsvSource({"extras,others", "IG_API_ONBOARDING,IG", "channel,canal"})
    void refusesInstagramWithoutItsChannel(String part, String replacement) {
        SandboxConfiguration instagram =
                app.addConfiguration(SandboxConfiguration.instagramGraphApi("instagram_basic"));
        assertEquals(200, visitor.get(visitor.dialogUri(instagram)).statusCode());
        HttpResponse<String> page = visitor.get(visitor.dialogUri(instagram).replace(part, replacement));
        assertEquals(400, page.statusCode());
        assertTrue(page.body().contains("channel IG_API_ONBOARDING"), page.body());
    }

    @Test
    void refusesExtrasThatAreNoJsonForAnyVariation() {
        assertEquals(
                400, visitor.get(visitor.dialogUri(user) + "&extras=%7Bsetup").statusCode());
        assertEquals(
                200, visitor.get(visitor.dialogUri(user) + "&extras=%7B%7D").statusCode());
    }

    @Test
    void takesACodeChallengeWithoutAWord() {
        assertEquals(
                200,
                visitor.get(visitor.dialogUri(systemUser) + "&code_challenge=abc&code_challenge_method=S256")
                        .statusCode());
        assertTrue(app.log().last("dialog").orElseThrow().parameterNames().contains("code_challenge"));
    }

    @Test
    void logsTheQueryAsItWasReceived() {
        String uri = visitor.dialogUri(systemUser);
        visitor.get(uri, "User-Agent", "somebody");
        GraphCall call = app.log().last("dialog").orElseThrow();
        assertEquals(uri, call.rawUri());
        assertEquals("somebody", call.headers().get("user-agent"));
        assertEquals("st&te", call.query().get("state"));
        assertEquals(200, call.status());
    }

    @ParameterizedTest
    @CsvSource({
        "DIALOG_APP_NOT_LIVE,1349126",
        "DIALOG_URL_BLOCKED,1349168",
        "DIALOG_DOMAIN,1349048",
        "DIALOG_FEATURE_UNAVAILABLE,1349220",
        "DIALOG_UNKNOWN_ERROR,999999",
    })
    void tellsWhatIsWrongWithTheAppByErrorCodeWithoutError(Fault fault, String code) {
        app.faults().on(fault);
        HttpResponse<String> redirect = visitor.get(visitor.dialogUri(systemUser));
        assertEquals(302, redirect.statusCode());
        Map<String, String> back = Visitor.wayBack(redirect);
        assertEquals(code, back.get("error_code"));
        assertTrue(back.containsKey("error_message"));
        assertFalse(back.containsKey("error"));
        assertEquals("st&te", back.get("state"));
    }

    @Test
    void canFailWithServerErrorAndWithMarkupInTheDescription() {
        app.faults().on(Fault.DIALOG_SERVER_ERROR);
        app.faults().on(Fault.SCRIPT_IN_ERRORS);
        Map<String, String> back = Visitor.wayBack(visitor.get(visitor.dialogUri(systemUser)));
        assertEquals("server_error", back.get("error"));
        assertTrue(back.get("error_description").contains("<script>alert(1)</script>"));
    }
}
