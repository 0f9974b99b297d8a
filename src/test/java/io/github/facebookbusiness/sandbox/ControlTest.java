package io.github.facebookbusiness.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ControlTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp().named("<i>App</i>").allowRedirect("https://back.example/<x>");
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxConfiguration systemUser =
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private String token() {
        return app.issueToken(systemUser, app.businesses().get(0));
    }

    @Test
    void showsSettingsFaultsAndCallsEscapedAndWithoutTokens() {
        String token = token();
        visitor.read("/v26.0/me?fields=id", token);
        String page = visitor.get("/").body();
        assertTrue(page.contains("&lt;i&gt;App"));
        assertFalse(page.contains("<i>App"));
        assertTrue(page.contains("https://back.example/&lt;x&gt;"));
        assertTrue(page.contains(systemUser.id()));
        for (Fault fault : Fault.values()) {
            assertTrue(page.contains(Html.text(fault.sentence())), fault.name());
        }
        assertTrue(page.contains("access_token=" + token.substring(0, 6) + "…"));
        assertFalse(page.contains(token));
    }

    @Test
    void showsTheDomainsForTheSdk() {
        app.allowSdkDomain("https://login.example/<y>");
        assertTrue(visitor.get("/").body().contains("https://login.example/&lt;y&gt;"));
    }

    @Test
    void servesItsOwnStyle() {
        HttpResponse<String> style = visitor.get("/sandbox/sandbox.css");
        assertEquals(
                "text/css; charset=UTF-8",
                style.headers().firstValue("Content-Type").orElseThrow());
        assertFalse(style.body().contains("url("));
    }

    @Test
    void switchesAFaultForAScript() {
        String uri = "/sandbox/apps/" + app.id() + "/faults/CODE_USED?on=";
        assertEquals(
                "{\"fault\":\"CODE_USED\",\"on\":true}",
                visitor.post(uri + "true", "").body());
        assertTrue(app.faults().isOn(Fault.CODE_USED));
        visitor.post(uri + "false", "");
        assertTrue(app.faults().active().isEmpty());
    }

    @Test
    void switchesAFaultForAPersonAndShowsThePageAgain() {
        HttpResponse<String> back =
                visitor.post("/sandbox/apps/" + app.id() + "/faults/CODE_USED", "on=true", "Accept", "text/html");
        assertEquals(303, back.statusCode());
        assertEquals("/#app-" + app.id(), back.headers().firstValue("Location").orElseThrow());
        assertTrue(app.faults().isOn(Fault.CODE_USED));
    }

    @Test
    void listsAndClearsTheCalls() {
        visitor.read("/v26.0/me?fields=id", token());
        JsonNode calls = Visitor.json(visitor.get("/sandbox/apps/" + app.id() + "/calls"));
        assertEquals("me", calls.path(0).path("operation").asText());
        assertEquals(200, calls.path(0).path("status").asInt());
        visitor.post("/sandbox/apps/" + app.id() + "/calls/clear", "");
        assertTrue(app.calls().isEmpty());
    }

    @Test
    void knowsNoOtherAddresses() {
        assertEquals(404, visitor.get("/sandbox/nothing").statusCode());
        assertEquals(404, visitor.get("/sandbox/apps/" + app.id() + "/secrets").statusCode());
        assertEquals(
                404,
                visitor.post("/sandbox/apps/" + app.id() + "/faults/NONE", "on=true")
                        .statusCode());
    }

    private int status(String deed) {
        return visitor.post("/sandbox/apps/" + app.id() + '/' + deed, "").statusCode();
    }

    @Test
    void letsABusinessUninstallTheAppAndItsTokensEnd() {
        SandboxBusiness acme = app.businesses().get(0);
        String expired = token();
        assertTrue(visitor.get("/").body().contains("living tokens: 1"));
        assertEquals(200, status("businesses/" + acme.id() + "/EXPIRE"));
        assertEquals("190/463", Visitor.error(visitor.read("/v26.0/me", expired)));
        String invalid = token();
        assertEquals(200, status("businesses/" + acme.id() + "/INVALIDATE"));
        assertEquals("190", Visitor.error(visitor.read("/v26.0/me", invalid)));
        String removed = token();
        assertEquals(200, status("businesses/" + acme.id() + "/UNINSTALL"));
        assertEquals("190/458", Visitor.error(visitor.read("/v26.0/me", removed)));
        assertEquals(200, status("businesses/" + acme.id() + "/UPDATE"));
        assertEquals(404, status("businesses/42/UNINSTALL"));
        assertEquals(404, status("businesses/" + acme.id() + "/NONE"));
    }

    @Test
    void letsAPersonRemoveTheApp() {
        SandboxPerson ada = app.people().get(0);
        String token = app.issueToken(SandboxConfiguration.user("pages_show_list"), ada);
        assertEquals(200, status("people/" + ada.id() + "/DELETE_DATA"));
        assertFalse(app.isLive(token));
        assertEquals(200, status("people/" + ada.id() + "/UNINSTALL"));
        assertEquals(404, status("people/42/UNINSTALL"));
    }

    @Test
    void hasAButtonForEachDeed() {
        String page = visitor.get("/").body();
        String business = app.businesses().get(0).id();
        for (ControlDeeds.OfBusiness deed : ControlDeeds.OfBusiness.values()) {
            assertTrue(page.contains("/businesses/" + business + '/' + deed.name() + '"'), deed.name());
        }
        String person = app.people().get(0).id();
        for (ControlDeeds.OfPerson deed : ControlDeeds.OfPerson.values()) {
            assertTrue(page.contains("/people/" + person + '/' + deed.name() + '"'), deed.name());
        }
    }
}
