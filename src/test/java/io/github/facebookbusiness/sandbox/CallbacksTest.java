package io.github.facebookbusiness.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.sandbox.CallbackServer.Received;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CallbacksTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final CallbackServer server = new CallbackServer();
    private final SandboxApp app = SANDBOX.addApp().allowRedirect(Visitor.CALLBACK);
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxBusiness acme = app.businesses().get(0);
    private final SandboxPerson ada = app.people().get(0);
    private final SandboxConfiguration systemUser =
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));

    @AfterEach
    void close() {
        server.close();
    }

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private void subscribe() {
        app.callbacks()
                .webhook(server.uri("/webhook"))
                .deauthorize(server.uri("/deauthorize"))
                .dataDeletion(server.uri("/data-deletion"));
    }

    private JsonNode change() {
        Received received = server.next();
        assertEquals("/webhook", received.uri());
        WebhookDelivery signed =
                app.webhook().delivery().withBody(received.body()).signedWith(app.secret());
        assertEquals(signed.signature(), received.header("X-Hub-Signature-256"));
        return Json.parse(received.body()).orElseThrow().at("/entry/0/changes/0");
    }

    private void connect() {
        visitor.exchange(visitor.decide(systemUser, "action", "continue", "business", acme.id())
                .get("code"));
    }

    @Test
    void tellsThatABusinessUninstalled() {
        subscribe();
        String token = app.issueToken(systemUser, acme);
        app.uninstall(acme);
        JsonNode change = change();
        assertEquals("business_integration_uninstall", change.path("field").asText());
        assertEquals(acme.id(), change.at("/value/business_manager_id").asText());
        assertFalse(app.isLive(token));
    }

    @Test
    void tellsThatABusinessConnectedAndThenThatItChangedSomething() {
        subscribe();
        connect();
        JsonNode install = change();
        assertEquals("business_integration_install", install.path("field").asText());
        assertEquals(systemUser.id(), install.at("/value/tp_config_id").asText());
        connect();
        assertEquals("business_integration_update", change().path("field").asText());
    }

    @Test
    void tellsThatAPersonRemovedTheAppAndWantsTheirDataDeleted() {
        subscribe();
        app.requestDataDeletion(ada);
        for (String path : new String[] {"/deauthorize", "/data-deletion"}) {
            Received received = server.next();
            assertEquals(path, received.uri());
            String request = Parameters.ofForm(received.body()).valueOrEmpty("signed_request");
            String payload = new String(
                    Base64.getUrlDecoder().decode(request.substring(request.indexOf('.') + 1)), StandardCharsets.UTF_8);
            assertEquals(
                    ada.id(), Json.parse(payload).orElseThrow().path("user_id").asText());
        }
    }

    @Test
    void keepsWhatWasAnswered() throws InterruptedException {
        server.answering(200, "{\"confirmation_code\":\"abc\"}");
        app.callbacks().dataDeletion(server.uri("/data-deletion"));
        app.requestDataDeletion(ada);
        while (app.callbacks().sent().isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        SentCallback sent = app.callbacks().sent().get(0);
        assertEquals("data_deletion", sent.occasion());
        assertEquals(200, sent.status());
        assertEquals("{\"confirmation_code\":\"abc\"}", sent.answer());
    }

    @Test
    void keepsThatNobodyAnswered() throws InterruptedException {
        subscribe();
        server.close();
        app.uninstall(acme);
        while (app.callbacks().sent().isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertEquals(0, app.callbacks().sent().get(0).status());
    }

    @Test
    void sendsNothingWhereNoAddressIsSet() {
        app.uninstall(acme);
        app.requestDataDeletion(ada);
        connect();
        app.callbacks().webhook(server.uri("/webhook"));
        app.uninstall(acme);
        assertEquals("business_integration_uninstall", change().path("field").asText());
        assertTrue(server.isEmpty());
    }
}
