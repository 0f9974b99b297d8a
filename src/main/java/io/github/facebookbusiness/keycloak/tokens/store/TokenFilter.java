package io.github.facebookbusiness.keycloak.tokens.store;

import java.util.Optional;

/**
 * Which tokens a list shows.
 *
 * @param first 0 for the first one
 * @param max at least 1
 */
public record TokenFilter(Optional<String> clientBusinessId, Optional<TokenStatus> status, int first, int max) {}
