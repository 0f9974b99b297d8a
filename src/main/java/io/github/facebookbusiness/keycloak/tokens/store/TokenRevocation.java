package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.tokens.store.RevocationRequest.Answer;
import io.github.facebookbusiness.keycloak.tokens.store.RevocationRequest.Reach;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.Optional;

/** The columns of a token's row that keep the last {@link RevocationRequest}; all null where there was none. */
@Embeddable
class TokenRevocation {

    @Column(name = "REVOCATION_AT")
    private Long at;

    @Enumerated(EnumType.STRING)
    @Column(name = "REVOCATION_REACH", length = 16)
    private Reach reach;

    @Column(name = "REVOCATION_TOKEN_ID", length = 36)
    private String tokenId;

    @Enumerated(EnumType.STRING)
    @Column(name = "REVOCATION_ANSWER", length = 16)
    private Answer answer;

    @Column(name = "REVOCATION_REASON", length = 64)
    private String reason;

    protected TokenRevocation() {}

    TokenRevocation(RevocationRequest request) {
        this.at = request.at();
        this.reach = request.reach();
        this.tokenId = request.tokenId();
        this.answer = request.answer();
        this.reason = request.reason().orElse(null);
    }

    RevocationRequest read() {
        return new RevocationRequest(at, reach, tokenId, answer, Optional.ofNullable(reason));
    }

    /** After {@code debug_token} said that the token is valid. */
    TokenRevocation found() {
        TokenRevocation found = new TokenRevocation(read());
        found.answer = answer.mayHaveEnded() ? Answer.WITHOUT_EFFECT : answer;
        return found;
    }

    /**
     * Why the token is dead, as far as that can be told from here: Meta says no more of a token that it revoked than that
     * it is not valid. Only for the token that the call was about, and only where Meta said success.
     */
    Finding.Dead explain(String id, Finding.Dead dead) {
        boolean isOurs = answer == Answer.SUCCESS && tokenId.equals(id) && dead.status() != TokenStatus.EXPIRED;
        if (isOurs && reach == Reach.APP) {
            return new Finding.Dead(TokenStatus.REVOKED, "app_removed_here");
        }
        return isOurs && dead.status() == TokenStatus.INVALID
                ? new Finding.Dead(TokenStatus.REVOKED, "revoked_here")
                : dead;
    }
}
