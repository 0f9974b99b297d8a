package io.github.facebookbusiness.keycloak.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keycloak's file vault, in a folder of its own. Keycloak reads a secret at every use, so tests can add and change them
 * while the server runs.
 */
public final class VaultFolder implements AutoCloseable {

    private final TemporaryFolder folder = TemporaryFolder.named("vault");

    Path path() {
        return folder.path();
    }

    /** Stores a secret, over an earlier one, and gives the reference to it that goes into a configuration. */
    public String put(String realm, String key, String secret) {
        try {
            Files.writeString(file(realm, key), secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "${vault." + key + "}";
    }

    public void remove(String realm, String key) {
        try {
            Files.deleteIfExists(file(realm, key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One underscore parts realm and key, so those inside are doubled. */
    private Path file(String realm, String key) {
        return folder.path().resolve(realm.replace("_", "__") + "_" + key.replace("_", "__"));
    }

    @Override
    public void close() {
        folder.close();
    }
}
