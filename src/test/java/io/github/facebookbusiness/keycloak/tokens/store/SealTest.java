package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.config.KeyReference;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.common.crypto.CryptoIntegration;

class SealTest {

    private static final String TOKEN = "EAAB-secret";
    private static final String[] PLACE = {"realm-1", "provider-1", "1001", "row-1"};

    private final SessionWithKeys session = new SessionWithKeys().aesKey("key-1", 32);

    @BeforeAll
    static void crypto() {
        CryptoIntegration.init(SealTest.class.getClassLoader());
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void is_a_jwe_by_aes_256_gcm_whatever_the_length_of_the_realms_key(int bytes) {
        session.aesKey("key-2", bytes);
        Seal.Sealed sealed = seal();
        assertEquals("key-2", sealed.keyId());
        assertEquals("{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"key-2\"}", text(part(sealed.value(), 0)));
        assertEquals("", part(sealed.value(), 1), "no encrypted key: direct encryption");
        assertFalse(text(part(sealed.value(), 3)).contains(TOKEN));
        assertEquals(Optional.of(TOKEN), open(sealed.value(), PLACE));
    }

    @Test
    void a_key_from_outside_is_named_in_the_header() {
        TokenKeys keys = session.tokenKeys(new KeyReference.InFile("q83vASNFZ4mrze8BI0VniavN7wEjRWeJ"));
        Seal.Sealed sealed = new Seal(keys, PLACE).seal(bytes(TOKEN));
        assertTrue(sealed.keyId().startsWith("ext-"), sealed.keyId());
        assertTrue(text(part(sealed.value(), 0)).contains("\"kid\":\"" + sealed.keyId() + "\""));
        assertArrayEquals(
                bytes(TOKEN), new Seal(keys, PLACE).open(sealed.value()).orElseThrow());
        assertEquals(Optional.empty(), open(sealed.value(), PLACE), "without the option the key is missing");
    }

    @Test
    void is_never_twice_the_same() {
        assertNotEquals(seal().value(), seal().value());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void opens_in_no_other_realm_provider_business_or_row(int moved) {
        String sealed = seal().value();
        String[] elsewhere = PLACE.clone();
        elsewhere[moved] += "0";
        assertEquals(Optional.empty(), open(sealed, elsewhere));
        assertEquals(Optional.of(TOKEN), open(sealed, PLACE));
    }

    @Test
    void does_not_open_where_the_same_text_is_split_otherwise() {
        String sealed = seal().value();
        assertEquals(Optional.empty(), open(sealed, "realm-1", "provider-11", "001", "row-1"));
        assertEquals(Optional.empty(), open(sealed, "realm-1", "provider-1", "1001row-1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void an_altered_iv_ciphertext_or_tag_does_not_open(int part) {
        String[] parts = seal().value().split("\\.", -1);
        char first = parts[part].charAt(0);
        parts[part] = (first == 'A' ? 'B' : 'A') + parts[part].substring(1);
        assertEquals(Optional.empty(), open(String.join(".", parts), PLACE));
        parts[part] = "";
        assertEquals(Optional.empty(), open(String.join(".", parts), PLACE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"key-2\"}",
                "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"key-1\",\"zip\":\"DEF\"}",
                "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"gone\"}",
                "{\"alg\":\"dir\",\"enc\":\"A256GCM\"}",
                "{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"kid\":\"key-1\"}",
                "{\"alg\":\"dir\",\"enc\":\"A128CBC-HS256\",\"kid\":\"key-1\"}",
                "{\"alg\":\"A256KW\",\"enc\":\"A256GCM\",\"kid\":\"key-1\"}",
                "{\"alg\":\"none\",\"enc\":\"A256GCM\",\"kid\":\"key-1\"}",
                "{\"alg\":",
                "[]",
                "null"
            })
    void another_header_does_not_open(String header) {
        String sealed = seal().value();
        session.aesKey("key-2", 32);
        String altered = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(header))
                + sealed.substring(sealed.indexOf('.'));
        assertEquals(Optional.empty(), open(altered, PLACE));
    }

    private Seal.Sealed seal() {
        return new Seal(session.tokenKeys(), PLACE).seal(bytes(TOKEN));
    }

    private Optional<String> open(String sealed, String... place) {
        return new Seal(session.tokenKeys(), place)
                .open(sealed)
                .map(content -> new String(content, StandardCharsets.UTF_8));
    }

    private static String part(String sealed, int index) {
        return sealed.split("\\.", -1)[index];
    }

    private static String text(String base64) {
        return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
