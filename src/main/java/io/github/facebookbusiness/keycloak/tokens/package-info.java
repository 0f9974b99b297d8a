/**
 * What a token is and the rules for it: proven before it counts for anything, compared with what was asked for. And what
 * can be done with one that is stored: fetched, narrowed, inspected, renewed, revoked.
 */
package io.github.facebookbusiness.keycloak.tokens;
