package io.github.facebookbusiness.sandbox;

/** Whom an access token stands for: who granted in the dialog, or the provider itself. */
public sealed interface Grantor permits SandboxBusiness, SandboxPerson, SandboxProvider {
    /** The app-scoped id that {@code /me} and {@code debug_token} tell. */
    String userId();

    /** The name that {@code /me} tells. */
    String displayName();
}
