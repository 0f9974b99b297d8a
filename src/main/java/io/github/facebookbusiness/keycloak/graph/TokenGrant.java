package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;

/**
 * What the token endpoint answered.
 *
 * @param expiresIn seconds; absent for a token that never expires, and no error then: {@code debug_token} knows more
 */
public record TokenGrant(AccessToken token, OptionalLong expiresIn) {

    static TokenGrant read(JsonNode answer) throws GraphException {
        String value = answer.path("access_token").asText("");
        if (value.isBlank()) {
            throw new GraphException(GraphError.Cause.ANSWER_MALFORMED);
        }
        JsonNode expiresIn = answer.path("expires_in");
        return new TokenGrant(
                new AccessToken(value),
                expiresIn.canConvertToLong() ? OptionalLong.of(expiresIn.asLong()) : OptionalLong.empty());
    }
}
