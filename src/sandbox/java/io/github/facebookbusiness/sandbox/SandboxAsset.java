package io.github.facebookbusiness.sandbox;

/** Something of a client business that it can share with the app. */
public record SandboxAsset(String id, AssetKind kind, String name) {
    public SandboxAsset {
        GraphId.require(id);
    }
}
