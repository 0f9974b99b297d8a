package io.github.facebookbusiness.sandbox.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The folder that the demo's containers share: the vault of Keycloak's realm demo, and the key that stored tokens are
 * encrypted with. So neither of them is in {@code docker/compose.yaml}.
 */
final class SharedSecrets {

    static final String TOKEN_KEY = "token-key";

    private static final int KEY_BYTES = 32;

    private final Path folder;

    SharedSecrets(Path folder) {
        this.folder = folder;
    }

    /** Made once: with another key, tokens that are stored could not be read any more. */
    void keepTokenKey() {
        Path file = folder.resolve(TOKEN_KEY);
        if (Files.exists(file)) {
            return;
        }
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        write(file, Base64.getEncoder().encodeToString(key));
    }

    /** @param key as a reference <code>${vault.key}</code> names it; Keycloak would look for underscores doubled */
    void putIntoVault(String key, String secret) {
        write(folder.resolve("demo_" + key), secret);
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
