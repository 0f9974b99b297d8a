package io.github.facebookbusiness.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderCondition;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderState;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Whether a provider's tokens can be checked and renewed. */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Upkeep")
public record Upkeep(
        ProviderCondition condition,

        @Schema(nullable = true, description = "Why it cannot, as a stable code")
        String reason,

        @Schema(description = "Since when, epoch seconds") long since) {

    static Upkeep of(ProviderState state) {
        return new Upkeep(state.condition(), state.reason().orElse(null), state.since());
    }
}
