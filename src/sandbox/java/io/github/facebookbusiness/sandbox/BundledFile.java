package io.github.facebookbusiness.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A file that comes with the sandbox. */
final class BundledFile {
    private BundledFile() {}

    static String text(String name) {
        try (InputStream file = BundledFile.class.getResourceAsStream("/sandbox/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
