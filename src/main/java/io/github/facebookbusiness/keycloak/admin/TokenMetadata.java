package io.github.facebookbusiness.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
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

        @Schema(nullable = true, description = "What WhatsApp Embedded Signup told; null for other logins")
        Signup signup,

        @Schema(nullable = true, description = "The original that a granular token was made from")
        String parentId,

        TokenStatus status,

        @Schema(description = "Epoch seconds") long issuedAt,
        @Schema(description = "Epoch seconds, 0 for never") long expiresAt,
        @Schema(description = "Epoch seconds") long lastCheckedAt) {

    /** A permission and the assets that it holds for. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "GranularScope")
    public record GranularScope(
            String scope,

            @Schema(nullable = true, description = "null where Meta gave no list")
            List<String> targetIds) {}

    /** The session info of WhatsApp Embedded Signup. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "Signup")
    public record Signup(String event, String wabaId, String phoneNumberId, String businessId) {}

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
                null,
                token.parentId().orElse(null),
                token.status(),
                token.issuedAt(),
                token.expiresAt(),
                token.lastCheckedAt());
    }
}
