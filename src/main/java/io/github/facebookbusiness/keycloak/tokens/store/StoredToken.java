package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import java.util.Optional;

/**
 * A row of the token store as it was read.
 *
 * @param value empty where its key is not here, or where the row was altered; its status says so then
 */
public record StoredToken(BusinessToken token, Optional<AccessToken> value) {}
