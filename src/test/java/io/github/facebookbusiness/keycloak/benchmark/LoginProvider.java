package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.sandbox.Grantor;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import java.util.List;
import java.util.function.Supplier;

/**
 * An identity provider that people sign in through.
 *
 * @param name as the tables have it
 * @param reference the alias of the one that it is compared with: {@code oauth2}, keeping tokens or not as this one does
 * @param configuration what Facebook grants in the dialog
 * @param stranger makes somebody whom Keycloak does not know
 * @param known those who signed in before
 */
record LoginProvider(
        String name,
        String alias,
        String reference,
        SandboxConfiguration configuration,
        Supplier<? extends Grantor> stranger,
        List<Grantor> known) {

    /** @param turn tells callers apart, so that no two sign in as the same at once */
    Grantor somebody(LoginKind kind, int turn) {
        return kind == LoginKind.FIRST ? stranger.get() : known.get(turn % known.size());
    }
}
