package io.github.facebookbusiness.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A client business with the health of its tokens. */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "ClientBusiness")
public record ClientBusiness(
        String clientBusinessId,
        @Schema(nullable = true) String clientBusinessName,

        @Schema(description = "The worst of its original tokens")
        TokenStatus status,

        List<TokenMetadata> tokens) {

    /** From what works to what the business itself must mend. */
    private static final List<TokenStatus> FROM_BEST = List.of(
            TokenStatus.ACTIVE,
            TokenStatus.EXPIRING,
            TokenStatus.WAITING,
            TokenStatus.UNKNOWN,
            TokenStatus.KEY_MISSING,
            TokenStatus.INVALID,
            TokenStatus.EXPIRED,
            TokenStatus.REVOKED);

    /** @param tokens in the order of their businesses */
    static List<ClientBusiness> of(List<BusinessToken> tokens) {
        Map<String, List<BusinessToken>> byBusiness = new LinkedHashMap<>();
        tokens.forEach(token -> byBusiness
                .computeIfAbsent(token.clientBusinessId(), id -> new ArrayList<>())
                .add(token));
        return byBusiness.values().stream().map(ClientBusiness::ofOne).toList();
    }

    private static ClientBusiness ofOne(List<BusinessToken> tokens) {
        BusinessToken worst = tokens.stream()
                .filter(BusinessToken::isOriginal)
                .max(Comparator.comparingInt(token -> FROM_BEST.indexOf(token.status())))
                .orElse(tokens.get(0));
        return new ClientBusiness(
                worst.clientBusinessId(),
                worst.clientBusinessName().orElse(null),
                worst.status(),
                tokens.stream().map(TokenMetadata::of).toList());
    }
}
