package io.github.facebookbusiness.keycloak.tokens.store;

import java.util.Optional;

/**
 * That Meta was asked from here to end a token, and what it said to that. It is not what became of the token: that only
 * {@code debug_token} knows, and the token's status says it.
 *
 * @param at epoch seconds, before the call
 * @param tokenId the stored token that the call was about; for a token that may have ended with it, that other one
 * @param reason why Meta did not say success, as a stable code
 */
public record RevocationRequest(long at, Reach reach, String tokenId, Answer answer, Optional<String> reason) {

    /** What was to end. */
    public enum Reach {
        /** The token: {@code oauth/revoke}. */
        TOKEN,
        /** The app at the client business, and every token with it: {@code DELETE me/permissions}. */
        APP
    }

    /** What Meta said. */
    public enum Answer {
        SUCCESS,
        /** It said success or nothing, and then {@code debug_token} said that the token is valid. */
        WITHOUT_EFFECT,
        REFUSED,
        /** Nobody knows whether Meta did it. */
        NO_ANSWER;

        /** Whether a token that turns out to be dead may be so because of this. */
        public boolean mayHaveEnded() {
            return this == SUCCESS || this == NO_ANSWER;
        }
    }
}
