package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.PermissionCatalogue;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.SystemUserAccessTokens.Changes;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.NewToken;
import io.github.facebookbusiness.keycloak.tokens.store.OpenToken;
import io.github.facebookbusiness.keycloak.tokens.store.Selection;
import io.github.facebookbusiness.keycloak.tokens.store.StorePlace;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenKeys;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Tokens that Meta is asked for: those that it has, and narrower ones that it makes. Nothing is written before Meta's
 * answer is proven, so whatever fails leaves what was stored as it was; and what is read from the store is read in
 * transactions of its own, so that no database connection waits for Meta. Its length is one story: read, ask, prove,
 * keep.
 */
final class TokensFromMeta {

    private static final Logger LOG = Logger.getLogger(TokensFromMeta.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FacebookBusinessConfig provider;
    private final Changes changes;
    private final GraphApi graph;
    private final PermissionCatalogue permissions;
    private final StoredTokens tokens;
    private Optional<GraphConnection> connection = Optional.empty();

    TokensFromMeta(KeycloakSession session, RealmModel realm, FacebookBusinessConfig provider, Changes changes) {
        this.session = session;
        this.realm = realm;
        this.provider = provider;
        this.changes = changes;
        SharedGraph shared = SharedGraph.of(session);
        this.graph = shared.graph();
        this.permissions = shared.options().permissions();
        this.tokens = new StoredTokens(provider);
    }

    /** First against the app secret, which costs nothing, and only then by asking Graph whose it is. */
    void prove(TokenRequest.CallerToken caller, String clientBusinessId)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        if (!connection().app().proofOf(caller.token()).matches(caller.proof())) {
            throw new TokenDeniedException(TokenDenial.PROOF_REFUSED);
        }
        try {
            if (!proven(caller.token(), clientBusinessId).ownerId().equals(clientBusinessId)) {
                throw new TokenDeniedException(TokenDenial.CALLER_TOKEN_REFUSED);
            }
        } catch (TokenRefusedException e) {
            throw new TokenDeniedException(TokenDenial.CALLER_TOKEN_REFUSED);
        } catch (GraphException e) {
            GraphError.Cause cause = e.error().cause();
            if (cause.remedy() == GraphError.Remedy.RECONNECT || cause == GraphError.Cause.TOKEN_OF_OTHER_APP) {
                throw new TokenDeniedException(TokenDenial.CALLER_TOKEN_REFUSED);
            }
            throw e;
        }
    }

    OpenToken mint(TokenRequest request) throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        List<StoredToken> originals = originals(request);
        Narrowing.requireKnown(request.selection(), originals, permissions);
        StoredToken original = tokens.original(request, originals)
                .filter(found -> StoredTokens.isOfSystemUser(found, request))
                .orElseThrow(() -> new TokenDeniedException(
                        originals.isEmpty() ? TokenDenial.CLIENT_BUSINESS_NOT_FOUND : TokenDenial.TOKEN_NOT_FOUND));
        Caller caller = request.callerToken().isPresent()
                ? Caller.brought(request.callerToken().get().token())
                : Caller.stored(original, tokens.use(original));
        Narrowing.requireSubset(request.selection(), original.token());
        ProvenToken answer = ask(request, caller);
        Narrowing.requireNarrowed(answer, request.selection(), original.token(), originals, Set.of(caller.token()));
        return keepGranular(request, original.token(), answer);
    }

    OpenToken fetch(TokenRequest request) throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        List<StoredToken> originals = originals(request);
        return fetch(request, originals, caller(request, tokens.original(request, originals)));
    }

    /** Whether there is a token to ask with when the stored one is no help. */
    boolean canRecover(TokenRequest request) {
        return request.callerToken().isPresent()
                || provider.providerAccessToken().isPresent();
    }

    OpenToken recover(TokenRequest request) throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        List<StoredToken> originals = originals(request);
        try {
            return fetch(request, originals, rescuer(request).orElseThrow());
        } catch (GraphException e) {
            if (originals.isEmpty() && e.error().cause() == GraphError.Cause.PERMISSION_DENIED) {
                // Meta says "does not exist, or missing permissions" for a business that never connected.
                throw new TokenDeniedException(TokenDenial.CLIENT_BUSINESS_NOT_FOUND);
            }
            throw e;
        }
    }

    /**
     * The token that Meta is asked with.
     *
     * @param stored where it is a stored one: what Meta says about it is worth noting
     */
    private record Caller(AccessToken token, Optional<StoredToken> stored) {

        static Caller stored(StoredToken stored, AccessToken token) {
            return new Caller(token, Optional.of(stored));
        }

        static Caller brought(AccessToken token) {
            return new Caller(token, Optional.empty());
        }
    }

    /** The stored original where it can be used, and else what is there for when it is lost. */
    private Caller caller(TokenRequest request, Optional<StoredToken> original)
            throws TokenDeniedException, AppSecret.UnresolvedException {
        boolean brought = request.callerToken().isPresent();
        if (!brought && original.isPresent() && tokens.isUsable(original.get())) {
            return Caller.stored(original.get(), tokens.use(original.get()));
        }
        Optional<Caller> rescuer = rescuer(request);
        if (rescuer.isEmpty()
                && original.isPresent()
                && original.get().token().status().isServed()) {
            return Caller.stored(original.get(), tokens.use(original.get()));
        }
        return rescuer.orElseThrow(() -> new TokenDeniedException(TokenDenial.NO_CALLING_TOKEN));
    }

    private Optional<Caller> rescuer(TokenRequest request) throws AppSecret.UnresolvedException {
        if (request.callerToken().isPresent()) {
            return request.callerToken().map(caller -> Caller.brought(caller.token()));
        }
        Optional<String> reference = provider.providerAccessToken();
        return reference.isEmpty()
                ? Optional.empty()
                : Optional.of(Caller.brought(new AccessToken(AppSecret.resolve(session, reference.get()))));
    }

    private OpenToken fetch(TokenRequest request, List<StoredToken> originals, Caller caller)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        Optional<BusinessToken> original = tokens.original(request, originals).map(StoredToken::token);
        if (request.selection().isAll()) {
            return fetchOriginal(request, original, originals, caller);
        }
        Narrowing.requireKnown(request.selection(), originals, permissions);
        Set<AccessToken> known = new HashSet<>(Set.of(caller.token()));
        BusinessToken parent;
        if (original.isPresent()) {
            parent = original.get();
        } else {
            OpenToken fetched = fetchOriginal(request.forOriginal(), original, originals, caller);
            known.add(fetched.value());
            parent = fetched.token();
        }
        Narrowing.requireSubset(request.selection(), parent);
        ProvenToken answer = ask(request, caller);
        Narrowing.requireNarrowed(answer, request.selection(), parent, originals, known);
        return keepGranular(request, parent, answer);
    }

    private OpenToken fetchOriginal(
            TokenRequest request, Optional<BusinessToken> stored, List<StoredToken> originals, Caller caller)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        String configId = stored.map(BusinessToken::configId)
                .or(request::configId)
                .orElseGet(() -> provider.configuration().configId());
        if (stored.isEmpty() && !provider.configIds().contains(configId)) {
            throw new TokenDeniedException(TokenDenial.TOKEN_NOT_FOUND);
        }
        ProvenToken answer = ask(request, caller);
        List<StoredToken> others = originals.stream()
                .filter(original -> !original.token().configId().equals(configId))
                .toList();
        if (Narrowing.isOneOf(others, answer.token())) {
            // Meta is not told the configuration, and has answered with the token of another one.
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
        NewToken token = BusinessGrant.of(answer, provider, configId, answer.assets());
        OpenToken kept = tell(TokenStore.write(session, provider, store -> {
            TokenStore.Kept fetched = store.keepFetched(token);
            return new TokenStore.Kept(fetched.outcome(), AnnouncedSignups.fillIn(store, fetched.token()));
        }));
        return AnnouncedSignups.lookAgain(StorePlace.of(session, provider), kept);
    }

    private OpenToken tell(TokenStore.Kept kept) throws TokenDeniedException {
        switch (kept.outcome()) {
            case CREATED -> changes.created(kept.token().token());
            case REPLACED -> changes.replaced(kept.token().token());
            case UNCHANGED -> {}
            case REFUSED -> throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
        return kept.token();
    }

    private OpenToken keepGranular(TokenRequest request, BusinessToken original, ProvenToken answer)
            throws TokenDeniedException {
        Selection selection = request.selection();
        Optional<Set<String>> assets =
                selection.assets().<Set<String>>map(TreeSet::new).or(original::assets);
        NewToken token = BusinessGrant.of(answer, provider, original.configId(), assets);
        return tell(TokenStore.write(session, provider, store -> store.keepGranular(token, original, selection)));
    }

    /** Meta's answer, proven to be a token of this app and of the business that was asked for. */
    private ProvenToken ask(TokenRequest request, Caller caller)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        TokenKeys.of(session, realm).requireActive();
        String business = request.clientBusinessId();
        AccessToken answer = askWith(request, caller);
        try {
            ProvenToken proven = proven(answer, business);
            boolean sameSystemUser =
                    request.systemUserId().map(proven.profile().id()::equals).orElse(true);
            if (!proven.ownerId().equals(business) || !sameSystemUser) {
                throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
            }
            return proven;
        } catch (TokenRefusedException e) {
            LOG.warnf(
                    e,
                    "Provider %s: what Meta answered for client business %s is refused",
                    provider.getAlias(),
                    business);
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
    }

    private AccessToken askWith(TokenRequest request, Caller caller)
            throws GraphException, AppSecret.UnresolvedException {
        try {
            return graph.systemUserAccessToken(
                    connection(), request.clientBusinessId(), caller.token(), request.atMeta());
        } catch (GraphException e) {
            if (caller.stored().isPresent()) {
                new LiveCheck(ConnectedProvider.of(session, realm, provider))
                        .follow(e, caller.stored().get());
            }
            throw e;
        }
    }

    private ProvenToken proven(AccessToken token, String clientBusinessId)
            throws GraphException, TokenRefusedException, AppSecret.UnresolvedException {
        return ProvenToken.prove(
                graph, connection(), token, TokenType.SYSTEM_USER, List.of(), RateSubject.business(clientBusinessId));
    }

    private List<StoredToken> originals(TokenRequest request) {
        return TokenStore.read(session, provider, store -> store.originals(request.clientBusinessId()));
    }

    /** One for all calls of a request: what Meta says about waiting meanwhile is for the next one. */
    private GraphConnection connection() throws AppSecret.UnresolvedException {
        if (connection.isEmpty()) {
            connection = Optional.of(ProviderGraph.connect(session, realm, provider));
        }
        return connection.get();
    }
}
