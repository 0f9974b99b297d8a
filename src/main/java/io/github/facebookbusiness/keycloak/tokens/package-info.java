/** What a token is and the rules for it: proven before it counts for anything, compared with what was asked for. */
package io.github.facebookbusiness.keycloak.tokens;
