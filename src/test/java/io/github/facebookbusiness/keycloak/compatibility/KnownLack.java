package io.github.facebookbusiness.keycloak.compatibility;

import java.util.Arrays;
import java.util.Optional;

/** Why a test was skipped, as the reports of the tests carry it from the run to the table. */
record KnownLack(KeycloakFeature feature) {

    private static final String REASON = "This Keycloak does not have ";

    /** Empty for a test that was skipped for anything else. */
    static Optional<KnownLack> in(String reportedReason) {
        return Arrays.stream(KeycloakFeature.values())
                .map(KnownLack::new)
                .filter(lack -> reportedReason.endsWith(lack.toString()))
                .findFirst();
    }

    @Override
    public String toString() {
        return REASON + feature.name() + ", which came in " + feature.since() + ".";
    }
}
