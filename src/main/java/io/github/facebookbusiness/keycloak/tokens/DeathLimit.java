package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import io.github.facebookbusiness.keycloak.tokens.store.Finding;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderState;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderStates;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderTokens.Deaths;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.function.LongPredicate;
import org.keycloak.common.util.Time;

/**
 * How many tokens of one provider may die within one pass. More are less likely to be so many clients who left than one
 * mistake, here or at Meta; and a wrong mark would cut all of them off.
 */
public final class DeathLimit {

    private static final int AT_LEAST = 10;
    private static final long ONE_OUT_OF = 20;

    private DeathLimit() {}

    /**
     * What is to be noted of a token that Meta calls dead: that, or only a doubt where it would be one too many. Then the
     * provider's state says so, in the same transaction, until an admin or Meta changes it.
     */
    public static Finding applied(
            TokenStore store, FacebookBusinessConfig provider, StoredToken stored, Finding.Dead dead) {
        ProviderState state = store.provider().now();
        boolean isCounted = stored.token().health().doubt().isPresent();
        if (stored.token().status().isDead()
                || state.deathsAcceptedUntil() > Time.currentTime()
                || !isExceeded(store, isCounted ? 0 : 1)) {
            return dead;
        }
        ProviderStates.Turned turned = store.provider().holdDeaths();
        if (turned.changed()) {
            new TokenEvents(store.session()).providerTurned(provider, turned.state());
        }
        return new Finding.Doubted(dead.status());
    }

    public static boolean isExceeded(TokenStore store) {
        return isExceeded(store, 0);
    }

    private static boolean isExceeded(TokenStore store, int more) {
        UpkeepOptions options = SharedGraph.of(store.session()).options().upkeep();
        Deaths deaths = store.all().deathsWithin(options.checkInterval().toSeconds());
        return isExceeded(new Deaths(deaths.dead(), deaths.doubted() + more), store.all()::hasLive);
    }

    /**
     * @param hasLive whether at least so many tokens are live. The fewer died the fewer are asked for, and mostly none:
     *     so that a death does not cost what the table holds.
     */
    static boolean isExceeded(Deaths deaths, LongPredicate hasLive) {
        long struck = deaths.dead() + deaths.doubted();
        return struck >= AT_LEAST && !hasLive.test(struck * ONE_OUT_OF - deaths.dead());
    }
}
