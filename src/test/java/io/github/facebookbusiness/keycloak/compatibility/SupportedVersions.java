package io.github.facebookbusiness.keycloak.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The file {@code .ci/keycloak-versions}: what is known of Keycloak's versions before anything is run on them. */
record SupportedVersions(List<KeycloakVersion> run, List<Unsupported> unsupported, List<SecurityFix> fixes) {

    /** @param versions in words, such as 26.4 */
    record Unsupported(String versions, String why) {}

    SupportedVersions {
        run = List.copyOf(run);
        unsupported = List.copyOf(unsupported);
        fixes = List.copyOf(fixes);
    }

    static SupportedVersions read(Path file) {
        try {
            return of(Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SupportedVersions of(List<String> lines) {
        List<KeycloakVersion> run = new ArrayList<>();
        List<Unsupported> unsupported = new ArrayList<>();
        List<SecurityFix> fixes = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] fact = line.split(" ", 2);
            switch (fact[0]) {
                case "run" -> run.add(KeycloakVersion.of(fact[1]));
                case "not" -> unsupported.add(unsupported(fact[1]));
                case "fixed" -> fixes.add(fix(fact[1]));
                default -> throw new IllegalArgumentException("Not a fact of this file: " + line);
            }
        }
        return new SupportedVersions(run, unsupported, fixes);
    }

    private static Unsupported unsupported(String text) {
        String[] words = text.split(": ", 2);
        return new Unsupported(words[0], words[1]);
    }

    private static SecurityFix fix(String text) {
        List<String> words = Arrays.asList(text.split(" "));
        return new SecurityFix(
                words.get(0),
                URI.create(words.get(1)),
                words.subList(2, words.size()).stream().map(KeycloakVersion::of).toList());
    }
}
