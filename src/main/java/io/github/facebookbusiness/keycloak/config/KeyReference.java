package io.github.facebookbusiness.keycloak.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Where a key for stored tokens lies outside the database, as the server option
 * {@code spi-social--facebook-business--token-keys} names it: {@code file:/path} or {@code vault:key}. The colon, and
 * not Keycloak's own <code>${vault.key}</code>, because the server would take that for an expression of its own.
 */
public sealed interface KeyReference {

    /** Shorter than this is a password and not a key. */
    int LEAST_CHARACTERS = 32;

    /**
     * A file of the server, read once, when the server starts.
     *
     * @param secret its content without white space at either end; any text, for instance of
     *     {@code openssl rand -base64 32}
     */
    record InFile(String secret) implements KeyReference {

        @Override
        public String toString() {
            return "InFile[hidden]";
        }
    }

    /** A key of Keycloak's vault, which may have one of its own for every realm. */
    record InVault(String key) implements KeyReference {}

    /** @throws IllegalArgumentException which names the option and never the content: the server must not start */
    static List<KeyReference> parse(String option, String references) {
        return Arrays.stream(references.split(","))
                .map(String::strip)
                .filter(reference -> !reference.isEmpty())
                .map(reference -> parseOne(option, reference))
                .toList();
    }

    private static KeyReference parseOne(String option, String reference) {
        if (reference.startsWith("vault:") && reference.length() > "vault:".length()) {
            return new InVault(reference.substring("vault:".length()));
        }
        if (reference.startsWith("file:")) {
            return new InFile(read(option, Path.of(reference.substring("file:".length()))));
        }
        throw new IllegalArgumentException(
                "The server option " + option + " must be a list of file:/path and vault:key, separated by commas");
    }

    private static String read(String option, Path file) {
        String secret;
        try {
            secret = Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The server option " + option + " names the file " + file + ", which cannot be read as text", e);
        }
        if (secret.length() < LEAST_CHARACTERS) {
            throw new IllegalArgumentException("The server option " + option + " names the file " + file
                    + ", which has fewer than " + LEAST_CHARACTERS + " characters");
        }
        return secret;
    }
}
