package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * What the token endpoint answered.
 *
 * @param expiresIn seconds; absent for a token that never expires, and no error then: {@code debug_token} knows more
 */
public record TokenGrant(AccessToken token, OptionalLong expiresIn) {

    private static final long LONGEST = Duration.ofDays(36_500).toSeconds();

    static TokenGrant read(JsonNode answer) throws GraphException {
        String value = answer.path("access_token").asText("");
        if (value.isBlank()) {
            throw new GraphException(GraphError.Cause.ANSWER_MALFORMED);
        }
        return new TokenGrant(new AccessToken(value), seconds(answer.path("expires_in")));
    }

    /** Absent, too, where it says what cannot be: it is a hint, and no reason to lose the token. */
    private static OptionalLong seconds(JsonNode expiresIn) {
        boolean possible = expiresIn.isIntegralNumber()
                && expiresIn.canConvertToLong()
                && expiresIn.asLong() > 0
                && expiresIn.asLong() <= LONGEST;
        return possible ? OptionalLong.of(expiresIn.asLong()) : OptionalLong.empty();
    }
}
