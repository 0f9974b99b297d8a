package io.github.facebookbusiness.keycloak.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.facebookbusiness.keycloak.testing.MarkdownFile;
import io.github.facebookbusiness.keycloak.testing.PomFile;
import io.github.facebookbusiness.keycloak.testing.PomFile.Artifact;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of CONTRIBUTING.md say of everything that the build downloads by name why it is there. */
class DependencyTableTest {

    private static final PomFile POM = PomFile.own();
    private static final MarkdownFile SECTION =
            MarkdownFile.read(Path.of("CONTRIBUTING.md")).section("Dependencies");

    /** Each of them once, and none that is gone. A name with * stands for all that begin so. */
    @Test
    void every_dependency_and_nothing_else_is_in_the_table() {
        Set<String> used = new TreeSet<>();
        for (String element : List.of("dependency", "additionalClasspathDependency", "artifactItem")) {
            POM.artifacts(element).stream().map(Artifact::artifactId).forEach(used::add);
        }
        assertSame(used, names("dependency"));
    }

    @Test
    void every_plugin_and_nothing_else_is_in_the_table() {
        Set<String> used =
                POM.artifacts("plugin").stream().map(Artifact::artifactId).collect(Collectors.toSet());
        assertSame(used, names("plugin"));
    }

    @Test
    void every_row_says_why_and_what_instead() {
        Stream.of("dependency", "plugin").flatMap(DependencyTableTest::rows).forEach(row -> {
            List<String> cells =
                    Arrays.stream(row.split("(?<!\\\\)\\|")).map(String::strip).toList();
            assertFalse(cells.subList(1, cells.size()).stream().anyMatch(String::isEmpty), row);
        });
    }

    /** What Keycloak ships must not come in a second time: a dependency of compile or runtime scope would be bundled or missing. */
    @Test
    void nothing_is_needed_at_run_time_that_keycloak_does_not_ship() {
        Set<String> scopes = POM.artifacts("dependency").stream()
                .filter(dependency -> !dependency.type().filter("pom"::equals).isPresent())
                .map(dependency -> dependency.scope().orElse(dependency.artifactId()))
                .collect(Collectors.toSet());
        scopes.remove("junit-bom");
        assertEquals(Set.of("provided", "test"), scopes);
    }

    private static void assertSame(Set<String> used, Set<String> listed) {
        Set<String> missing = used.stream()
                .filter(name -> listed.stream().noneMatch(entry -> stands(entry, name)))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> gone = listed.stream()
                .filter(entry -> used.stream().noneMatch(name -> stands(entry, name)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing, "not in the table");
        assertEquals(Set.of(), gone, "in the table, and not in pom.xml");
    }

    private static boolean stands(String entry, String name) {
        return entry.endsWith("*") ? name.startsWith(entry.substring(0, entry.length() - 1)) : entry.equals(name);
    }

    /** What is set as code in the first column; what stands in brackets is where it is used. */
    private static Set<String> names(String table) {
        return rows(table)
                .map(row -> row.split("\\|")[1].replaceAll("\\([^)]*\\)", ""))
                .flatMap(cell ->
                        Pattern.compile("`([^`]+)`").matcher(cell).results().map((MatchResult name) -> name.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> rows(String table) {
        List<String> lines = SECTION.text().lines().toList();
        int head = 0;
        while (!lines.get(head).startsWith("| " + table + " |")) {
            head++;
        }
        return lines.stream().skip(head + 2L).takeWhile(line -> line.startsWith("|"));
    }
}
