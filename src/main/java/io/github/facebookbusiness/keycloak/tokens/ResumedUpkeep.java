package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderState;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import org.keycloak.models.KeycloakSession;

/** An admin has looked into what keeps the upkeep of a provider's tokens, and says to go on. */
public final class ResumedUpkeep {

    /** Passes over all tokens for which many may be marked dead: one that is under way, and a whole one. */
    private static final int PASSES = 2;

    private ResumedUpkeep() {}

    /** What Meta has called dead once is asked about at once. */
    public static ProviderState of(KeycloakSession session, FacebookBusinessConfig provider, UpkeepOptions options) {
        long accepted = options.checkInterval().multipliedBy(PASSES).toSeconds();
        return TokenStore.write(session, provider, store -> {
            // Whoever notes what came of a check locks both, too, and in this order.
            ProviderState resumed = store.provider().resume(accepted).state();
            store.lookAgainAtDoubted();
            return resumed;
        });
    }
}
