package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.graph.CallbackRefusedException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Meta's {@code signed_request}: who removed the app, or wants their data deleted. Two parts in unpadded base64url,
 * separated by a dot: the raw HMAC-SHA256 of the second one <em>as it is written</em>, and JSON. Source: Meta, Data
 * Deletion Request Callback. Nothing in the JSON counts before the signature holds.
 *
 * @param payload the second part as it was written: what is the same request, however often it comes
 * @param userId app-scoped; empty where the request is about nobody, such as a Page that removed the app
 * @param issuedAt epoch seconds; empty where Meta did not say
 */
public record SignedRequest(String payload, Optional<String> userId, Optional<Long> issuedAt) {

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{43})\\.([A-Za-z0-9_-]+)");
    private static final String ALGORITHM = "HMAC-SHA256";

    public static SignedRequest verify(String text, SigningSecrets secrets) throws CallbackRefusedException {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new CallbackRefusedException(Reason.MALFORMED);
        }
        String payload = parts.group(2);
        if (!secrets.signed(payload.getBytes(StandardCharsets.US_ASCII), decode(parts.group(1)))) {
            throw new CallbackRefusedException(Reason.SIGNATURE);
        }
        JsonNode json = CallbackJson.object(decode(payload));
        if (!json.path("algorithm").asText().equalsIgnoreCase(ALGORITHM)) {
            throw new CallbackRefusedException(Reason.ALGORITHM);
        }
        return new SignedRequest(
                payload, CallbackJson.id(json.path("user_id")), CallbackJson.time(json.path("issued_at")));
    }

    /** Refuses what Java lets pass: bits of the last character that belong to no byte. */
    private static byte[] decode(String part) throws CallbackRefusedException {
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(part);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(decoded).equals(part)) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // The exception quotes what came.
            throw new CallbackRefusedException(Reason.MALFORMED);
        }
        throw new CallbackRefusedException(Reason.MALFORMED);
    }

    /** Without the payload: whoever has it may know whom it is about. */
    @Override
    public String toString() {
        return "SignedRequest[hidden]";
    }
}
