package io.github.facebookbusiness.keycloak.migration;

import io.github.facebookbusiness.keycloak.graph.PermissionCatalogue;
import io.github.facebookbusiness.keycloak.migration.MigrationReport.Invalidated;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a person loses when the app is switched to Facebook Login for Business, by what they have granted. Source: Meta,
 * Facebook Login for Business, "Potential breaking changes".
 *
 * @param revoked the permissions that are revoked
 */
record BreakingChange(Invalidated invalidated, List<String> revoked) {

    static BreakingChange of(Optional<Set<String>> grants, PermissionCatalogue catalogue) {
        if (grants.isEmpty()) {
            return new BreakingChange(Invalidated.UNKNOWN, List.of());
        }
        if (PermissionCatalogue.ABOUT_THE_PERSON.containsAll(grants.get())) {
            return new BreakingChange(Invalidated.TOKEN, List.of());
        }
        List<String> unsupported = grants.get().stream()
                .filter(permission -> !catalogue.knows(permission))
                .sorted()
                .toList();
        return new BreakingChange(unsupported.isEmpty() ? Invalidated.NOTHING : Invalidated.PERMISSIONS, unsupported);
    }
}
