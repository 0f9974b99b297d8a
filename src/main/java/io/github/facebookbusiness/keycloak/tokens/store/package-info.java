/** Tokens at rest, never in clear; and what Meta said about waiting, which all nodes must know. */
package io.github.facebookbusiness.keycloak.tokens.store;
