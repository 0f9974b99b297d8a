package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.AccessToken;

/** A stored token with its value in clear: what is handed out. */
public record OpenToken(BusinessToken token, AccessToken value) {}
