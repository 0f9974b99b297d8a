package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.NewToken;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenKeys;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Renews a token of 60 days while it is still valid. The one before stays valid at Meta until it ends by itself, so
 * that nobody who holds it is cut off.
 */
public final class Renewal {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FacebookBusinessConfig provider;

    public Renewal(KeycloakSession session, RealmModel realm, FacebookBusinessConfig provider) {
        this.session = session;
        this.realm = realm;
        this.provider = provider;
    }

    public BusinessToken renew(String id) throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        StoredTokens tokens = new StoredTokens(provider);
        StoredToken stored = tokens.byId(session, id);
        BusinessToken before = stored.token();
        AccessToken value = tokens.use(stored);
        if (before.expiresAt() == 0) {
            throw new TokenDeniedException(TokenDenial.NEVER_EXPIRES);
        }
        TokenKeys.of(session, realm).requireActive();
        ProvenToken renewed = exchange(stored, value);
        boolean wider = !before.isOriginal()
                && !before.scopes().containsAll(renewed.inspection().scopes());
        if (!renewed.ownerId().equals(before.clientBusinessId()) || wider) {
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
        Optional<Set<String>> assets = before.isOriginal() ? renewed.assets() : before.assets();
        NewToken successor = BusinessGrant.of(renewed, provider, before.configId(), assets);
        return TokenStore.write(session, provider, store -> store.keepRenewed(stored, successor))
                .orElseThrow(() -> new TokenDeniedException(TokenDenial.REPLACED_MEANWHILE));
    }

    private ProvenToken exchange(StoredToken stored, AccessToken value)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        GraphApi graph = SharedGraph.of(session).graph();
        GraphConnection connection = ProviderGraph.connect(session, realm, provider);
        String business = stored.token().clientBusinessId();
        AccessToken renewed = exchange(graph, connection, stored, value);
        try {
            return ProvenToken.prove(
                    graph, connection, renewed, TokenType.SYSTEM_USER, List.of(), RateSubject.business(business));
        } catch (TokenRefusedException e) {
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
    }

    private AccessToken exchange(GraphApi graph, GraphConnection connection, StoredToken stored, AccessToken value)
            throws GraphException {
        try {
            return graph.renewSystemUserToken(connection, stored.token().clientBusinessId(), value)
                    .token();
        } catch (GraphException e) {
            new LiveCheck(session, realm, provider).follow(e, stored);
            throw e;
        }
    }
}
