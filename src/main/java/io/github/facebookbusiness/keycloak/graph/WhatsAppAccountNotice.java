package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a webhook says happened between the app's owner and a WhatsApp Business Account. The only word that comes of a
 * signup on Meta's hosted page. Source: Meta, WhatsApp Business Platform, {@code account_update} webhook reference.
 *
 * @param clientBusinessId Meta calls it {@code owner_business_id} here
 * @param time epoch seconds, of the entry that it stood in; empty where Meta did not say
 */
public record WhatsAppAccountNotice(Event event, String wabaId, String clientBusinessId, Optional<Long> time) {

    private static final String TOPIC = "whatsapp_business_account";
    private static final String FIELD = "account_update";

    /** Those of the field's events that are about who works with the account. */
    public enum Event {
        PARTNER_ADDED,
        PARTNER_APP_INSTALLED,
        PARTNER_REMOVED,
        PARTNER_APP_UNINSTALLED;

        public boolean isInstall() {
            return this == PARTNER_ADDED || this == PARTNER_APP_INSTALLED;
        }

        private static Optional<Event> of(String name) {
            return Arrays.stream(values())
                    .filter(event -> event.name().equals(name))
                    .findFirst();
        }
    }

    /** The signup that it tells of, as far as it does. */
    public Signup signup() {
        return new Signup(event.name(), Optional.of(wabaId), Optional.empty(), Optional.of(clientBusinessId));
    }

    /**
     * The notices of a webhook's body, in their order. Whatever else Meta sends is passed over. Topic and field must be
     * the right ones where they stand in their places: in Meta's own samples they are missing, or stand elsewhere. The
     * entry's id is not looked at: in some samples it is the account's, in others that of the partner's business.
     *
     * @throws CallbackRefusedException where the body is not a JSON object
     */
    public static List<WhatsAppAccountNotice> parse(byte[] body, String appId) throws CallbackRefusedException {
        JsonNode webhook = CallbackJson.object(body);
        List<WhatsAppAccountNotice> notices = new ArrayList<>();
        if (!isMissingOr(TOPIC, webhook.path("object"))) {
            return notices;
        }
        for (JsonNode entry : webhook.path("entry")) {
            Optional<Long> time = CallbackJson.time(entry.path("time"));
            for (JsonNode change : entry.path("changes")) {
                if (isMissingOr(FIELD, change.path("field"))) {
                    of(change.path("value"), appId, time).ifPresent(notices::add);
                }
            }
        }
        return notices;
    }

    private static Optional<WhatsAppAccountNotice> of(JsonNode value, String appId, Optional<Long> time) {
        JsonNode account = value.path("waba_info");
        Optional<Event> event = Event.of(value.path("event").asText());
        Optional<String> wabaId = CallbackJson.id(account.path("waba_id"));
        Optional<String> business = CallbackJson.id(account.path("owner_business_id"));
        JsonNode app = account.path("partner_app_id");
        boolean isOurs =
                app.isMissingNode() || app.isNull() || CallbackJson.id(app).equals(Optional.of(appId));
        return isOurs && event.isPresent() && wabaId.isPresent() && business.isPresent()
                ? Optional.of(new WhatsAppAccountNotice(event.get(), wabaId.get(), business.get(), time))
                : Optional.empty();
    }

    private static boolean isMissingOr(String wanted, JsonNode value) {
        return value.isMissingNode() || value.isTextual() && value.asText().equals(wanted);
    }
}
