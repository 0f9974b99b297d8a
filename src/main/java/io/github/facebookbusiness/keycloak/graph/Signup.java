package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What WhatsApp Embedded Signup came to, in Meta's words. From the session info it is what a browser says, and proves
 * nothing. Source: Meta, Embedded Signup, Implementation.
 *
 * @param event Meta's name of how it ended, such as {@code FINISH}; not an enum, since Meta adds to them
 * @param wabaId the WhatsApp Business Account
 * @param phoneNumberId empty where none was registered, as after {@code FINISH_ONLY_WABA}
 * @param businessId the client business
 */
public record Signup(
        String event, Optional<String> wabaId, Optional<String> phoneNumberId, Optional<String> businessId) {

    /** Meta's has some hundred characters, or some thousand where a business shares many assets. */
    private static final int LIMIT = 16 * 1024;

    private static final String TYPE = "WA_EMBEDDED_SIGNUP";
    private static final Pattern EVENT = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

    /** After these there is nothing to keep. */
    private static final Set<String> WITHOUT_END = Set.of("CANCEL", "ERROR");

    /**
     * Reads session info, the JSON text that the dialog posts to the page that opened it. Empty where it is anything
     * else, or not of a signup that was finished; also where one of the ids is no id, since then it is not what Meta
     * sends.
     */
    public static Optional<Signup> parse(String sessionInfo) {
        if (sessionInfo.length() > LIMIT) {
            return Optional.empty();
        }
        try {
            return read(CallbackJson.object(sessionInfo.getBytes(StandardCharsets.UTF_8)));
        } catch (CallbackRefusedException e) {
            return Optional.empty();
        }
    }

    private static Optional<Signup> read(JsonNode message) {
        String event = message.path("event").asText();
        JsonNode data = message.path("data");
        boolean isFinished = message.path("type").asText().equals(TYPE)
                && EVENT.matcher(event).matches()
                && !WITHOUT_END.contains(event);
        return isFinished
                        && isId(data.path("waba_id"))
                        && isId(data.path("phone_number_id"))
                        && isId(data.path("business_id"))
                ? Optional.of(new Signup(
                        event,
                        CallbackJson.id(data.path("waba_id")),
                        CallbackJson.id(data.path("phone_number_id")),
                        CallbackJson.id(data.path("business_id"))))
                : Optional.empty();
    }

    private static boolean isId(JsonNode value) {
        boolean isMissing = value.isMissingNode()
                || value.isNull()
                || value.isTextual() && value.asText().isEmpty();
        return isMissing || CallbackJson.id(value).isPresent();
    }
}
