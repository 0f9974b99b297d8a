package io.github.facebookbusiness.keycloak.tokens.store;

import java.util.Set;
import java.util.TreeSet;

/**
 * What changed since a token was granted: the client business can change both at Meta without a new login.
 *
 * @param assetsLost empty as well where the assets are not known
 * @param assetsGained empty as well where the assets are not known
 */
public record Drift(
        Set<String> scopesLost, Set<String> scopesGained, Set<String> assetsLost, Set<String> assetsGained) {

    static Drift of(BusinessToken token) {
        Set<String> grantedScopes = token.health().grantedScopes();
        Set<String> assets = token.assets().orElse(Set.of());
        Set<String> grantedAssets = token.health().grantedAssets().orElse(Set.of());
        boolean assetsAreKnown =
                token.assets().isPresent() && token.health().grantedAssets().isPresent();
        return new Drift(
                less(grantedScopes, token.scopes()),
                less(token.scopes(), grantedScopes),
                assetsAreKnown ? less(grantedAssets, assets) : Set.of(),
                assetsAreKnown ? less(assets, grantedAssets) : Set.of());
    }

    private static Set<String> less(Set<String> all, Set<String> without) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(without);
        return rest;
    }
}
