package io.github.facebookbusiness.keycloak.tokens;

import java.util.Set;

/** Graph answered, but the token is not one to accept. Holds no token, so it may be logged. */
public final class TokenRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Refusal {
        OTHER_APP,
        /** For instance a user token where the provider is set up for system user tokens. */
        OTHER_TYPE,
        /** {@code debug_token} and {@code /me} name different users. */
        OTHER_USER,
        CLIENT_BUSINESS_MISSING,
        /** The admin listed permissions that were not granted. */
        PERMISSIONS_MISSING,
        /** Issued before the login that it was brought to. */
        NOT_FRESH
    }

    private final Refusal refusal;
    private final transient Set<String> permissions;

    TokenRefusedException(Refusal refusal) {
        this(refusal, Set.of());
    }

    TokenRefusedException(Refusal refusal, Set<String> permissions) {
        super("Token refused: " + refusal);
        this.refusal = refusal;
        this.permissions = permissions;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** The permissions that are missing; empty for every other refusal. */
    public Set<String> permissions() {
        return permissions;
    }
}
