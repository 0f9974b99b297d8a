package io.github.facebookbusiness.sandbox;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a granular token shall be able to do of what another one can. A list that was left out takes nothing away. */
record Narrowing(Optional<Set<String>> permissions, Optional<Set<String>> assets) {
    boolean isNone() {
        return permissions.isEmpty() && assets.isEmpty();
    }

    /** The part of a grant that was asked for; more than the whole is refused. */
    Grant partOf(Grant whole) {
        Set<String> wantedPermissions = wantedPermissions(whole);
        if (!whole.permissions().containsAll(wantedPermissions)) {
            throw GraphError.permissionNotValid().refusal();
        }
        Set<String> wantedAssets = wantedAssets(whole);
        if (!assetIds(whole).containsAll(wantedAssets)) {
            throw GraphError.invalidParameter("asset", "must be a subset of the assets of the original access token.")
                    .refusal();
        }
        List<String> leftPermissions =
                whole.permissions().stream().filter(wantedPermissions::contains).toList();
        List<SandboxAsset> leftAssets = whole.assets().stream()
                .filter(asset -> wantedAssets.contains(asset.id()))
                .toList();
        return new Grant(whole.configuration(), whole.grantor(), leftPermissions, leftAssets);
    }

    /** Whether a grant is exactly this part of a whole, no less and no more. */
    boolean isExactly(Grant part, Grant whole) {
        return Set.copyOf(part.permissions()).equals(wantedPermissions(whole))
                && assetIds(part).equals(wantedAssets(whole));
    }

    private Set<String> wantedPermissions(Grant whole) {
        return permissions.orElseGet(() -> new LinkedHashSet<>(whole.permissions()));
    }

    private Set<String> wantedAssets(Grant whole) {
        return assets.orElseGet(() -> assetIds(whole));
    }

    private static Set<String> assetIds(Grant grant) {
        Set<String> ids = new LinkedHashSet<>();
        grant.assets().forEach(asset -> ids.add(asset.id()));
        return ids;
    }
}
