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

    TokenType tokenType() {
        return configuration.tokenType();
    }

    boolean allows(String permission) {
        return permissions.contains(permission);
    }
}
