package io.github.facebookbusiness.keycloak.compatibility;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the tests said of one Keycloak.
 *
 * @param homes where the Keycloaks stood that were tested, as the reports tell
 * @param skipped the reason, by the test's name
 */
record VersionResult(
        KeycloakVersion version,
        Set<String> homes,
        Set<String> classes,
        int tests,
        double seconds,
        List<String> failed,
        Map<String, String> skipped) {

    VersionResult {
        homes = Set.copyOf(homes);
        classes = Set.copyOf(classes);
        failed = List.copyOf(failed);
        skipped = Map.copyOf(skipped);
    }

    /** What this Keycloak cannot do, as far as a test of it was skipped. */
    Set<KeycloakFeature> lacks() {
        Set<KeycloakFeature> lacks = new TreeSet<>();
        skipped.values()
                .forEach(reason -> KnownLack.in(reason).map(KnownLack::feature).ifPresent(lacks::add));
        return lacks;
    }

    /** Tests that were skipped for a reason that is none of Keycloak's. */
    Set<String> skippedForNoGoodReason() {
        Set<String> tests = new TreeSet<>();
        skipped.forEach((test, reason) -> {
            if (KnownLack.in(reason).isEmpty()) {
                tests.add(test + " (" + (reason.isBlank() ? "without a reason" : reason) + ")");
            }
        });
        return tests;
    }
}
