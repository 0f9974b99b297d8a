package io.github.facebookbusiness.keycloak.tokens.upkeep;

import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Deaths;

/**
 * How many tokens of one provider may die within one pass. More are less likely to be so many clients who left than one
 * mistake, here or at Meta; and a wrong mark would cut all of them off.
 */
final class DeathLimit {

    private static final int AT_LEAST = 10;
    private static final long ONE_OUT_OF = 20;

    private DeathLimit() {}

    static boolean isExceeded(Deaths deaths) {
        return deaths.dead() >= AT_LEAST && deaths.dead() * ONE_OUT_OF > deaths.tokens();
    }
}
