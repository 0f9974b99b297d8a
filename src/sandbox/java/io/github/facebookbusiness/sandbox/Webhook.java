package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * What Meta's Business Integration Webhooks tell: the webhooks topic Application. Changes gather until {@link #at}
 * closes their entry, and more entries may follow: Meta sends up to 1000 changes in one delivery.
 *
 * <pre>{@code
 * app.webhook().uninstalled(business).at(instant).delivery().sendTo(callback);
 * }</pre>
 */
public final class Webhook {
    private final SandboxApp app;
    private final ArrayNode entries = Json.array();
    private ArrayNode changes = Json.array();
    private String appId;

    Webhook(SandboxApp app) {
        this.app = app;
        this.appId = app.id();
    }

    /** A business let the app in, by this configuration. */
    public Webhook installed(SandboxBusiness business, SandboxConfiguration configuration) {
        return change("business_integration_install", about(business).put("tp_config_id", configuration.id()));
    }

    /** A business changed permissions or assets. */
    public Webhook updated(SandboxBusiness business) {
        return change("business_integration_update", about(business));
    }

    /** A business took the app out of its integrations. It only tells so: {@link SandboxApp#uninstall} does it. */
    public Webhook uninstalled(SandboxBusiness business) {
        return change("business_integration_uninstall", about(business));
    }

    /** Any change, also one that Meta does not document. */
    public Webhook change(String field, JsonNode value) {
        changes.addObject().put("field", field).set("value", value);
        return this;
    }

    /** The entries from here on are about another app. */
    public Webhook ofApp(String otherAppId) {
        appId = otherAppId;
        return this;
    }

    /** Closes the entry of the changes so far: they happened at this time, told in seconds. */
    public Webhook at(Instant time) {
        ObjectNode entry = entries.addObject().put("id", appId).put("time", time.getEpochSecond());
        entry.set("changes", changes);
        changes = Json.array();
        return this;
    }

    /** The delivery, signed with the app's present secret. Changes without a time happened now. */
    public WebhookDelivery delivery() {
        if (!changes.isEmpty()) {
            at(app.now());
        }
        JsonNode body = Json.object().put("object", "application").set("entry", entries);
        return WebhookDelivery.signed(escaped(body.toString()), app.secret());
    }

    private static ObjectNode about(SandboxBusiness business) {
        return Json.object().put("business_manager_id", business.id());
    }

    /**
     * Meta sends ASCII only, with lower-case hex digits, and signs that: who parses the body and writes it again gets
     * another signature. In JSON such characters stand in texts alone, so that all may be replaced.
     */
    private static String escaped(String json) {
        StringBuilder ascii = new StringBuilder(json.length());
        for (char character : json.toCharArray()) {
            if (character < 0x80) {
                ascii.append(character);
            } else {
                ascii.append(String.format("\\u%04x", (int) character));
            }
        }
        return ascii.toString();
    }
}
