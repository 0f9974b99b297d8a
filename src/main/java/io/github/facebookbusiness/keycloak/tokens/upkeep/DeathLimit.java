package io.github.facebookbusiness.keycloak.tokens.upkeep;

import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Deaths;
import java.util.function.LongPredicate;

/**
 * How many tokens of one provider may die within one pass. More are less likely to be so many clients who left than one
 * mistake, here or at Meta; and a wrong mark would cut all of them off.
 */
final class DeathLimit {

    private static final int AT_LEAST = 10;
    private static final long ONE_OUT_OF = 20;

    private DeathLimit() {}

    /**
     * @param hasLive whether at least so many tokens are live. The fewer died the fewer are asked for, and mostly none:
     *     so that a death does not cost what the table holds.
     */
    static boolean isExceeded(Deaths deaths, LongPredicate hasLive) {
        long struck = deaths.dead() + deaths.doubted();
        return struck >= AT_LEAST && !hasLive.test(struck * ONE_OUT_OF - deaths.dead());
    }
}
