/** Tokens at rest: never in clear. */
package io.github.facebookbusiness.keycloak.tokens.store;
