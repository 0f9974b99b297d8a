package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.SystemUserTokenRequest.Mode;
import io.github.facebookbusiness.keycloak.tokens.TokenRequest.Source;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.OpenToken;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Meta's "Business Integration System User Access Token Management API", answered from the token store as far as it
 * goes; the rest is {@link TokensFromMeta}.
 */
public final class SystemUserAccessTokens {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FacebookBusinessConfig provider;
    private final StoredTokens tokens;
    private final TokensFromMeta meta;

    /** @param changes is told of each change right after it was committed, whatever becomes of the request */
    public SystemUserAccessTokens(
            KeycloakSession session, RealmModel realm, FacebookBusinessConfig provider, Changes changes) {
        this.session = session;
        this.realm = realm;
        this.provider = provider;
        this.tokens = new StoredTokens(provider);
        this.meta = new TokensFromMeta(session, realm, provider, changes);
    }

    /** What became of what is stored. */
    public interface Changes {
        void created(BusinessToken token);

        void replaced(BusinessToken token);
    }

    /** Whether the answer may take a call to Meta; if not, it is read in the request's own transaction. */
    public boolean mayAskMeta(TokenRequest request) {
        return request.callerToken().isPresent()
                || request.mode() == Mode.MINT
                || request.source() == Source.GRAPH
                || canRecover(request);
    }

    public OpenToken answer(TokenRequest request)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        if (request.callerToken().isPresent()) {
            meta.prove(request.callerToken().get(), request.clientBusinessId());
        }
        if (request.mode() == Mode.MINT) {
            return meta.mint(request);
        }
        return request.source() == Source.GRAPH ? meta.fetch(request) : fetch(request);
    }

    /** From the store; a token that is not there, or that cannot be read, Meta may still have. */
    private OpenToken fetch(TokenRequest request)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        String business = request.clientBusinessId();
        List<StoredToken> originals = request.configId()
                .map(configId -> read(request, store -> store.original(business, configId)).stream()
                        .toList())
                .orElseGet(() -> read(request, store -> store.originals(business)));
        Narrowing.requireKnown(
                request.selection(),
                originals,
                SharedGraph.of(session).options().permissions());
        Optional<StoredToken> stored = wanted(request, tokens.original(request, originals));
        boolean lost = stored.isEmpty() || stored.get().token().status() == TokenStatus.KEY_MISSING;
        if (lost && canRecover(request)) {
            return meta.recover(request);
        }
        if (stored.isPresent()) {
            return tokens.serve(stored.get());
        }
        throw new TokenDeniedException(
                read(request, store -> store.knows(business))
                        ? TokenDenial.TOKEN_NOT_FOUND
                        : TokenDenial.CLIENT_BUSINESS_NOT_FOUND);
    }

    private boolean canRecover(TokenRequest request) {
        return request.source() == Source.STORE && meta.canRecover(request);
    }

    /** In the request's own transaction, which is quicker, unless Meta may be asked next; see {@link TokenStore#read}. */
    private <T> T read(TokenRequest request, Function<TokenStore, T> work) {
        return canRecover(request)
                ? TokenStore.read(session, provider, work)
                : work.apply(new TokenStore(session, realm, provider));
    }

    private Optional<StoredToken> wanted(TokenRequest request, Optional<StoredToken> original) {
        return (request.selection().isAll()
                        ? original
                        : original.flatMap(found -> read(
                                request,
                                store -> store.granular(
                                        request.clientBusinessId(),
                                        found.token().configId(),
                                        request.selection()))))
                .filter(found -> StoredTokens.isOfSystemUser(found, request));
    }
}
