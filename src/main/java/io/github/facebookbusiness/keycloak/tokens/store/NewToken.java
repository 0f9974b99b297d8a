package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.Signup;
import io.github.facebookbusiness.keycloak.graph.TokenInspection.GranularScope;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A proven system user access token that is about to be kept. The fields are those of {@link BusinessToken}.
 *
 * @param signup empty where nothing new is known; then the one that is stored stays
 * @param issuedAt epoch seconds
 * @param expiresAt epoch seconds, 0 for never
 */
public record NewToken(
        AccessToken value,
        String clientBusinessId,
        Optional<String> clientBusinessName,
        String systemUserId,
        String configId,
        String appId,
        String graphHost,
        Set<String> scopes,
        Optional<Set<String>> assets,
        List<GranularScope> granularScopes,
        Optional<Signup> signup,
        long issuedAt,
        long expiresAt) {}
