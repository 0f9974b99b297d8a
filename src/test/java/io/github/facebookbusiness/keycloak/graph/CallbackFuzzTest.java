package io.github.facebookbusiness.keycloak.graph;

import static io.github.facebookbusiness.keycloak.testing.Unsaid.assertUnsaid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.keycloak.graph.BusinessIntegrationNotice.Kind;
import io.github.facebookbusiness.keycloak.graph.CallbackRefusedException.Reason;
import io.github.facebookbusiness.keycloak.testing.FuzzInput;
import io.github.facebookbusiness.keycloak.testing.MetaSignature;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What anybody may send to a callback, before and after its signature is known to hold. */
class CallbackFuzzTest {

    private static final String SECRET = "the app secret";
    private static final String APP_ID = "1029384756102938";
    private static final SigningSecrets SECRETS = new SigningSecrets(List.of("the secret before", SECRET));
    private static final String ID = "[1-9][0-9]{0,31}";

    @FuzzTest
    void a_signed_request_is_taken_only_as_it_was_signed(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            SignedRequest request = SignedRequest.verify(text, SECRETS);
            byte[] payload = Base64.getUrlDecoder().decode(request.payload());
            String json = new String(payload, StandardCharsets.UTF_8);
            assertTrue(
                    text.equals(signedRequest(SECRET, request.payload()))
                            || text.equals(signedRequest("the secret before", request.payload())),
                    json);
        } catch (CallbackRefusedException e) {
            assertUnsaid(e, SECRET);
        }
    }

    @FuzzTest
    void what_meta_signs_is_read_or_refused_and_nothing_else_counts_as_signed(byte[] json) {
        String payload = Base64.getUrlEncoder().withoutPadding().encodeToString(json);
        String text = signedRequest(SECRET, payload);
        try {
            SignedRequest request = SignedRequest.verify(text, SECRETS);
            assertEquals(payload, request.payload());
            request.userId().ifPresent(id -> assertTrue(id.matches(ID), id));
            request.issuedAt().ifPresent(time -> assertTrue(time > 0));
            assertFalse(request.toString().contains(payload));
        } catch (CallbackRefusedException e) {
            assertTrue(e.reason() != Reason.SIGNATURE);
        }
        int changed = Arrays.hashCode(json) & Integer.MAX_VALUE;
        for (int at : List.of(0, changed % text.length(), text.length() - 1)) {
            String other = text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1);
            assertThrows(CallbackRefusedException.class, () -> SignedRequest.verify(other, SECRETS));
        }
        assertThrows(
                CallbackRefusedException.class,
                () -> SignedRequest.verify(text, new SigningSecrets(List.of("another secret"))));
    }

    @FuzzTest
    void a_webhook_is_taken_only_with_the_signature_of_its_very_bytes(byte[] input) {
        FuzzInput parts = new FuzzInput(input);
        String header = parts.line();
        byte[] body = parts.rest();
        String right = MetaSignature.ofWebhook(SECRET, body);
        assertEquals(
                List.of(right, MetaSignature.ofWebhook("the secret before", body))
                        .contains(header),
                WebhookSignature.parse(header)
                        .filter(signature -> signature.isOf(body, SECRETS))
                        .isPresent());
        WebhookSignature signature = WebhookSignature.parse(right).orElseThrow();
        assertTrue(signature.isOf(body, SECRETS));
        assertFalse(signature.isOf(body, new SigningSecrets(List.of())));
        assertFalse(signature.isOf(Arrays.copyOf(body, body.length + 1), SECRETS));
        if (body.length > 0) {
            body[(Arrays.hashCode(body) & Integer.MAX_VALUE) % body.length] ^= 1;
            assertFalse(signature.isOf(body, SECRETS));
        }
    }

    @FuzzTest
    void a_signed_webhook_is_read_as_notices_of_this_app_or_refused(byte[] body) {
        try {
            List<BusinessIntegrationNotice> notices = BusinessIntegrationNotice.parse(body, APP_ID);
            assertTrue(notices.size() <= body.length / "{}".length());
            for (BusinessIntegrationNotice notice : notices) {
                assertTrue(notice.clientBusinessId().matches(ID), notice.clientBusinessId());
                assertTrue(notice.time().map(time -> time > 0).orElse(true));
            }
            assertTrue(
                    BusinessIntegrationNotice.parse(body, "another app").isEmpty() || notices.isEmpty(),
                    "an entry is about one app");
        } catch (CallbackRefusedException e) {
            assertEquals(Reason.MALFORMED, e.reason());
        }
    }

    /** A line of the input is a notice: how often it stands in its entry, what happened, to whom. */
    @FuzzTest
    void a_batch_is_read_whole_and_in_its_order(byte[] input) throws Exception {
        FuzzInput lines = new FuzzInput(input);
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode webhook = mapper.createObjectNode().put("object", "application");
        ArrayNode entries = webhook.putArray("entry");
        List<BusinessIntegrationNotice> sent = new ArrayList<>();
        while (lines.hasMore()) {
            String line = lines.line();
            long time = 1 + (line.hashCode() & Integer.MAX_VALUE);
            ObjectNode entry = entries.addObject();
            boolean ours = line.length() % 5 != 0;
            entry.put("id", ours ? APP_ID : "20").put("time", time);
            entry.put("note", line);
            ArrayNode changes = entry.putArray("changes");
            for (int change = 0; change < line.length() % 7; change++) {
                Kind kind = Kind.values()[(line.charAt(change) + change) % Kind.values().length];
                String business = String.valueOf(1 + line.charAt(change) * 90071992547409931L % Long.MAX_VALUE);
                boolean known = business.matches(ID);
                ObjectNode value = changes.addObject()
                        .put("field", "business_integration_" + kind.name().toLowerCase(Locale.ROOT))
                        .putObject("value");
                if (change % 2 == 0) {
                    value.put("business_manager_id", business);
                } else {
                    value.put("business_manager_id", Long.valueOf(business));
                }
                if (ours && known) {
                    sent.add(new BusinessIntegrationNotice(kind, business, Optional.of(time)));
                }
            }
        }
        assertEquals(sent, BusinessIntegrationNotice.parse(mapper.writeValueAsBytes(webhook), APP_ID));
    }

    private static String signedRequest(String secret, String payload) {
        String hex = MetaSignature.ofWebhook(secret, payload.getBytes(StandardCharsets.US_ASCII))
                .substring("sha256=".length());
        byte[] signature = HexFormat.of().parseHex(hex);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signature) + "." + payload;
    }
}
