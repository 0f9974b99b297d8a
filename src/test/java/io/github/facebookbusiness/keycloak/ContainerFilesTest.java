package io.github.facebookbusiness.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What stands in more than one place because a container's files cannot refer to the build. */
class ContainerFilesTest {

    private static final String VERSION = "(\\d+\\.\\d+\\.\\d+)";

    @Test
    void images_are_of_the_keycloak_that_tests_run_on() throws IOException {
        String tested = only("pom.xml", "<keycloak\\.version>" + VERSION);
        assertEquals(tested, only("docker/Dockerfile", "ARG KEYCLOAK_VERSION=" + VERSION));
        assertEquals(tested, only("docs/installation.md", "FROM quay\\.io/keycloak/keycloak:" + VERSION));
    }

    @Test
    void the_image_that_is_shown_has_the_options_of_the_one_that_is_built() throws IOException {
        String build = "RUN (/opt/keycloak/bin/kc\\.sh build .*)";
        assertEquals(only("docker/Dockerfile", build), only("docs/installation.md", build));
    }

    @Test
    void ports_of_the_demo_are_published_on_this_machine_only() throws IOException {
        List<String> published = all("docker/compose.yaml", "- \"([^\"]*:\\d+:\\d+)\"");
        assertEquals(3, published.size());
        assertTrue(published.stream().allMatch(port -> port.startsWith("127.0.0.1:")), published::toString);
    }

    private static String only(String file, String pattern) throws IOException {
        List<String> found = all(file, pattern);
        assertEquals(1, found.size(), () -> file + " has " + found);
        return found.get(0);
    }

    private static List<String> all(String file, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
