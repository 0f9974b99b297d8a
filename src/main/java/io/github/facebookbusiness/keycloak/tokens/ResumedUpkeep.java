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

    /** What was put off is due at once, what Meta has called dead once, and the renewals that were given up. */
    public static ProviderState of(KeycloakSession session, FacebookBusinessConfig provider, UpkeepOptions options) {
        long accepted = options.checkInterval().multipliedBy(PASSES).toSeconds();
        return TokenStore.write(session, provider, store -> {
            // Whoever notes what came of a check locks both, too, and in this order.
            long pausedUntil = store.provider().now().pausedUntil();
            ProviderState resumed = store.provider().resume(accepted).state();
            store.all().lookAgainAtPutOff(pausedUntil);
            store.all().lookAgainAtDoubted();
            store.all().renewGivenUp();
            return resumed;
        });
    }
}
