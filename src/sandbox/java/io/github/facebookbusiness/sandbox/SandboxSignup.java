package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What Embedded Signup tells the page that opened it, beside the code: Meta's session info. It comes from the browser,
 * signed by nobody, so that it may also be made to lie. Current for version 4, whose messages have no {@code version}.
 */
public final class SandboxSignup {
    /** How a business came to an end. */
    public enum Event {
        /** A WhatsApp account and a telephone number. */
        FINISH,
        /** A WhatsApp account without a telephone number. */
        FINISH_ONLY_WABA,
        /** Somebody goes on using the WhatsApp Business app; in Meta's sample only the account is told. */
        FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING,
        FINISH_OBO_MIGRATION,
        /** Access to what the business already has. */
        FINISH_GRANT_ONLY_API_ACCESS
    }

    private static final String TYPE = "WA_EMBEDDED_SIGNUP";
    private static final List<Event> WITH_PHONE = List.of(Event.FINISH, Event.FINISH_OBO_MIGRATION);

    private final Event event;
    private final Optional<String> claimedBusiness;
    private final Optional<String> claimedAccount;
    private final Optional<List<String>> texts;

    private SandboxSignup(
            Event event,
            Optional<String> claimedBusiness,
            Optional<String> claimedAccount,
            Optional<List<String>> texts) {
        this.event = event;
        this.claimedBusiness = claimedBusiness;
        this.claimedAccount = claimedAccount;
        this.texts = texts;
    }

    /** Tells the truth about whoever finishes, as this event. */
    public static SandboxSignup ending(Event event) {
        return new SandboxSignup(event, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Posts these texts in place of session info, however the dialog ends. None is silence; they need not be JSON. */
    public static SandboxSignup saying(String... texts) {
        return new SandboxSignup(Event.FINISH, Optional.empty(), Optional.empty(), Optional.of(List.of(texts)));
    }

    /** Lies about the client business: its {@code business_id} is this. */
    public SandboxSignup claimingBusiness(String businessId) {
        return new SandboxSignup(event, Optional.of(businessId), claimedAccount, texts);
    }

    /** Lies about the WhatsApp account: its {@code waba_id} is this. */
    public SandboxSignup claimingAccount(String wabaId) {
        return new SandboxSignup(event, claimedBusiness, Optional.of(wabaId), texts);
    }

    /** The id of the telephone number that Embedded Signup tells for a WhatsApp account; the same in every run. */
    public static String phoneNumberId(SandboxAsset account) {
        return GraphId.scoped(account.id(), "phone number");
    }

    /** The messages about a grant of Embedded Signup. */
    List<String> finished(Grant grant) {
        if (texts.isPresent()) {
            return texts.get();
        }
        ObjectNode data = Json.object();
        Optional<SandboxAsset> account = grant.whatsAppAccounts().stream().findFirst();
        if (WITH_PHONE.contains(event)) {
            account.ifPresent(asset -> data.put("phone_number_id", phoneNumberId(asset)));
        }
        claimedAccount.or(() -> account.map(SandboxAsset::id)).ifPresent(id -> data.put("waba_id", id));
        claimedBusiness
                .or(() -> Optional.of(grant.businessId())
                        .filter(told -> event != Event.FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING))
                .ifPresent(id -> data.put("business_id", id));
        return List.of(message(event.name(), data));
    }

    List<String> cancelled() {
        return texts.orElseGet(
                () -> List.of(message("CANCEL", Json.object().put("current_step", "PHONE_NUMBER_SETUP"))));
    }

    private static String message(String event, ObjectNode data) {
        ObjectNode message = Json.object();
        message.set("data", data);
        return message.put("type", TYPE).put("event", event).toString();
    }
}
