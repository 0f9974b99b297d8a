package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Revokes one token at Meta, and counts it as revoked only when {@code debug_token} says that it is no longer valid:
 * Meta documents the call for system users in general, not for those of business integrations.
 */
public final class Revocation {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FacebookBusinessConfig provider;

    public Revocation(KeycloakSession session, RealmModel realm, FacebookBusinessConfig provider) {
        this.session = session;
        this.realm = realm;
        this.provider = provider;
    }

    /** The row stays, with what became of the token. One that is dead already is left as it is. */
    public BusinessToken revoke(String id) throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        StoredTokens tokens = new StoredTokens(provider);
        StoredToken stored = tokens.byId(session, id);
        if (stored.token().status().isDead()) {
            return stored.token();
        }
        AccessToken value = tokens.use(stored);
        GraphApi graph = SharedGraph.of(session).graph();
        GraphConnection connection = ProviderGraph.connect(session, realm, provider);
        String business = stored.token().clientBusinessId();
        boolean dead = false;
        try {
            graph.revoke(connection, business, value);
        } catch (GraphException e) {
            if (!e.error().isOfDeadToken()) {
                throw e;
            }
            dead = true;
        }
        TokenInspection inspection = graph.inspect(connection, business, value);
        if (inspection.valid()) {
            throw new TokenDeniedException(TokenDenial.STILL_VALID);
        }
        TokenStatus now = dead ? LiveCheck.statusOf(inspection) : TokenStatus.REVOKED;
        return TokenStore.write(session, provider, store -> store.note(stored, now, inspection))
                .orElseThrow(() -> new TokenDeniedException(TokenDenial.REPLACED_MEANWHILE));
    }
}
