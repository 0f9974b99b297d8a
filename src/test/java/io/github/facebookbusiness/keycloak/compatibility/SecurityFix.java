package io.github.facebookbusiness.keycloak.compatibility;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A hole of Keycloak's own, and the first release of each line that does not have it any more. */
record SecurityFix(String id, URI address, List<KeycloakVersion> releases) {

    SecurityFix {
        releases = List.copyOf(releases);
    }

    /** A line that got no fix has the hole, unless it began after all those that got one. */
    boolean isMissingIn(KeycloakVersion version) {
        return in(version)
                .map(fixed -> version.compareTo(fixed) < 0)
                .orElse(releases.stream().anyMatch(fixed -> version.compareTo(fixed) < 0));
    }

    /** The release of this version's line. */
    Optional<KeycloakVersion> in(KeycloakVersion version) {
        return releases.stream().filter(version::isOfLine).findFirst();
    }
}
