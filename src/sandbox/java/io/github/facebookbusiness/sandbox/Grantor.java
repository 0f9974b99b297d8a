package io.github.facebookbusiness.sandbox;

/** Who grants in the dialog, and whom the access token then stands for. */
public sealed interface Grantor permits SandboxBusiness, SandboxPerson {
    /** The app-scoped id that {@code /me} and {@code debug_token} tell. */
    String userId();

    /** The name that {@code /me} tells. */
    String displayName();
}
