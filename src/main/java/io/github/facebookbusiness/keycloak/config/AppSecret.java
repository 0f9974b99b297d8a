package io.github.facebookbusiness.keycloak.config;

import io.github.facebookbusiness.keycloak.graph.App;
import io.github.facebookbusiness.keycloak.graph.SigningSecrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.vault.VaultStringSecret;

/**
 * Resolves the App secret. Keycloak's own providers fall back to the literal {@code ${vault.key}} where the vault has
 * no such key, and send that to the upstream; here it is an error with a name.
 */
public final class AppSecret {

    private static final Logger LOG = Logger.getLogger(AppSecret.class);

    private AppSecret() {}

    /** The vault has no value for the reference in {@code clientSecret}. */
    public static final class UnresolvedException extends Exception {
        private static final long serialVersionUID = 1L;

        public UnresolvedException() {
            super("The vault has no value for the App secret's reference");
        }
    }

    public static App resolve(KeycloakSession session, FacebookBusinessConfig config) throws UnresolvedException {
        String secret = resolve(session, config.text(FacebookBusinessConfig.CLIENT_SECRET, ""));
        return new App(config.appId(), secret);
    }

    /**
     * What Meta's callbacks may be signed with: the App secret, and after a reset the one before. Each counts where it
     * resolves; where neither does, no signature holds.
     */
    public static SigningSecrets ofCallbacks(KeycloakSession session, FacebookBusinessConfig config) {
        List<String> secrets = new ArrayList<>();
        for (String key :
                List.of(FacebookBusinessConfig.CLIENT_SECRET, FacebookBusinessConfig.PREVIOUS_CLIENT_SECRET)) {
            resolveIfSet(session, config, key).ifPresent(secrets::add);
        }
        return new SigningSecrets(secrets);
    }

    /** What Meta has to say at the handshake of the webhook; empty where it is not set, or not resolved. */
    public static Optional<String> webhookVerifyToken(KeycloakSession session, FacebookBusinessConfig config) {
        return resolveIfSet(session, config, FacebookBusinessConfig.WEBHOOK_VERIFY_TOKEN);
    }

    private static Optional<String> resolveIfSet(KeycloakSession session, FacebookBusinessConfig config, String key) {
        String value = config.text(key, "");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(resolve(session, value));
        } catch (UnresolvedException e) {
            LOG.warnf(
                    "The vault has no value for %s of provider %s: Meta's callbacks are not verified by it",
                    key, config.getAlias());
            return Optional.empty();
        }
    }

    /** Resolves any value that may be a vault reference. */
    public static String resolve(KeycloakSession session, String value) throws UnresolvedException {
        try (VaultStringSecret secret = session.vault().getStringSecret(value)) {
            return secret.get().filter(resolved -> !resolved.isBlank()).orElseThrow(UnresolvedException::new);
        }
    }
}
