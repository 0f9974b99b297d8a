package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.ServerOptions;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.Finding;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.Optional;

/**
 * Revokes one token at Meta, and counts it as revoked only when {@code debug_token} says that it is no longer valid:
 * Meta documents the call for system users in general, not for those of business integrations.
 */
public final class Revocation {

    private final ConnectedProvider provider;
    private final ServerOptions options;
    private final StoredTokens tokens;

    public Revocation(ConnectedProvider provider, ServerOptions options) {
        this.provider = provider;
        this.options = options;
        this.tokens = new StoredTokens(provider.config());
    }

    /**
     * The row stays, with what became of the token. One that is dead already is left as it is. Where somebody else works
     * on it, waits for that: a renewal under way would put a live token in the place of the revoked one.
     */
    public BusinessToken revoke(String id) throws TokenDeniedException, GraphException {
        StoredToken asked = tokens.byId(provider.place(), id);
        if (asked.token().status().isDead()) {
            return asked.token();
        }
        tokens.use(asked);
        try (AwaitedLease lease = new AwaitedLease(provider.place(), options, id)) {
            StoredToken stored = lease.take().token();
            return stored.token().status().isDead() ? stored.token() : revoke(stored);
        }
    }

    private BusinessToken revoke(StoredToken stored) throws TokenDeniedException, GraphException {
        AccessToken value = tokens.use(stored);
        GraphApi graph = provider.graph();
        GraphConnection connection = provider.connection();
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
        return note(stored, dead ? found(inspection) : revokedHere())
                .orElseThrow(() -> new TokenDeniedException(TokenDenial.REPLACED_MEANWHILE));
    }

    private Finding found(TokenInspection inspection) {
        return Verdict.of(inspection, provider.config().appId()).token().orElseGet(Revocation::revokedHere);
    }

    private static Finding revokedHere() {
        return new Finding.Dead(TokenStatus.REVOKED, "revoked_here");
    }

    private Optional<BusinessToken> note(StoredToken stored, Finding finding) {
        return provider.place().write(store -> store.note(stored, finding).map(TokenStore.Noted::token));
    }
}
