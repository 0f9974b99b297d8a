package io.github.facebookbusiness.sandbox.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo's containers share. */
class SharedSecretsTest {

    @TempDir
    private Path folder;

    @Test
    void the_key_of_stored_tokens_has_256_bits_and_outlives_a_restart() throws IOException {
        new SharedSecrets(folder).keepTokenKey();
        String key = Files.readString(folder.resolve(SharedSecrets.TOKEN_KEY));
        assertEquals(32, Base64.getDecoder().decode(key).length);

        new SharedSecrets(folder).keepTokenKey();
        assertEquals(key, Files.readString(folder.resolve(SharedSecrets.TOKEN_KEY)));
    }

    @Test
    void the_vault_of_the_realm_demo_has_the_secret_of_the_last_start() throws IOException {
        SharedSecrets secrets = new SharedSecrets(folder);
        secrets.putIntoVault("provider-token", "a longer one, of an earlier start");
        secrets.putIntoVault("provider-token", "the last one");
        assertEquals("the last one", Files.readString(folder.resolve("demo_provider-token")));
    }
}
