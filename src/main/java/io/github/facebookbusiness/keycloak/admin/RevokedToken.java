package io.github.facebookbusiness.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.facebookbusiness.keycloak.tokens.Revocation;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the API answers to a revocation: the token's metadata, and what became of others with it. */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "RevokedToken")
public record RevokedToken(
        @JsonUnwrapped TokenMetadata token,

        @Schema(description = "What debug_token says of it now; NOT_ASKED where it was over already")
        Revocation.Inspection inspection,

        @Schema(description = "Tokens that may have ended with it, and were not known to be over before")
        List<OtherToken> otherTokens,

        @Schema(description = "How many more of these there are: not asked about yet, but to be checked next")
        int otherTokensDue) {

    /** A token that may have ended with another one. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "OtherToken")
    public record OtherToken(
            String id,

            @Schema(nullable = true, description = "The original that a granular token was made from")
            String parentId,

            @Schema(description = "What debug_token says of it now")
            Revocation.Inspection inspection,

            TokenStatus status,

            @Schema(nullable = true, description = "Why it has its status, as a stable code; null for one that is good")
            String reason) {}

    static RevokedToken of(Revocation.Outcome outcome) {
        return new RevokedToken(
                TokenMetadata.of(outcome.token()),
                outcome.inspection(),
                outcome.others().stream().map(RevokedToken::of).toList(),
                outcome.more());
    }

    private static OtherToken of(Revocation.Other other) {
        return new OtherToken(
                other.token().id(),
                other.token().parentId().orElse(null),
                other.inspection(),
                other.token().status(),
                other.token().health().reason().orElse(null));
    }
}
