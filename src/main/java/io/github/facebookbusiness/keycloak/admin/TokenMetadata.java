package io.github.facebookbusiness.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.RevocationRequest;
import io.github.facebookbusiness.keycloak.tokens.store.TokenHealth;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the API tells about a stored token; never its value. Ids are strings, since Meta's exceed 2^53. */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Token")
public record TokenMetadata(
        String id,
        String clientBusinessId,
        @Schema(nullable = true) String clientBusinessName,
        String systemUserId,
        @Schema(examples = "system-user") String tokenType,
        String configId,
        List<String> scopes,

        @Schema(nullable = true, description = "Ids of assets; null where Meta does not tell")
        List<String> assets,

        List<GranularScope> granularScopes,

        @Schema(
                nullable = true,
                description =
                        "What was told of the WhatsApp Embedded Signup that it came from; null for others and for granular tokens")
        Signup signup,

        @Schema(nullable = true, description = "The original that a granular token was made from")
        String parentId,

        TokenStatus status,

        @Schema(nullable = true, description = "Why it has its status, as a stable code; null for one that is good")
        String reason,

        @Schema(description = "Since when it has its status, epoch seconds")
        long statusSince,

        @Schema(
                nullable = true,
                description = "What Meta said about it once; it gets this status when Meta says so again")
        TokenStatus doubt,

        @Schema(description = "Epoch seconds") long issuedAt,
        @Schema(description = "Epoch seconds, 0 for never") long expiresAt,
        @Schema(description = "Epoch seconds") long lastCheckedAt,

        @Schema(nullable = true, description = "When it is looked at next, epoch seconds; null for a dead token")
        Long nextCheckAt,

        Renewal renewal,
        Drift drift,

        @Schema(
                nullable = true,
                description = "The last time that Meta was asked from here to end it, or a token that it may have"
                        + " ended with; null where it was not")
        Revocation revocation) {

    /** What Meta said when it was asked to end a token; what became of the token is its status. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "Revocation")
    public record Revocation(
            @Schema(description = "Epoch seconds") long requestedAt,

            @Schema(description = "TOKEN: oauth/revoke; APP: DELETE me/permissions")
            RevocationRequest.Reach reach,

            @Schema(
                    description =
                            "The token that the call was about; not this one, where this one may have ended with it")
            String tokenId,

            @Schema(description = "WITHOUT_EFFECT: Meta said success or nothing, and then that the token is valid")
            RevocationRequest.Answer answer,

            @Schema(nullable = true, description = "Why Meta did not say success, as a stable code")
            String reason) {}

    /** How far the renewal of a token is. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "Renewal")
    public record Renewal(
            @Schema(nullable = true, description = "When it is tried next, epoch seconds; null where none is needed")
            Long dueAt,

            @Schema(description = "How often it failed, one after the other")
            int failures,

            @Schema(nullable = true, description = "Why it failed the last time, as a stable code")
            String reason,

            @Schema(description = "Whether Meta refused so often that only a new login helps")
            boolean givenUp) {}

    /** What changed at Meta since the token was granted. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "Drift")
    public record Drift(
            List<String> scopesLost, List<String> scopesGained, List<String> assetsLost, List<String> assetsGained) {}

    /** A permission and the assets that it holds for. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "GranularScope")
    public record GranularScope(
            String scope,

            @Schema(nullable = true, description = "null where Meta gave no list")
            List<String> targetIds) {}

    /** What the session info of WhatsApp Embedded Signup said, or Meta's webhook. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "Signup")
    public record Signup(
            @Schema(description = "Meta's name, such as FINISH or PARTNER_ADDED")
            String event,

            @Schema(nullable = true, description = "WhatsApp Business Account")
            String wabaId,

            @Schema(nullable = true) String phoneNumberId,

            @Schema(nullable = true, description = "Client business")
            String businessId) {}

    static TokenMetadata of(BusinessToken token) {
        return new TokenMetadata(
                token.id(),
                token.clientBusinessId(),
                token.clientBusinessName().orElse(null),
                token.systemUserId(),
                TokenType.SYSTEM_USER.configValue(),
                token.configId(),
                List.copyOf(token.scopes()),
                token.assets().map(List::copyOf).orElse(null),
                token.granularScopes().stream()
                        .map(scope -> new GranularScope(
                                scope.scope(), scope.targetIds().orElse(null)))
                        .toList(),
                token.signup().map(TokenMetadata::of).orElse(null),
                token.parentId().orElse(null),
                token.status(),
                token.health().reason().orElse(null),
                token.health().since(),
                token.health().doubt().orElse(null),
                token.issuedAt(),
                token.expiresAt(),
                token.lastCheckedAt(),
                token.health().nextCheckAt().orElse(null),
                renewalOf(token),
                driftOf(token),
                token.health().revocation().map(TokenMetadata::of).orElse(null));
    }

    private static Revocation of(RevocationRequest request) {
        return new Revocation(
                request.at(),
                request.reach(),
                request.tokenId(),
                request.answer(),
                request.reason().orElse(null));
    }

    private static Signup of(io.github.facebookbusiness.keycloak.graph.Signup signup) {
        return new Signup(
                signup.event(),
                signup.wabaId().orElse(null),
                signup.phoneNumberId().orElse(null),
                signup.businessId().orElse(null));
    }

    private static Renewal renewalOf(BusinessToken token) {
        TokenHealth.RenewalState renewal = token.health().renewal();
        return new Renewal(
                renewal.dueAt().orElse(null),
                renewal.failures(),
                renewal.reason().orElse(null),
                renewal.isGivenUp());
    }

    private static Drift driftOf(BusinessToken token) {
        var drift = token.drift();
        return new Drift(
                List.copyOf(drift.scopesLost()),
                List.copyOf(drift.scopesGained()),
                List.copyOf(drift.assetsLost()),
                List.copyOf(drift.assetsGained()));
    }
}
