package io.github.facebookbusiness.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.sandbox.CallbackServer.Received;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.750Z");
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0, Clock.fixed(NOW, ZoneOffset.UTC));

    private final CallbackServer server = new CallbackServer();
    private final SandboxApp app = SANDBOX.addApp();
    private final SandboxBusiness acme = app.businesses().get(0);
    private final SandboxBusiness bolt = app.businesses().get(1);

    @AfterEach
    void close() {
        server.close();
    }

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private static JsonNode parsed(WebhookDelivery delivery) {
        return Json.parse(delivery.body()).orElseThrow();
    }

    @Test
    void tellsAnUninstallAsMetaDoes() {
        assertEquals(
                "{\"object\":\"application\",\"entry\":[{\"id\":\"" + app.id() + "\",\"time\":1700000000,\"changes\":"
                        + "[{\"field\":\"business_integration_uninstall\",\"value\":{\"business_manager_id\":\""
                        + acme.id() + "\"}}]}]}",
                app.webhook()
                        .uninstalled(acme)
                        .at(Instant.ofEpochSecond(1_700_000_000, 999))
                        .delivery()
                        .body());
    }

    @Test
    void tellsTheConfigurationOfAnInstall() {
        SandboxConfiguration configuration = app.addConfiguration(SandboxConfiguration.systemUser("ads_read"));
        JsonNode change =
                parsed(app.webhook().installed(acme, configuration).delivery()).at("/entry/0/changes/0");
        assertEquals("business_integration_install", change.path("field").asText());
        assertEquals(
                configuration.id(), change.path("value").path("tp_config_id").asText());
        assertEquals(acme.id(), change.path("value").path("business_manager_id").asText());
    }

    @Test
    void tellsSeveralChangesAndEntriesInOneDelivery() {
        JsonNode body = parsed(app.webhook()
                .uninstalled(acme)
                .updated(bolt)
                .at(NOW.minusSeconds(60))
                .ofApp("42")
                .uninstalled(bolt)
                .delivery());
        assertEquals(2, body.path("entry").size());
        assertEquals(2, body.at("/entry/0/changes").size());
        assertEquals(NOW.getEpochSecond() - 60, body.at("/entry/0/time").asLong());
        assertEquals(
                "business_integration_update",
                body.at("/entry/0/changes/1/field").asText());
        assertEquals("42", body.at("/entry/1/id").asText());
        assertEquals(NOW.getEpochSecond(), body.at("/entry/1/time").asLong());
    }

    @Test
    void tellsOfAWhatsAppAccountAsMetaDoes() {
        SandboxAsset account = acme.assets().get(3);
        JsonNode body = parsed(app.webhook().partnerAdded(acme, account).delivery());
        assertEquals("whatsapp_business_account", body.path("object").asText());
        assertEquals(
                "{\"field\":\"account_update\",\"value\":{\"event\":\"PARTNER_ADDED\",\"waba_info\":{\"waba_id\":\""
                        + account.id() + "\",\"owner_business_id\":\"" + acme.id() + "\"}}}",
                body.at("/entry/0/changes/0").toString());
        String entry = body.at("/entry/0/id").asText();
        assertEquals(app.provider().businessId(), entry);
        assertNotEquals(account.id(), entry);
        assertNotEquals(app.id(), entry);
    }

    @Test
    void tellsOtherEventsOfAWhatsAppAccount() {
        SandboxAsset account = acme.assets().get(3);
        JsonNode body = parsed(app.webhook()
                .partnerAppInstalled(acme, account)
                .partnerRemoved(acme, account)
                .at(NOW)
                .ofEntry(account.id())
                .accountUpdate("ACCOUNT_OFFBOARDED", Json.object())
                .delivery());
        assertEquals(
                app.id(),
                body.at("/entry/0/changes/0/value/waba_info/partner_app_id").asText());
        assertEquals(
                "PARTNER_REMOVED", body.at("/entry/0/changes/1/value/event").asText());
        assertEquals(account.id(), body.at("/entry/1/id").asText());
    }

    @Test
    void hasOneObjectInADelivery() {
        SandboxAsset account = acme.assets().get(3);
        Webhook webhook = app.webhook().uninstalled(acme);
        assertThrows(IllegalStateException.class, () -> webhook.partnerAdded(acme, account));
        Webhook other = app.webhook().partnerAdded(acme, account).at(NOW);
        assertThrows(IllegalStateException.class, () -> other.uninstalled(acme));
    }

    /** The expected signature was computed elsewhere, over the same bytes. */
    @Test
    void signsTheBytesThatItSends() {
        SandboxApp known = SANDBOX.addApp("4711", "0123456789abcdef");
        WebhookDelivery delivery =
                known.webhook().uninstalled(acme).at(Instant.ofEpochSecond(1)).delivery();
        assertEquals(
                "sha256=a93ecec3640c17c0c5654399f06150bc6805c82dde81d16d611ff9e4edaf14ec",
                delivery.signature().orElseThrow());
        assertEquals(200, delivery.sendTo(server.uri("/webhook")).statusCode());
        Received received = server.next();
        assertEquals("POST", received.method());
        assertEquals(delivery.body(), received.body());
        assertEquals(delivery.signature(), received.header("X-Hub-Signature-256"));
        assertEquals("application/json", received.header("Content-Type").orElseThrow());
        assertTrue(received.header("X-Hub-Signature").orElseThrow().startsWith("sha1="));
    }

    @Test
    void escapesWhatIsNotAsciiInLowerCase() {
        String body =
                app.webhook().change("name", Json.text("Café 😀")).delivery().body();
        assertTrue(body.contains("\"Caf\\u00e9 \\ud83d\\ude00\""), body);
        assertEquals(
                "Café 😀",
                Json.parse(body).orElseThrow().at("/entry/0/changes/0/value").asText());
    }

    @Test
    void isTheSameDeliveryWhenSentAgain() {
        WebhookDelivery delivery = app.webhook().uninstalled(acme).delivery();
        delivery.sendTo(server.uri("/webhook"));
        delivery.sendTo(server.uri("/webhook"));
        Received first = server.next();
        Received again = server.next();
        assertEquals(first.body(), again.body());
        assertEquals(first.header("X-Hub-Signature-256"), again.header("X-Hub-Signature-256"));
    }

    @Test
    void canBeTamperedWith() {
        WebhookDelivery delivery = app.webhook().uninstalled(acme).delivery();
        WebhookDelivery otherBody = delivery.withBody("{}");
        assertEquals("{}", otherBody.body());
        assertEquals(delivery.signature(), otherBody.signature());
        assertNotEquals(delivery.signature(), otherBody.signedWith(app.secret()).signature());
        assertEquals(
                "sha256=00", delivery.withSignature("sha256=00").signature().orElseThrow());
        delivery.withOlderSignatureOnly().sendTo(server.uri("/"));
        Received older = server.next();
        assertTrue(older.header("X-Hub-Signature").isPresent());
        assertTrue(older.header("X-Hub-Signature-256").isEmpty());
        delivery.unsigned().sendTo(server.uri("/"));
        assertTrue(server.next().header("X-Hub-Signature").isEmpty());
    }

    @Test
    void canBeSignedWithTheSecretOfBefore() {
        WebhookDelivery before = app.webhook().uninstalled(acme).delivery();
        assertTrue(app.previousSecret().isEmpty());
        app.resetSecret();
        WebhookDelivery after = before.signedWith(app.secret());
        assertNotEquals(before.signature(), after.signature());
        assertEquals(
                before.signature(),
                after.signedWith(app.previousSecret().orElseThrow()).signature());
    }

    @Test
    void tellsTheAnswer() {
        server.answering(503, "later");
        HttpResponse<String> answer = app.webhook().updated(acme).delivery().sendTo(server.uri("/"));
        assertEquals(503, answer.statusCode());
        assertEquals("later", answer.body());
        WebhookDelivery delivery = app.webhook().updated(acme).delivery();
        server.close();
        assertThrows(UncheckedIOException.class, () -> delivery.sendTo(server.uri("/")));
    }

    @Test
    void asksACallbackForItsChallenge() {
        WebhookHandshake handshake = WebhookHandshake.with("to&ken");
        server.answering(200, handshake.challenge());
        assertTrue(handshake.isPassedBy(handshake.sendTo(server.uri("/webhook"))));
        Received asked = server.next();
        assertEquals("GET", asked.method());
        Parameters query = Parameters.ofUri(asked.uri());
        assertEquals("subscribe", query.valueOrEmpty("hub.mode"));
        assertEquals(handshake.challenge(), query.valueOrEmpty("hub.challenge"));
        assertEquals("to&ken", query.valueOrEmpty("hub.verify_token"));
        server.answering(200, "other");
        assertFalse(handshake.isPassedBy(handshake.sendTo(server.uri("/"))));
        server.answering(403, handshake.challenge());
        assertFalse(handshake.isPassedBy(handshake.sendTo(server.uri("/"))));
    }
}
