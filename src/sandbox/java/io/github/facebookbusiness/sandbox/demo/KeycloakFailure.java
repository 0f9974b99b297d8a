package io.github.facebookbusiness.sandbox.demo;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Why a server is not there, or not any more, with the end of its log, so that nobody has to go and look for the file.
 */
public final class KeycloakFailure extends RuntimeException {

    private static final int LINES = 40;

    KeycloakFailure(String reason, Path log) {
        super(reason + " The end of " + log + ":\n" + tail(log));
    }

    KeycloakFailure(String reason) {
        super(reason);
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, lenient());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        } catch (IOException e) {
            return "(not readable: " + e.getMessage() + ")";
        }
    }

    /** One that reads every byte: the log must be shown whatever is in it. */
    private static Charset lenient() {
        return StandardCharsets.ISO_8859_1;
    }
}
