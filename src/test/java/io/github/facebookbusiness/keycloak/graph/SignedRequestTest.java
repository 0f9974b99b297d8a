package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facebookbusiness.keycloak.graph.CallbackRefusedException.Reason;
import io.github.facebookbusiness.keycloak.testing.MetaSignature;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedRequestTest {

    private static final String SECRET = "the app's secret";
    private static final SigningSecrets SECRETS = new SigningSecrets(List.of(SECRET));
    private static final String JSON =
            "{\"algorithm\":\"HMAC-SHA256\",\"user_id\":\"10150000000000001\",\"issued_at\":1700000000}";

    @Test
    void a_signed_request_says_who_and_when() throws CallbackRefusedException {
        SignedRequest request = verify(JSON);
        assertEquals(Optional.of("10150000000000001"), request.userId());
        assertEquals(Optional.of(1700000000L), request.issuedAt());
    }

    /** The example of Meta's older documentation, which is widely used by other implementations. */
    @Test
    void it_is_read_as_other_implementations_write_it() throws CallbackRefusedException {
        SignedRequest request = SignedRequest.verify(
                "vlXgu64BQGFSQrY0ZcJBZASMvYvTHu9GQ0YM9rjPSso"
                        + ".eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsIjAiOiJwYXlsb2FkIn0",
                new SigningSecrets(List.of("secret")));
        assertEquals(Optional.empty(), request.userId());
        assertEquals(Optional.empty(), request.issuedAt());
    }

    @Test
    void after_a_reset_the_secret_before_still_counts() throws CallbackRefusedException {
        SigningSecrets both = new SigningSecrets(List.of("the new one", SECRET));
        assertEquals(
                Optional.of("10150000000000001"),
                SignedRequest.verify(MetaSignature.signedRequest(SECRET, JSON), both)
                        .userId());
    }

    @Test
    void without_any_secret_no_signature_holds() {
        assertRefused(Reason.SIGNATURE, MetaSignature.signedRequest(SECRET, JSON), new SigningSecrets(List.of()));
    }

    @Test
    void another_secret_is_refused() {
        assertRefused(Reason.SIGNATURE, MetaSignature.signedRequest("another", JSON), SECRETS);
    }

    @Test
    void a_payload_that_was_exchanged_is_refused() {
        String signature = MetaSignature.signedRequest(SECRET, JSON).split("\\.")[0];
        String other = MetaSignature.signedRequest(SECRET, JSON.replace("0001", "0002"))
                .split("\\.")[1];
        assertRefused(Reason.SIGNATURE, signature + "." + other, SECRETS);
    }

    /** Otherwise whoever has one could make it another one, which nobody has seen before. */
    @Test
    void the_same_signature_written_otherwise_is_refused() {
        String text = MetaSignature.signedRequest(SECRET, JSON);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char last = text.charAt(42);
        char sibling = alphabet.charAt(alphabet.indexOf(last) ^ 1);
        String sameBytes = text.substring(0, 42) + sibling + text.substring(43);
        assertEquals(
                new String(Base64.getUrlDecoder().decode(text.substring(0, 43)), StandardCharsets.ISO_8859_1),
                new String(Base64.getUrlDecoder().decode(sameBytes.substring(0, 43)), StandardCharsets.ISO_8859_1));
        assertRefused(Reason.MALFORMED, sameBytes, SECRETS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"user_id\":\"1\"}",
                "{\"algorithm\":\"none\",\"user_id\":\"1\"}",
                "{\"algorithm\":\"\",\"user_id\":\"1\"}",
                "{\"algorithm\":null,\"user_id\":\"1\"}",
                "{\"algorithm\":[\"HMAC-SHA256\"],\"user_id\":\"1\"}",
                "{\"algorithm\":\"HMAC-SHA1\",\"user_id\":\"1\"}",
                "{\"algorithm\":\"AES-256-CBC HMAC-SHA256\",\"user_id\":\"1\"}"
            })
    void another_algorithm_is_refused(String json) {
        assertRefused(Reason.ALGORITHM, MetaSignature.signedRequest(SECRET, json), SECRETS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "a",
                "a.b",
                "a.b.c",
                "vlXgu64BQGFSQrY0ZcJBZASMvYvTHu9GQ0YM9rjPSso.",
                ".eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsIjAiOiJwYXlsb2FkIn0",
                "vlXgu64BQGFSQrY0ZcJBZASMvYvTHu9GQ0YM9rjPSso=.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsIjAiOiJwYXlsb2FkIn0",
                "vlXgu64BQGFSQrY0ZcJBZASMvYvTHu9GQ0YM9rjPSso.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsIjAiOiJwYXlsb2FkIn0=",
                "vlXgu64BQGFSQrY0ZcJBZASMvYvTHu9GQ0YM9rjPS+o.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsIjAiOiJwYXlsb2FkIn0",
                "vlXgu64BQGFSQrY0ZcJBZASMvYvTHu9GQ0YM9rjPSso.eyJhbGdvcml0aG0i OiJITUFDLVNIQTI1NiIsIjAiOiJwYXlsb2FkIn0",
                "vlXgu64BQGFSQrY0ZcJBZASMvYvTHu9GQ0YM9rjPSso.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsIjAiOiJwYXlsb2FkIn0\n",
                "\u0000.\u0000",
                "ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ.ÄÄÄÄ"
            })
    void what_does_not_have_the_form_is_refused(String text) {
        assertRefused(Reason.MALFORMED, text, new SigningSecrets(List.of("secret")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "1",
                "\"text\"",
                "[]",
                "{",
                "{\"algorithm\":\"HMAC-SHA256\"}{}",
                "{\"algorithm\":\"none\",\"algorithm\":\"HMAC-SHA256\"}",
                "not json at all"
            })
    void a_payload_that_is_no_json_object_is_refused(String json) {
        // An empty payload is not even written.
        assertRefused(Reason.MALFORMED, MetaSignature.signedRequest(SECRET, json), SECRETS);
    }

    @Test
    void a_payload_that_is_no_text_is_refused() {
        byte[] bytes = {'{', '"', (byte) 0xFF, (byte) 0xFE, '"', ':', '1', '}'};
        String payload = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String signature = MetaSignature.ofWebhook(SECRET, payload.getBytes(StandardCharsets.US_ASCII));
        String encoded = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(HexFormat.of().parseHex(signature.substring("sha256=".length())));
        assertRefused(Reason.MALFORMED, encoded + "." + payload, SECRETS);
    }

    @Test
    void json_that_is_nested_without_end_is_refused() {
        String json = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertRefused(Reason.MALFORMED, MetaSignature.signedRequest(SECRET, json), SECRETS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "\"0\"", "null", "\"\"", "-1", "1.5", "\"1 or 1=1\"", "{}", "[1]", "true", "\"01\""})
    void nobody_is_meant_by(String userId) throws CallbackRefusedException {
        assertEquals(
                Optional.empty(),
                verify("{\"algorithm\":\"HMAC-SHA256\",\"user_id\":" + userId + "}")
                        .userId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"soon\"", "-1700000000", "1.7e9", "0", "99999999999999999999999", "{}"})
    void no_time_is_meant_by(String issuedAt) throws CallbackRefusedException {
        assertEquals(
                Optional.empty(),
                verify("{\"algorithm\":\"HMAC-SHA256\",\"issued_at\":" + issuedAt + "}")
                        .issuedAt());
    }

    @Test
    void an_id_beyond_what_javascript_counts_is_kept_as_it_is() throws CallbackRefusedException {
        assertEquals(
                Optional.of("90071992547409931234"),
                verify("{\"algorithm\":\"HMAC-SHA256\",\"user_id\":90071992547409931234}")
                        .userId());
    }

    @Test
    void neither_secrets_nor_payloads_are_printed() throws CallbackRefusedException {
        assertFalse((SECRETS + " " + verify(JSON)).contains(SECRET));
        assertFalse(verify(JSON).toString().contains("10150000000000001"));
    }

    private static SignedRequest verify(String json) throws CallbackRefusedException {
        return SignedRequest.verify(MetaSignature.signedRequest(SECRET, json), SECRETS);
    }

    private static void assertRefused(Reason reason, String text, SigningSecrets secrets) {
        CallbackRefusedException refused =
                assertThrows(CallbackRefusedException.class, () -> SignedRequest.verify(text, secrets));
        assertEquals(reason, refused.reason());
    }
}
