package io.github.facebookbusiness.keycloak.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.facebookbusiness.keycloak.testing.PomFile;
import io.github.facebookbusiness.keycloak.testing.PomFile.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of a release, in the folder that {@code release.folder} names. {@code .ci/release} runs it: no other build makes them. */
final class ReleaseCheck {

    private static final String SANDBOX = "io/github/facebookbusiness/sandbox/";

    private final Path folder = Path.of(System.getProperty("release.folder"));
    private final PomFile pom = PomFile.own();
    private final String name = pom.artifactId() + "-" + pom.version();

    @Test
    void consists_of_these_files_and_no_others() throws IOException {
        assertEquals(
                new TreeSet<>(Set.of(
                        name + ".jar",
                        name + "-sandbox.jar",
                        name + "-sources.jar",
                        name + "-javadoc.jar",
                        name + "-cyclonedx.json",
                        name + ".pom",
                        "SHA256SUMS",
                        "SHA512SUMS")),
                files());
    }

    @Test
    void the_checksums_are_of_every_other_file() throws IOException {
        Set<String> released = files();
        released.removeIf(file -> file.endsWith("SUMS"));
        for (String sums : Set.of("SHA256SUMS", "SHA512SUMS")) {
            Set<String> summed = Files.readAllLines(folder.resolve(sums)).stream()
                    .map(line -> line.split("  ", 2)[1])
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(released, summed, sums);
        }
    }

    @Test
    void every_jar_says_the_licence_and_the_time_of_the_release() throws IOException {
        for (String jar : Set.of(".jar", "-sandbox.jar", "-sources.jar", "-javadoc.jar")) {
            JarContents contents = jar(jar);
            assertEquals(Set.of(pom.property("project.build.outputTimestamp")), contents.times(), jar);
        }
        for (String jar : Set.of(".jar", "-sandbox.jar", "-sources.jar")) {
            assertEquals(JarContents.text(Path.of("LICENSE")), jar(jar).text("META-INF/LICENSE"), jar);
        }
    }

    @Test
    void the_provider_jar_says_which_version_and_which_commit_it_is() {
        assertEquals(pom.version(), jar(".jar").manifest("Implementation-Version"));
        String commit = jar(".jar").manifest("Implementation-Commit");
        assertEquals(System.getProperty("release.commit"), commit);
        assertTrue(commit.matches("[0-9a-f]{40}") || commit.equals("unknown") && isRehearsal(), commit);
    }

    @Test
    void the_sandbox_jar_has_the_sandbox_and_no_test() throws IOException {
        Set<String> classes = jar("-sandbox.jar").names(".class");
        Set<String> sources = JarContents.below(Path.of("src", "sandbox", "java"), ".java");

        assertEquals(
                sources.stream()
                        .map(source -> source.replace(".java", ""))
                        .filter(source -> !source.endsWith("package-info"))
                        .collect(Collectors.toSet()),
                classes.stream()
                        .map(file -> file.replaceAll("(\\$.*)?\\.class$", ""))
                        .filter(file -> !file.endsWith("package-info"))
                        .collect(Collectors.toSet()));
        assertTrue(classes.stream().allMatch(file -> file.startsWith(SANDBOX)), classes::toString);
    }

    @Test
    void the_sources_are_those_of_the_provider_jar() throws IOException {
        assertEquals(
                JarContents.below(Path.of("src", "main", "java"), ".java"),
                jar("-sources.jar").names(".java"));
    }

    @Test
    void the_javadoc_has_a_page_for_every_package() throws IOException {
        Set<String> packages = JarContents.below(Path.of("src", "main", "java"), "package-info.java").stream()
                .map(source -> source.replace("package-info.java", "package-summary.html"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertFalse(packages.isEmpty());
        assertEquals(packages, jar("-javadoc.jar").names("package-summary.html"));
    }

    @Test
    void the_sbom_names_the_version_and_what_keycloak_provides_and_nothing_of_the_tests() throws IOException {
        JsonNode sbom = new ObjectMapper()
                .readTree(folder.resolve(name + "-cyclonedx.json").toFile());

        assertEquals("CycloneDX", sbom.path("bomFormat").asText());
        JsonNode released = sbom.path("metadata").path("component");
        assertEquals(pom.artifactId(), released.path("name").asText());
        assertEquals(pom.version(), released.path("version").asText());
        assertFalse(sbom.path("metadata").has("timestamp"), "a time, which differs from build to build");

        Set<String> direct = new TreeSet<>();
        for (JsonNode node : sbom.path("dependencies")) {
            if (node.path("ref").equals(released.path("bom-ref"))) {
                node.path("dependsOn").forEach(ref -> direct.add(ref.asText().replaceAll("^.*/([^/]*)@.*$", "$1")));
            }
        }
        assertEquals(declared("provided"), direct);

        Set<String> all = new TreeSet<>();
        sbom.path("components")
                .forEach(component -> all.add(component.path("name").asText()));
        assertTrue(all.containsAll(direct), all::toString);
        Set<String> tests = declared("test");
        assertFalse(tests.isEmpty());
        tests.retainAll(all);
        assertEquals(Set.of(), tests);
    }

    @Test
    void a_release_has_no_snapshot_in_it() throws IOException {
        if (isRehearsal()) {
            return;
        }
        assertFalse(Files.readString(Path.of("pom.xml")).contains("-SNAPSHOT"), "pom.xml");
        assertFalse(Files.readString(folder.resolve(name + "-cyclonedx.json")).contains("-SNAPSHOT"), "SBOM");
        assertEquals(
                Set.of(),
                files().stream().filter(file -> file.contains("SNAPSHOT")).collect(Collectors.toSet()));
    }

    /** As {@code .ci/release} says then. */
    private boolean isRehearsal() {
        return pom.version().endsWith("-SNAPSHOT");
    }

    private Set<String> declared(String scope) {
        return pom.artifacts("dependency").stream()
                .filter(dependency -> dependency.scope().filter(scope::equals).isPresent())
                .map(Artifact::artifactId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private JarContents jar(String end) {
        return JarContents.of(folder.resolve(name + end));
    }
}
