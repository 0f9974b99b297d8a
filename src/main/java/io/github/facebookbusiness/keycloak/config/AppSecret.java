package io.github.facebookbusiness.keycloak.config;

import io.github.facebookbusiness.keycloak.graph.App;
import org.keycloak.models.KeycloakSession;
import org.keycloak.vault.VaultStringSecret;

/**
 * Resolves the App secret. Keycloak's own providers fall back to the literal {@code ${vault.key}} where the vault has
 * no such key, and send that to the upstream; here it is an error with a name.
 */
public final class AppSecret {

    private AppSecret() {}

    /** The vault has no value for the reference in {@code clientSecret}. */
    public static final class UnresolvedException extends Exception {
        private static final long serialVersionUID = 1L;

        UnresolvedException() {
            super("The vault has no value for the App secret's reference");
        }
    }

    public static App resolve(KeycloakSession session, FacebookBusinessConfig config) throws UnresolvedException {
        String secret = resolve(session, config.text(FacebookBusinessConfig.CLIENT_SECRET, ""));
        return new App(config.appId(), secret);
    }

    /** Resolves any value that may be a vault reference. */
    public static String resolve(KeycloakSession session, String value) throws UnresolvedException {
        try (VaultStringSecret secret = session.vault().getStringSecret(value)) {
            return secret.get().filter(resolved -> !resolved.isBlank()).orElseThrow(UnresolvedException::new);
        }
    }
}
