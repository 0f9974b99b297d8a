package io.github.facebookbusiness.sandbox;

import java.util.ArrayList;
import java.util.List;

/** What was granted in the dialog: who let the app do what, on which assets. */
record Grant(SandboxConfiguration configuration, Grantor grantor, List<String> permissions, List<SandboxAsset> assets) {

    /** All of the configuration's permissions: the dialog has no partial consent. */
    static Grant of(SandboxConfiguration configuration, Grantor grantor, List<SandboxAsset> assets) {
        List<String> permissions = new ArrayList<>(configuration.permissions());
        if (!configuration.isForSystemUsers() && !permissions.contains("public_profile")) {
            permissions.add("public_profile");
        }
        return new Grant(configuration, grantor, List.copyOf(permissions), List.copyOf(assets));
    }

    /** The same permissions, as if another business had granted them on all that it has. */
    Grant movedTo(SandboxBusiness other) {
        return new Grant(configuration, other, permissions, other.assets());
    }

    /** More than was granted: all that the grantor has, and a permission beside those of the configuration. */
    Grant widened() {
        List<String> more = new ArrayList<>(configuration.permissions());
        more.add(more.contains("business_management") ? "catalog_management" : "business_management");
        List<SandboxAsset> all = grantor instanceof SandboxBusiness business ? business.assets() : assets;
        return new Grant(configuration, grantor, more, all);
    }

    /** Whose it is, when a business granted. */
    String businessId() {
        return grantor instanceof SandboxBusiness business ? business.id() : "";
    }

    List<SandboxAsset> whatsAppAccounts() {
        return assets.stream()
                .filter(asset -> asset.kind() == AssetKind.WHATSAPP_BUSINESS_ACCOUNT)
                .toList();
    }

    TokenType tokenType() {
        return configuration.tokenType();
    }

    boolean allows(String permission) {
        return permissions.contains(permission);
    }
}
