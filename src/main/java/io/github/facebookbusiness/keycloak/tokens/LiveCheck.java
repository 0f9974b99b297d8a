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
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;

/** Asks Meta by {@code debug_token} what a stored token is worth now, and notes the answer. */
public final class LiveCheck {

    private static final Logger LOG = Logger.getLogger(LiveCheck.class);
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
        StoredToken stored = new StoredTokens(provider).byId(session, id);
        TokenInspection inspection = ask(stored);
        if (inspection.valid() && !inspection.appId().equals(provider.appId())) {
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
        return note(stored, inspection).orElseThrow(() -> new TokenDeniedException(TokenDenial.REPLACED_MEANWHILE));
    }

    /**
     * After Meta refused a call that was made with a stored token: where that was because of the token, finds out by
     * {@code debug_token} and notes it, so that a dead token is not served on. Best effort: the refusal is what counts.
     */
    void follow(GraphException refusal, StoredToken caller) {
        if (!refusal.error().isOfDeadToken()) {
            return;
        }
        try {
            TokenInspection inspection = ask(caller);
            if (!inspection.valid()) {
                note(caller, inspection);
            }
        } catch (GraphException | TokenDeniedException | AppSecret.UnresolvedException | ModelException e) {
            LOG.debugf(
                    e,
                    "Token %s was refused by Meta, and could not be inspected",
                    caller.token().id());
        }
    }

    private TokenInspection ask(StoredToken stored)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        return SharedGraph.of(session)
                .graph()
                .inspect(
                        ProviderGraph.connect(session, realm, provider),
                        stored.token().clientBusinessId(),
                        new StoredTokens(provider).askAbout(stored));
    }

    private Optional<BusinessToken> note(StoredToken stored, TokenInspection inspection) {
        TokenStatus status = statusOf(inspection);
        return TokenStore.write(session, provider, store -> store.note(stored, status, inspection));
    }

    static TokenStatus statusOf(TokenInspection inspection) {
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
