package io.github.facebookbusiness.keycloak.compatibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a reader of the README learns of each Keycloak: whether the jar runs there, and whether anybody should. */
final class CompatibilityTable {

    private static final List<String> HEAD = List.of("| Keycloak | the jar | Keycloak itself |", "|---|---|---|");

    private final SupportedVersions versions;
    private final KeycloakVersion builtAgainst;

    CompatibilityTable(SupportedVersions versions, KeycloakVersion builtAgainst) {
        this.versions = versions;
        this.builtAgainst = builtAgainst;
    }

    /** All of it. */
    List<String> lines(List<VersionResult> results) {
        List<String> lines = new ArrayList<>(HEAD);
        results.forEach(result -> lines.add(row(result)));
        versions.unsupported().forEach(other -> lines.add("| " + other.versions() + " | " + other.why() + " | |"));
        lines.add("");
        lines.add(recommendation());
        return lines;
    }

    String row(VersionResult result) {
        return "| " + result.version() + " | " + jar(result) + " |" + cell(keycloak(result.version())) + "|";
    }

    private static String cell(String text) {
        return text.isEmpty() ? " " : " " + text + " ";
    }

    private String jar(VersionResult result) {
        String runs = result.version().equals(builtAgainst) ? "runs; it is built against this version" : "runs";
        Set<KeycloakFeature> lacks = result.lacks();
        return lacks.isEmpty()
                ? runs
                : runs + ", but "
                        + String.join(
                                "; ", lacks.stream().map(KeycloakFeature::lack).toList());
    }

    private String keycloak(KeycloakVersion version) {
        List<String> holes = versions.fixes().stream()
                .filter(fix -> fix.isMissingIn(version))
                .map(fix -> "[" + fix.id() + "](" + fix.address() + ") ("
                        + fix.in(version).map(fixed -> "fixed in " + fixed).orElse("in all of " + version.line())
                        + ")")
                .toList();
        return holes.isEmpty() ? "" : "**do not use**: " + String.join(", ", holes);
    }

    /** The lowest version of each line that has all fixes. */
    private String recommendation() {
        List<String> lowest = new ArrayList<>();
        List<String> never = new ArrayList<>();
        for (String line :
                versions.run().stream().map(KeycloakVersion::line).distinct().toList()) {
            lowestOf(line).ifPresentOrElse(safe -> lowest.add(safe + " or later"), () -> never.add(line));
        }
        String recommended = "Use " + String.join(", or ", lowest) + ".";
        return never.isEmpty() ? recommended : recommended + " No " + String.join(" or ", never) + " has all fixes.";
    }

    private Optional<KeycloakVersion> lowestOf(String line) {
        KeycloakVersion first = KeycloakVersion.of(line + ".0");
        return versions.fixes().stream()
                .flatMap(fix -> fix.releases().stream())
                .filter(first::isOfLine)
                .filter(release -> versions.fixes().stream().noneMatch(fix -> fix.isMissingIn(release)))
                .min(KeycloakVersion::compareTo)
                .or(() -> Optional.of(first)
                        .filter(release -> versions.fixes().stream().noneMatch(fix -> fix.isMissingIn(release))));
    }
}
