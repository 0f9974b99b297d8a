package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * What Meta's webhooks tell: Business Integration Webhooks of the topic Application, or those of the topic WhatsApp
 * Business Account; a delivery has one topic. Changes gather until {@link #at} closes their entry, and more entries may
 * follow: Meta sends up to 1000 changes in one delivery.
 *
 * <pre>{@code
 * app.webhook().uninstalled(business).at(instant).delivery().sendTo(callback);
 * }</pre>
 */
public final class Webhook {
    private static final String APPLICATION = "application";
    private static final String WHATSAPP = "whatsapp_business_account";

    private final SandboxApp app;
    private final ArrayNode entries = Json.array();
    private ArrayNode changes = Json.array();
    private String object = APPLICATION;
    private String appId;
    private String entryId;

    Webhook(SandboxApp app) {
        this.app = app;
        this.appId = app.id();
        this.entryId = app.id();
    }

    /** A business let the app in, by this configuration. */
    public Webhook installed(SandboxBusiness business, SandboxConfiguration configuration) {
        return on(APPLICATION)
                .change("business_integration_install", about(business).put("tp_config_id", configuration.id()));
    }

    /** A business changed permissions or assets. */
    public Webhook updated(SandboxBusiness business) {
        return on(APPLICATION).change("business_integration_update", about(business));
    }

    /** A business took the app out of its integrations. It only tells so: {@link SandboxApp#uninstall} does it. */
    public Webhook uninstalled(SandboxBusiness business) {
        return on(APPLICATION).change("business_integration_uninstall", about(business));
    }

    /**
     * A business finished Embedded Signup and shares this WhatsApp account. In the sample of Meta's reference the entry's
     * id is that of the provider's own business and not that of the account, and no app is named.
     */
    public Webhook partnerAdded(SandboxBusiness business, SandboxAsset account) {
        return accountUpdate("PARTNER_ADDED", account(business, account));
    }

    /** A business shares this WhatsApp account no more. It only tells so. */
    public Webhook partnerRemoved(SandboxBusiness business, SandboxAsset account) {
        return accountUpdate("PARTNER_REMOVED", account(business, account));
    }

    /** A business let the app in to this WhatsApp account; the app is named. */
    public Webhook partnerAppInstalled(SandboxBusiness business, SandboxAsset account) {
        return accountUpdate("PARTNER_APP_INSTALLED", account(business, account).put("partner_app_id", appId));
    }

    /** Any event of a WhatsApp account, with what goes into its {@code waba_info}. */
    public Webhook accountUpdate(String event, JsonNode wabaInfo) {
        ObjectNode value = Json.object().put("event", event);
        value.set("waba_info", wabaInfo);
        return on(WHATSAPP).change("account_update", value);
    }

    /** Any change, also one that Meta does not document. */
    public Webhook change(String field, JsonNode value) {
        changes.addObject().put("field", field).set("value", value);
        return this;
    }

    /** The entries from here on are about another app. */
    public Webhook ofApp(String otherAppId) {
        appId = otherAppId;
        return ofEntry(object.equals(WHATSAPP) ? entryId : otherAppId);
    }

    /** The entries from here on have this id. */
    public Webhook ofEntry(String id) {
        entryId = id;
        return this;
    }

    /** Closes the entry of the changes so far: they happened at this time, told in seconds. */
    public Webhook at(Instant time) {
        ObjectNode entry = entries.addObject().put("id", entryId).put("time", time.getEpochSecond());
        entry.set("changes", changes);
        changes = Json.array();
        return this;
    }

    /** The delivery, signed with the app's present secret. Changes without a time happened now. */
    public WebhookDelivery delivery() {
        if (!changes.isEmpty()) {
            at(app.now());
        }
        JsonNode body = Json.object().put("object", object).set("entry", entries);
        return WebhookDelivery.signed(escaped(body.toString()), app.secret());
    }

    private Webhook on(String wanted) {
        if (wanted.equals(object)) {
            return this;
        }
        if (!changes.isEmpty() || !entries.isEmpty()) {
            throw new IllegalStateException("A delivery has one object, and this one has " + object);
        }
        object = wanted;
        return entryId.equals(appId) ? ofEntry(app.provider().businessId()) : this;
    }

    private static ObjectNode account(SandboxBusiness business, SandboxAsset account) {
        return Json.object().put("waba_id", account.id()).put("owner_business_id", business.id());
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
