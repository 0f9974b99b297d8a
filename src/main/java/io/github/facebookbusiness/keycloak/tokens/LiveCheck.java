package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Asks Meta by {@code debug_token} what a stored token is worth now, and notes the answer. */
public final class LiveCheck {

    private static final int SUBCODE_EXPIRED = 463;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FacebookBusinessConfig provider;

    public LiveCheck(KeycloakSession session, RealmModel realm, FacebookBusinessConfig provider) {
        this.session = session;
        this.realm = realm;
        this.provider = provider;
    }

    public BusinessToken inspect(String id) throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        StoredTokens tokens = new StoredTokens(new TokenStore(session, realm, provider), provider);
        StoredToken stored = tokens.byId(id);
        TokenInspection inspection = SharedGraph.of(session)
                .graph()
                .inspect(
                        ProviderGraph.connect(session, realm, provider),
                        stored.token().clientBusinessId(),
                        tokens.askAbout(stored));
        if (inspection.valid() && !inspection.appId().equals(provider.appId())) {
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
        TokenStatus status = statusOf(inspection);
        return TokenStore.write(session, provider, store -> store.note(stored, status, inspection))
                .orElseThrow(() -> new TokenDeniedException(TokenDenial.REPLACED_MEANWHILE));
    }

    private static TokenStatus statusOf(TokenInspection inspection) {
        if (inspection.valid()) {
            return TokenStatus.ACTIVE;
        }
        boolean revoked = inspection
                .error()
                .filter(error -> error.cause() == GraphError.Cause.TOKEN_REVOKED)
                .isPresent();
        boolean expired = inspection
                .error()
                .filter(error -> error.subcode() == SUBCODE_EXPIRED)
                .isPresent();
        if (revoked) {
            return TokenStatus.REVOKED;
        }
        return expired ? TokenStatus.EXPIRED : TokenStatus.INVALID;
    }
}
