package io.github.facebookbusiness.keycloak.compatibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What all runs of one jar said, and whether that is enough for a compatibility table. */
final class MatrixResult {

    private final SupportedVersions versions;
    private final KeycloakVersion builtAgainst;
    private final List<VersionResult> results;
    private final CompatibilityTable table;

    MatrixResult(SupportedVersions versions, KeycloakVersion builtAgainst, List<VersionResult> results) {
        this.versions = versions;
        this.builtAgainst = builtAgainst;
        this.results = List.copyOf(results);
        this.table = new CompatibilityTable(versions, builtAgainst);
    }

    /** Sentences; empty if every version that was run is as good as its row in the table says. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!versions.run().contains(builtAgainst)) {
            problems.add("The version that the jar is built against is not in the matrix: " + builtAgainst);
        }
        Set<String> expected = expectedClasses();
        for (VersionResult result : results) {
            String keycloak = "Keycloak " + result.version() + ": ";
            if (result.tests() == 0) {
                problems.add(keycloak + "no test ran");
                continue;
            }
            if (!result.homes().stream().allMatch(home -> home.endsWith("keycloak-" + result.version()))) {
                problems.add(keycloak + "the tests ran on " + result.homes());
            }
            result.failed().forEach(test -> problems.add(keycloak + "failed: " + test));
            result.skippedForNoGoodReason().forEach(test -> problems.add(keycloak + "skipped: " + test));
            Set<String> absent = new TreeSet<>(expected);
            absent.removeAll(result.classes());
            absent.forEach(test -> problems.add(keycloak + "did not run, but elsewhere: " + test));
        }
        return problems;
    }

    /** The same everywhere; only on the version that it is built against more may have run, by {@code mvn verify}. */
    private Set<String> expectedClasses() {
        Set<String> expected = new TreeSet<>();
        results.stream()
                .filter(result -> !result.version().equals(builtAgainst))
                .forEach(result -> expected.addAll(result.classes()));
        return expected;
    }

    boolean isOfAllVersions() {
        return results.stream().map(VersionResult::version).toList().equals(versions.run());
    }

    List<String> compatibility() {
        return table.lines(results);
    }

    /** What a page should say and does not; of some versions only if only those were run. */
    List<String> differences(MarkedBlock page) {
        List<String> wanted = isOfAllVersions()
                ? compatibility()
                : results.stream().map(table::row).toList();
        List<String> differences = new ArrayList<>();
        wanted.stream()
                .filter(line -> !page.lines().contains(line))
                .forEach(line -> differences.add("is missing: " + line));
        if (isOfAllVersions()) {
            page.lines().stream()
                    .filter(line -> !wanted.contains(line))
                    .forEach(line -> differences.add("is not so: " + line));
        }
        return differences;
    }

    /** Figures, for people: they change with every test that is added, so they do not stand in the README. */
    List<String> figures() {
        List<String> lines = new ArrayList<>(
                List.of("| Keycloak | tests | failed | skipped | seconds |", "|---|---:|---:|---|---:|"));
        for (VersionResult result : results) {
            Map<String, Integer> reasons = new TreeMap<>();
            result.skipped().values().forEach(reason -> reasons.merge(reason, 1, Integer::sum));
            List<String> skipped = new ArrayList<>();
            reasons.forEach((reason, times) -> skipped.add(times + ": " + reason));
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %s | %.0f |",
                    result.version(),
                    result.tests(),
                    result.failed().size(),
                    String.join("; ", skipped),
                    result.seconds()));
        }
        return lines;
    }
}
