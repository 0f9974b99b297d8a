package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What {@code debug_token} tells in {@code granular_scopes} of a system user token about the assets of a permission.
 * Meta's samples and live answers differ; that none are told never means that there are none.
 */
public enum TargetIds {
    /** The WhatsApp accounts of Embedded Signup, and nothing for other configurations. */
    SIGNUP_ONLY,
    /** The token's assets of the kind that a permission is about. */
    LISTED,
    /** An empty list beside every permission. */
    EMPTY,
    /** No {@code target_ids} at all. */
    ABSENT;

    void tell(ObjectNode entry, String permission, Grant grant, SandboxApp app) {
        Optional<AssetKind> kind = AssetKind.under(permission);
        if (this == EMPTY) {
            entry.putArray("target_ids");
        } else if (kind.isPresent() && lists(kind.get(), grant.configuration())) {
            entry.set("target_ids", Json.array(ids(kind.get(), grant, app)));
        }
    }

    private boolean lists(AssetKind kind, SandboxConfiguration configuration) {
        return switch (this) {
            case LISTED -> true;
            case SIGNUP_ONLY ->
                kind == AssetKind.WHATSAPP_BUSINESS_ACCOUNT
                        && configuration.variation() == LoginVariation.WHATSAPP_EMBEDDED_SIGNUP;
            case EMPTY, ABSENT -> false;
        };
    }

    private static List<String> ids(AssetKind kind, Grant grant, SandboxApp app) {
        return grant.assets().stream()
                .filter(asset -> asset.kind() == kind)
                .filter(app::isThere)
                .map(SandboxAsset::id)
                .toList();
    }
}
