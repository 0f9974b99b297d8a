package io.github.facebookbusiness.keycloak.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.PomFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What operators copy into {@code providers/}: whatever else were in it would stand beside Keycloak's own copy of it. */
final class ProviderJarIT {

    private final JarContents jar = JarContents.of(Path.of(System.getProperty("provider.jar")));

    @Test
    void has_the_classes_of_this_project_and_no_others() throws IOException {
        Set<String> compiled = JarContents.below(Path.of("target", "classes"), ".class");

        assertEquals(compiled, jar.names(".class"));
        assertTrue(
                compiled.stream().allMatch(name -> name.startsWith("io/github/facebookbusiness/keycloak/")),
                compiled::toString);
    }

    @Test
    void bundles_no_other_jar_and_no_file_of_unknown_origin() {
        List<String> folders =
                List.of("META-INF/", "theme/", "theme-resources/", "io/github/facebookbusiness/keycloak/");

        assertEquals(Set.of(), jar.namesOutside(folders));
        assertEquals(Set.of(), jar.names(".jar"));
        assertEquals(
                Set.of("META-INF/maven/io.github.facebookbusiness/keycloak-facebook-business/pom.xml"),
                jar.names("pom.xml"));
    }

    @Test
    void says_its_version_and_licence() throws IOException {
        assertEquals(PomFile.own().version(), jar.manifest("Implementation-Version"));
        assertEquals(JarContents.text(Path.of("LICENSE")), jar.text("META-INF/LICENSE"));
    }

    @Test
    void has_no_time_of_its_own() {
        assertEquals(Set.of(PomFile.own().property("project.build.outputTimestamp")), jar.times());
    }
}
