package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.MetaSignature;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {

    private static final byte[] BODY = "{\"object\":\"application\"}".getBytes(StandardCharsets.UTF_8);
    private static final String GOOD = MetaSignature.ofWebhook("secret", BODY);

    @Test
    void a_body_is_signed_by_either_secret() {
        assertTrue(isSigned(GOOD, BODY, "secret"));
        assertTrue(isSigned(GOOD, BODY, "new", "secret"));
    }

    @Test
    void another_secret_or_none_does_not_sign_it() {
        assertFalse(isSigned(GOOD, BODY, "another"));
        assertFalse(isSigned(GOOD, BODY));
    }

    /** Meta writes what is not ASCII in its own way, so JSON that was read and written anew is another message. */
    @Test
    void one_byte_more_is_another_body() {
        assertFalse(isSigned(
                GOOD, (new String(BODY, StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8), "secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256=", "sha256", "sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709", "sha256=zz"})
    void another_form_is_none(String header) {
        assertEquals(Optional.empty(), WebhookSignature.parse(header));
    }

    @Test
    void nothing_may_stand_around_it() {
        String upper = "sha256=" + GOOD.substring(7).toUpperCase(Locale.ROOT);
        for (String header : List.of(GOOD + "0", GOOD + " ", " " + GOOD, GOOD + "," + GOOD, GOOD.substring(7), upper)) {
            assertEquals(Optional.empty(), WebhookSignature.parse(header), header);
        }
    }

    private static boolean isSigned(String header, byte[] body, String... secrets) {
        return WebhookSignature.parse(header).orElseThrow().isOf(body, new SigningSecrets(List.of(secrets)));
    }
}
