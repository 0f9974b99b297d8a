package io.github.facebookbusiness.keycloak.tokens.store;

import java.util.List;
import java.util.Optional;

/**
 * That a client business took the app away, as Meta announced it.
 *
 * @param systemUserId empty where it is about all tokens of the business
 * @param appId a token of another app is not meant
 * @param graphHost nor is one that came from another Graph
 * @param time epoch seconds; what was issued later is not meant
 */
public record AppRemoval(
        String clientBusinessId, Optional<String> systemUserId, String appId, String graphHost, long time) {

    /**
     * What it came to.
     *
     * @param counts whether it was news for any token
     * @param reconnected whether the business has a token that was issued later
     */
    public record Outcome(List<TokenStore.Noted> revoked, boolean counts, boolean reconnected) {}
}
