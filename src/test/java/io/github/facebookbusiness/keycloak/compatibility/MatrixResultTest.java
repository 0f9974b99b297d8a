package io.github.facebookbusiness.keycloak.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Three Keycloaks, of which one lacks a feature, and what may be wrong with a run of them. */
class MatrixResultTest {

    private static final String OLD = "26.5.6";
    private static final String VULNERABLE = "26.7.0";
    private static final String BUILT = "26.7.4";
    private static final String KNOWN = new KnownLack(KeycloakFeature.TOKEN_INTERCEPTOR).toString();

    private static final SupportedVersions VERSIONS = SupportedVersions.of(List.of(
            "# a comment",
            "",
            "run " + BUILT,
            "run " + VULNERABLE,
            "run " + OLD,
            "not 26.4: cannot load the jar",
            "fixed CVE-2026-1 https://example.org/1 26.4.15 26.6.6 26.7.2",
            "fixed CVE-2026-2 https://example.org/2 26.6.7 26.7.3"));

    private static final List<String> TABLE = List.of(
            "| Keycloak | the jar | Keycloak itself |",
            "|---|---|---|",
            "| 26.7.4 | runs; it is built against this version | |",
            "| 26.7.0 | runs | **do not use**: [CVE-2026-1](https://example.org/1) (fixed in 26.7.2),"
                    + " [CVE-2026-2](https://example.org/2) (fixed in 26.7.3) |",
            "| 26.5.6 | runs, but " + KeycloakFeature.TOKEN_INTERCEPTOR.lack() + " | **do not use**:"
                    + " [CVE-2026-1](https://example.org/1) (in all of 26.5),"
                    + " [CVE-2026-2](https://example.org/2) (in all of 26.5) |",
            "| 26.4 | cannot load the jar | |",
            "",
            "Use 26.7.3 or later. No 26.5 has all fixes.");

    @Test
    void the_table_says_what_runs_what_is_missing_and_what_nobody_should_use() {
        MatrixResult result = result(passed(BUILT), passed(VULNERABLE), old(Map.of("a.FirstIT.reads", KNOWN)));

        assertEquals(List.of(), result.problems());
        assertEquals(TABLE, result.compatibility());
        assertEquals(List.of(), result.differences(readme(TABLE)));
    }

    @Test
    void a_failed_test_is_a_problem_whatever_the_readme_says() {
        MatrixResult result = result(passed(BUILT), failed(VULNERABLE, "a.FirstIT.reads"), passed(OLD));

        assertEquals(List.of("Keycloak 26.7.0: failed: a.FirstIT.reads"), result.problems());
    }

    @Test
    void a_version_without_reports_is_a_problem() {
        VersionResult nothing =
                new VersionResult(KeycloakVersion.of(OLD), Set.of(), Set.of(), 0, 0, List.of(), Map.of());

        assertEquals(
                List.of("Keycloak 26.5.6: no test ran"),
                result(passed(BUILT), passed(VULNERABLE), nothing).problems());
    }

    @Test
    void a_test_that_was_skipped_for_anything_but_keycloak_is_a_problem() {
        MatrixResult result = result(
                passed(BUILT),
                passed(VULNERABLE),
                old(Map.of("a.FirstIT.reads", "", "a.SecondIT.clicks", "there is no Chromium", "a.FirstIT.x", KNOWN)));

        assertEquals(
                List.of(
                        "Keycloak 26.5.6: skipped: a.FirstIT.reads (without a reason)",
                        "Keycloak 26.5.6: skipped: a.SecondIT.clicks (there is no Chromium)"),
                result.problems());
    }

    @Test
    void a_class_that_ran_on_one_version_only_is_a_problem_on_the_others() {
        VersionResult less = new VersionResult(
                KeycloakVersion.of(OLD), Set.of("/x/keycloak-26.5.6"), Set.of("a.FirstIT"), 1, 1, List.of(), Map.of());

        assertEquals(
                List.of("Keycloak 26.5.6: did not run, but elsewhere: a.SecondIT"),
                result(passed(BUILT), passed(VULNERABLE), less).problems());
    }

    @Test
    void more_may_have_run_on_the_version_that_the_jar_is_built_against_and_not_less() {
        Set<String> all = Set.of("a.FirstIT", "a.SecondIT", "a.ThirdIT");
        VersionResult more = new VersionResult(
                KeycloakVersion.of(BUILT), Set.of("/x/keycloak-26.7.4"), all, 9, 1, List.of(), Map.of());
        VersionResult less = new VersionResult(
                KeycloakVersion.of(BUILT),
                Set.of("/x/keycloak-26.7.4"),
                Set.of("a.FirstIT"),
                1,
                1,
                List.of(),
                Map.of());

        assertEquals(List.of(), result(more, passed(VULNERABLE), passed(OLD)).problems());
        assertEquals(1, result(less, passed(VULNERABLE), passed(OLD)).problems().size());
    }

    @Test
    void reports_of_another_keycloak_are_a_problem() {
        VersionResult wrong = new VersionResult(
                KeycloakVersion.of(OLD),
                Set.of("/x/keycloak-26.7.4"),
                Set.of("a.FirstIT", "a.SecondIT"),
                2,
                1,
                List.of(),
                Map.of());

        assertEquals(
                List.of("Keycloak 26.5.6: the tests ran on [/x/keycloak-26.7.4]"),
                result(passed(BUILT), passed(VULNERABLE), wrong).problems());
    }

    @Test
    void the_version_that_the_jar_is_built_against_must_be_one_of_them() {
        MatrixResult result = new MatrixResult(VERSIONS, KeycloakVersion.of("26.7.9"), List.of(passed(BUILT)));

        assertTrue(result.problems().get(0).endsWith("is not in the matrix: 26.7.9"));
    }

    @Test
    void a_readme_that_claims_more_or_less_differs() {
        MatrixResult result = result(passed(BUILT), passed(VULNERABLE), passed(OLD));
        List<String> claims = new ArrayList<>(TABLE);
        claims.add(3, "| 26.7.3 | runs | |");

        List<String> differences = result.differences(readme(claims));

        assertEquals(3, differences.size(), differences::toString);
        assertTrue(differences.get(0).startsWith("is missing: | 26.5.6 | runs | **do not use**"));
        assertEquals("is not so: | 26.7.3 | runs | |", differences.get(1));
        assertTrue(differences.get(2).startsWith("is not so: | 26.5.6 | runs, but"));
    }

    @Test
    void of_some_versions_only_their_rows_are_compared() {
        assertEquals(List.of(), result(passed(VULNERABLE)).differences(readme(TABLE)));
        assertEquals(1, result(passed(OLD)).differences(readme(TABLE)).size());
    }

    @Test
    void the_table_goes_between_the_marks_and_nowhere_else() {
        MarkedBlock page = readme(List.of("old"));

        assertEquals(readme(TABLE).page(), page.replaced(TABLE));
        assertEquals("# Title", page.replaced(TABLE).get(0));
        assertThrows(IllegalArgumentException.class, () -> new MarkedBlock(List.of("no marks")).lines());
    }

    @Test
    void a_fact_that_nobody_knows_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> SupportedVersions.of(List.of("rum 26.7.4")));
        assertThrows(IllegalArgumentException.class, () -> SupportedVersions.of(List.of("run 26.7")));
    }

    private static MatrixResult result(VersionResult... results) {
        return new MatrixResult(VERSIONS, KeycloakVersion.of(BUILT), List.of(results));
    }

    private static VersionResult passed(String version) {
        return version(version, List.of(), Map.of());
    }

    private static VersionResult failed(String version, String test) {
        return version(version, List.of(test), Map.of());
    }

    private static VersionResult old(Map<String, String> skipped) {
        return version(OLD, List.of(), skipped);
    }

    private static VersionResult version(String version, List<String> failed, Map<String, String> skipped) {
        return new VersionResult(
                KeycloakVersion.of(version),
                Set.of("/x/keycloak-" + version),
                Set.of("a.FirstIT", "a.SecondIT"),
                5,
                1.5,
                failed,
                skipped);
    }

    private static MarkedBlock readme(List<String> block) {
        List<String> page = new ArrayList<>(List.of("# Title", "<!-- written by .ci/matrix: begin -->"));
        page.addAll(block);
        page.addAll(List.of("<!-- written by .ci/matrix: end -->", "", "## More"));
        return new MarkedBlock(page);
    }
}
