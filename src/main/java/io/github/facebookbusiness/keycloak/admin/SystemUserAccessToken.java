package io.github.facebookbusiness.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.facebookbusiness.keycloak.graph.App;
import io.github.facebookbusiness.keycloak.tokens.store.OpenToken;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.keycloak.common.util.Time;

/**
 * What {@code system_user_access_tokens} answers: Meta's {@code access_token}, and beside it what a caller would
 * otherwise need the app secret or another call for.
 *
 * @param appsecretProof of {@code accessToken}, for calls to Graph with it
 * @param appsecretTime with a timed proof only: what it was made with
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "SystemUserAccessToken")
record SystemUserAccessToken(
        @JsonProperty("access_token") String accessToken,
        String id,
        @JsonProperty("appsecret_proof") String appsecretProof,

        @JsonProperty("appsecret_time")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "Only with proof=timed: epoch seconds, to be sent beside the proof")
        Long appsecretTime,

        @JsonProperty("token_type") @Schema(examples = "bearer")
        String tokenType,

        @JsonProperty("expires_at") @Schema(description = "Epoch seconds, 0 for never")
        long expiresAt,

        List<String> scopes,

        @Schema(nullable = true, description = "Ids of assets; null where Meta does not tell")
        List<String> assets) {

    static SystemUserAccessToken of(OpenToken token, App app, SystemUserAccessTokenCall.Proof proof) {
        boolean timed = proof == SystemUserAccessTokenCall.Proof.TIMED;
        long now = Time.currentTime();
        return new SystemUserAccessToken(
                token.value().value(),
                token.token().id(),
                (timed ? app.timedProofOf(token.value(), now) : app.proofOf(token.value())).value(),
                timed ? now : null,
                "bearer",
                token.token().expiresAt(),
                List.copyOf(token.token().scopes()),
                token.token().assets().map(List::copyOf).orElse(null));
    }

    @Override
    public String toString() {
        return "SystemUserAccessToken[" + id + "]";
    }
}
