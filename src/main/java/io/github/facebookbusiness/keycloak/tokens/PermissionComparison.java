package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.graph.PermissionCatalogue;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was granted, against what the admin listed.
 *
 * <p>Names that Meta grants beyond the list are reported and no more: Meta renames and adds scopes without notice
 * (Chatwoot #14690, June 2026). {@code email} and {@code public_profile} never count as missing: Meta grants them by
 * itself and leaves them out of its answers.
 *
 * @param missing listed by the admin, not granted
 * @param notListed granted, not listed by the admin; empty where the admin listed nothing
 */
public record PermissionComparison(Set<String> missing, Set<String> notListed) {

    public static PermissionComparison of(Collection<String> listed, Collection<String> granted) {
        Set<String> missing = new TreeSet<>(listed);
        missing.removeAll(granted);
        missing.removeAll(PermissionCatalogue.ABOUT_THE_PERSON);
        Set<String> notListed = new TreeSet<>();
        if (!listed.isEmpty()) {
            notListed.addAll(granted);
            notListed.removeAll(listed);
            notListed.removeAll(PermissionCatalogue.ABOUT_THE_PERSON);
        }
        return new PermissionComparison(missing, notListed);
    }
}
