package io.github.facebookbusiness.keycloak.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyReferenceTest {

    private static final String SECRET = "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , "})
    void nothing_is_no_key(String references) {
        assertEquals(List.of(), parse(references));
    }

    @Test
    void the_order_is_kept_and_white_space_does_not_count() throws IOException {
        assertEquals(
                List.of(
                        new KeyReference.InVault("tokens"),
                        new KeyReference.InFile(SECRET),
                        new KeyReference.InVault("older_key")),
                parse(" vault:tokens , file:" + file("key", SECRET + "\n") + ",vault:older_key,"));
    }

    @Test
    void what_openssl_writes_is_a_key_with_or_without_the_newline() throws IOException {
        assertEquals(parse("file:" + file("with", SECRET + "\n")), parse("file:" + file("without", SECRET)));
    }

    @Test
    void a_key_does_not_show_when_it_is_printed() throws IOException {
        assertFalse(parse("file:" + file("key", SECRET)).toString().contains(SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {SECRET, "vault:", "VAULT:tokens", "${vault.tokens}", "env:TOKEN_KEY", "/run/secrets/key"})
    void what_is_neither_a_file_nor_a_vault_key_is_refused_without_being_repeated(String reference) {
        String sentence = refusal("vault:good," + reference);
        assertEquals(
                "The server option token-keys must be a list of file:/path and vault:key, separated by commas",
                sentence);
    }

    @Test
    void a_file_that_is_not_there_is_refused_by_its_name() {
        Path missing = folder.resolve("missing");
        assertTrue(refusal("file:" + missing).contains(missing + ", which cannot be read as text"));
    }

    @Test
    void a_file_that_is_a_folder_or_not_text_is_refused() throws IOException {
        assertTrue(refusal("file:" + folder).contains("cannot be read as text"));
        assertTrue(refusal("file:").contains("cannot be read as text"));
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xc3, 0x28, (byte) 0xff});
        assertTrue(refusal("file:" + binary).contains("cannot be read as text"));
    }

    @Test
    void a_file_with_a_password_instead_of_a_key_is_refused_without_its_content() throws IOException {
        String sentence = refusal("file:" + file("password", "  correct horse battery staple \n\n"));
        assertTrue(sentence.contains("fewer than 32 characters"), sentence);
        assertFalse(sentence.contains("correct"), sentence);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static List<KeyReference> parse(String references) {
        return KeyReference.parse("token-keys", references);
    }

    private static String refusal(String references) {
        return assertThrows(IllegalArgumentException.class, () -> parse(references))
                .getMessage();
    }
}
