package io.github.facebookbusiness.sandbox;

/** Why an access token is worth nothing before its time. */
enum TokenEnd {
    /** The business took the app out of its integrations, or the person out of theirs. */
    UNINSTALLED,
    /** Revoked or made invalid. Meta's guide for reading debug_token says that such an error has no subcode. */
    INVALIDATED;

    GraphError error(SandboxApp app) {
        return switch (this) {
            case UNINSTALLED -> Authentication.notAuthorized(app);
            case INVALIDATED -> Authentication.invalid("Invalid OAuth access token.");
        };
    }
}
