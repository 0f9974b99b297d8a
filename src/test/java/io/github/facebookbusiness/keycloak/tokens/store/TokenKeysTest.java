package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.config.KeyReference;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenKeysTest {

    private static final String SECRET = "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=";
    private static final String OTHER = "7wEjRWeJq83vASNFZ4mrze8BI0VniavN7wEjRWeJq80=";
    private static final KeyReference FILE = new KeyReference.InFile(SECRET);
    private static final KeyReference VAULT = new KeyReference.InVault("tokens");

    /** It stands in every row: another id would make a rotation of what need not be rotated. */
    private static final String ID = "ext-a28a82f582c2174f";

    private final SessionWithKeys session = new SessionWithKeys().aesKey("realm-key", 16);

    @Test
    void without_keys_from_outside_the_realms_active_one_encrypts() {
        assertEquals("realm-key", session.tokenKeys().active().id());
        session.aesKey("newer", 32);
        assertEquals("newer", session.tokenKeys().active().id());
        assertEquals(Set.of("realm-key", "newer"), session.tokenKeys().ids());
    }

    @Test
    void the_first_key_from_outside_encrypts_and_all_others_still_decrypt() {
        TokenKeys keys = session.tokenKeys(FILE, new KeyReference.InFile(OTHER));
        String other =
                session.tokenKeys(new KeyReference.InFile(OTHER)).active().id();
        assertEquals(ID, keys.active().id());
        assertEquals(Set.of(ID, other, "realm-key"), keys.ids());
        keys.ids().forEach(id -> assertEquals(id, keys.byId(id).orElseThrow().id()));
        assertEquals(Optional.empty(), keys.byId("ext-0000000000000000"));
        assertEquals(Optional.empty(), keys.byId("nobody's"));
        assertEquals(Optional.empty(), keys.byId(""));
    }

    @Test
    void the_id_of_a_key_is_the_same_wherever_it_lies() {
        session.vault("tokens", SECRET).vault("renamed", SECRET);
        assertEquals(ID, session.tokenKeys(VAULT).active().id());
        assertEquals(
                ID,
                session.tokenKeys(new KeyReference.InVault("renamed")).active().id());
    }

    @Test
    void a_file_that_was_moved_into_the_vault_with_its_newline_is_the_same_key() {
        session.vault("tokens", SECRET + "\n");
        TokenKeys.Key moved = session.tokenKeys(VAULT).active();
        assertEquals(ID, moved.id());
        assertArrayEquals(session.tokenKeys(FILE).active().derive("place"), moved.derive("place"));
    }

    @Test
    void a_vault_without_a_value_has_no_key_to_encrypt_with() {
        TokenKeys keys = session.tokenKeys(VAULT, FILE);
        assertThrows(KeyMissingException.class, keys::active);
        assertThrows(KeyMissingException.class, keys::source);
        assertEquals(Set.of(ID, "realm-key"), keys.ids(), "the others still decrypt");
        assertEquals(ID, keys.byId(ID).orElseThrow().id());
    }

    @Test
    void a_password_in_the_vault_is_no_key() {
        session.vault("tokens", "correct horse battery staple");
        assertThrows(KeyMissingException.class, session.tokenKeys(VAULT)::active);
        session.vault("tokens", "short" + " ".repeat(40));
        assertThrows(KeyMissingException.class, session.tokenKeys(VAULT)::active);
    }

    @Test
    void a_key_of_the_realm_may_be_called_like_one_from_outside() {
        session.aesKey("ext-hsm", 32);
        TokenKeys keys = session.tokenKeys();
        assertEquals(
                "ext-hsm", keys.byId(keys.active().id()).map(TokenKeys.Key::id).orElse("not found"));
    }

    @Test
    void a_key_of_any_length_becomes_one_of_256_bits_for_each_place() {
        byte[] one = session.tokenKeys().active().derive("kind", "row-1");
        byte[] two = session.tokenKeys().active().derive("kind", "row-2");
        assertEquals(32, one.length);
        assertEquals(32, session.tokenKeys(FILE).active().derive("kind").length);
        assertNotEquals(new String(one), new String(two));
        assertFalse(session.tokenKeys(FILE).active().toString().contains(SECRET));
    }

    @Test
    void its_source_is_told() {
        session.vault("tokens", SECRET);
        assertEquals(KeySource.FILE, session.tokenKeys(FILE, VAULT).source());
        assertEquals(KeySource.VAULT, session.tokenKeys(VAULT, FILE).source());
        assertEquals(KeySource.REALM_AES_KEY, session.tokenKeys().source());
        assertTrue(ID.startsWith("ext-"));
    }
}
