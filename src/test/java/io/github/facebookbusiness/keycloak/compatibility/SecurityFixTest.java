package io.github.facebookbusiness.keycloak.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecurityFixTest {

    private static final SecurityFix FIX = new SecurityFix(
            "CVE-2026-1",
            URI.create("https://example.org/1"),
            Stream.of("26.4.15", "26.6.6", "26.7.2").map(KeycloakVersion::of).toList());

    @ParameterizedTest
    @CsvSource({
        "26.4.14, true",
        "26.4.15, false",
        "26.6.5, true",
        "26.6.6, false",
        "26.6.10, false",
        "26.7.1, true",
        "26.7.2, false",
    })
    void a_version_below_its_lines_fix_has_the_hole(String version, boolean missing) {
        assertEquals(missing, FIX.isMissingIn(KeycloakVersion.of(version)));
    }

    @ParameterizedTest
    @CsvSource({"26.5.9, true", "26.3.0, true", "26.8.0, false", "27.0.0, false"})
    void a_line_without_a_fix_has_the_hole_unless_it_began_later(String version, boolean missing) {
        assertEquals(missing, FIX.isMissingIn(KeycloakVersion.of(version)));
    }

    @ParameterizedTest
    @CsvSource({"26.7.0, 26.7.2", "26.5.6, none"})
    void the_release_to_go_to_is_of_the_same_line(String version, String release) {
        assertEquals(
                release,
                FIX.in(KeycloakVersion.of(version))
                        .map(KeycloakVersion::toString)
                        .orElse("none"));
    }
}
