package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.SystemUserTokenRequest.Mode;
import io.github.facebookbusiness.keycloak.graph.TokenInspection.GranularScope;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.NewToken;
import io.github.facebookbusiness.keycloak.tokens.store.OpenToken;
import io.github.facebookbusiness.keycloak.tokens.store.Selection;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Meta's "Business Integration System User Access Token Management API", answered from the token store as far as it
 * goes: fetches a token, or makes a narrower one. Nothing is written before Graph has answered and the answer is
 * proven, so whatever fails leaves what was stored as it was.
 */
public final class SystemUserAccessTokens {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FacebookBusinessConfig provider;
    private final GraphApi graph;
    private final StoredTokens tokens;
    private final TokenStore store;

    public SystemUserAccessTokens(KeycloakSession session, RealmModel realm, FacebookBusinessConfig provider) {
        this.session = session;
        this.realm = realm;
        this.provider = provider;
        this.graph = SharedGraph.of(session).graph();
        this.store = new TokenStore(session, realm, provider);
        this.tokens = new StoredTokens(store, provider);
    }

    /** Whether answering changed what is stored. */
    public enum Change {
        NONE,
        CREATED,
        REPLACED
    }

    /** A token to hand out, and what it took. */
    public record Answer(OpenToken token, Change change) {}

    public Answer answer(TokenRequest request)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        if (request.callerToken().isPresent()) {
            prove(request.callerToken().get(), request.clientBusinessId());
        }
        requireKnownPermissions(request);
        return request.mode() == Mode.MINT ? mint(request) : fetch(request);
    }

    /** First against the app secret, which costs nothing, and only then by asking Graph whose it is. */
    private void prove(TokenRequest.CallerToken caller, String clientBusinessId)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        GraphConnection connection = connection();
        if (!connection.app().proofOf(caller.token()).matches(caller.proof())) {
            throw new TokenDeniedException(TokenDenial.PROOF_REFUSED);
        }
        try {
            ProvenToken proven = ProvenToken.prove(graph, connection, caller.token(), TokenType.SYSTEM_USER, List.of());
            if (!proven.ownerId().equals(clientBusinessId)) {
                throw new TokenDeniedException(TokenDenial.CALLER_TOKEN_REFUSED);
            }
        } catch (TokenRefusedException e) {
            throw new TokenDeniedException(TokenDenial.CALLER_TOKEN_REFUSED);
        } catch (GraphException e) {
            if (isAboutTheToken(e.error().cause())) {
                throw new TokenDeniedException(TokenDenial.CALLER_TOKEN_REFUSED);
            }
            throw e;
        }
    }

    private static boolean isAboutTheToken(GraphError.Cause cause) {
        return cause.remedy() == GraphError.Remedy.RECONNECT || cause == GraphError.Cause.TOKEN_OF_OTHER_APP;
    }

    /** A name that neither Meta's table nor an original of the business has is a mistake, and not a lack of rights. */
    private void requireKnownPermissions(TokenRequest request) throws TokenDeniedException {
        Set<String> unknown = new TreeSet<>(request.selection().scopes().orElseGet(TreeSet::new));
        unknown.removeIf(SharedGraph.of(session).options().permissions()::knows);
        if (unknown.isEmpty()) {
            return;
        }
        store.originals(request.clientBusinessId())
                .forEach(original -> unknown.removeAll(original.token().scopes()));
        if (!unknown.isEmpty()) {
            throw new TokenDeniedException(TokenDenial.UNKNOWN_PERMISSION, unknown);
        }
    }

    private Answer fetch(TokenRequest request)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        Optional<StoredToken> stored = tokens.wanted(request);
        if (request.source() == TokenRequest.Source.GRAPH) {
            return fetchFromGraph(request, stored, callerFor(request));
        }
        if (stored.isPresent() && !isLost(stored.get())) {
            return new Answer(tokens.serve(stored.get()), Change.NONE);
        }
        Optional<AccessToken> rescuer = rescuer(request);
        if (rescuer.isPresent()) {
            return recover(request, stored, rescuer.get());
        }
        if (stored.isPresent()) {
            return new Answer(tokens.serve(stored.get()), Change.NONE);
        }
        throw new TokenDeniedException(
                store.knows(request.clientBusinessId())
                        ? TokenDenial.TOKEN_NOT_FOUND
                        : TokenDenial.CLIENT_BUSINESS_NOT_FOUND);
    }

    /** A value that cannot be read any more; a dead one is not lost, and Meta would only say again that it is dead. */
    private static boolean isLost(StoredToken stored) {
        TokenStatus status = stored.token().status();
        return status == TokenStatus.KEY_MISSING
                || status.isServed() && stored.value().isEmpty();
    }

    private Answer recover(TokenRequest request, Optional<StoredToken> stored, AccessToken rescuer)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        try {
            return fetchFromGraph(request, stored, rescuer);
        } catch (GraphException e) {
            if (stored.isEmpty() && e.error().cause() == GraphError.Cause.PERMISSION_DENIED) {
                // Meta says "does not exist, or missing permissions" for a business that never connected.
                throw new TokenDeniedException(TokenDenial.CLIENT_BUSINESS_NOT_FOUND);
            }
            throw e;
        }
    }

    /** What Meta is asked with when the stored token is no help: the caller's own, or the Tech Provider's. */
    private Optional<AccessToken> rescuer(TokenRequest request) throws AppSecret.UnresolvedException {
        if (request.callerToken().isPresent()) {
            return request.callerToken().map(TokenRequest.CallerToken::token);
        }
        Optional<String> reference = provider.providerAccessToken();
        return reference.isEmpty()
                ? Optional.empty()
                : Optional.of(new AccessToken(AppSecret.resolve(session, reference.get())));
    }

    private AccessToken callerFor(TokenRequest request) throws TokenDeniedException, AppSecret.UnresolvedException {
        if (request.callerToken().isEmpty()) {
            Optional<StoredToken> original = tokens.original(request);
            if (original.isPresent() && original.get().token().status().isServed()) {
                return tokens.use(original.get());
            }
        }
        return rescuer(request).orElseThrow(() -> new TokenDeniedException(TokenDenial.NO_CALLING_TOKEN));
    }

    private Answer fetchFromGraph(TokenRequest request, Optional<StoredToken> stored, AccessToken caller)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        if (!request.selection().isAll()) {
            BusinessToken original = originalFor(request, caller);
            return keepGranular(request, original, askGraph(request, caller));
        }
        ProvenToken answer = askGraph(request, caller);
        String configId = stored.map(token -> token.token().configId()).orElseGet(() -> configOf(request));
        if (stored.isEmpty() && !provider.configIds().contains(configId)) {
            throw new TokenDeniedException(TokenDenial.TOKEN_NOT_FOUND);
        }
        if (stored.isPresent()
                && stored.get().token().appId().equals(provider.appId())
                && !answer.inspection()
                        .scopes()
                        .containsAll(stored.get().token().scopes())) {
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
        OpenToken kept = BusinessGrant.keep(session, provider, answer, configId);
        return new Answer(kept, stored.isPresent() ? Change.REPLACED : Change.CREATED);
    }

    private BusinessToken originalFor(TokenRequest request, AccessToken caller)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        Optional<StoredToken> original = tokens.original(request);
        return original.isPresent()
                ? original.get().token()
                : fetchFromGraph(request.forOriginal(), original, caller)
                        .token()
                        .token();
    }

    private Answer mint(TokenRequest request)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        StoredToken original = tokens.original(request)
                .filter(found -> request.systemUserId()
                        .map(found.token().systemUserId()::equals)
                        .orElse(true))
                .orElseThrow(() -> new TokenDeniedException(
                        store.knows(request.clientBusinessId())
                                ? TokenDenial.TOKEN_NOT_FOUND
                                : TokenDenial.CLIENT_BUSINESS_NOT_FOUND));
        AccessToken caller =
                request.callerToken().isPresent() ? request.callerToken().get().token() : tokens.use(original);
        requireSubset(request.selection(), original.token());
        return keepGranular(request, original.token(), askGraph(request, caller));
    }

    private static void requireSubset(Selection selection, BusinessToken original) throws TokenDeniedException {
        if (selection.scopes().isPresent()) {
            requireSubset(selection.scopes().get(), original.scopes(), TokenDenial.SCOPE_NOT_GRANTED);
        }
        if (selection.assets().isPresent() && original.assets().isPresent() && tellsAllAssets(original)) {
            requireSubset(selection.assets().get(), original.assets().get(), TokenDenial.ASSET_NOT_GRANTED);
        }
    }

    /** No edge of a system user lists Instagram accounts; they are known only where {@code target_ids} name them. */
    private static boolean tellsAllAssets(BusinessToken original) {
        return original.granularScopes().stream()
                .filter(scope -> scope.scope().startsWith("instagram_"))
                .noneMatch(scope -> scope.targetIds().orElse(List.of()).isEmpty());
    }

    private static void requireSubset(Collection<String> wanted, Set<String> granted, TokenDenial denial)
            throws TokenDeniedException {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(granted);
        if (!missing.isEmpty()) {
            throw new TokenDeniedException(denial, missing);
        }
    }

    /** Meta's answer, proven to be a token of this app and of the business that was asked for. */
    private ProvenToken askGraph(TokenRequest request, AccessToken caller)
            throws TokenDeniedException, GraphException, AppSecret.UnresolvedException {
        store.requireKey();
        GraphConnection connection = connection();
        AccessToken answer =
                graph.systemUserAccessToken(connection, request.clientBusinessId(), caller, request.atMeta());
        try {
            ProvenToken proven = ProvenToken.prove(graph, connection, answer, TokenType.SYSTEM_USER, List.of());
            boolean sameSystemUser =
                    request.systemUserId().map(proven.profile().id()::equals).orElse(true);
            if (!proven.ownerId().equals(request.clientBusinessId()) || !sameSystemUser) {
                throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
            }
            return proven;
        } catch (TokenRefusedException e) {
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
    }

    /** Fails closed where Meta's token may more than was asked for: whoever gets it was meant to get less. */
    private Answer keepGranular(TokenRequest request, BusinessToken original, ProvenToken answer)
            throws TokenDeniedException {
        Selection selection = request.selection();
        Set<String> allowedScopes =
                selection.scopes().<Set<String>>map(TreeSet::new).orElse(original.scopes());
        if (!allowedScopes.containsAll(answer.inspection().scopes())
                || namesOtherAssets(answer, selection)
                || isTheOriginal(answer, request)) {
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
        Optional<Set<String>> assets =
                selection.assets().<Set<String>>map(TreeSet::new).or(original::assets);
        NewToken token = BusinessGrant.of(answer, provider, original.configId(), assets);
        BusinessToken kept =
                TokenStore.write(session, provider, writing -> writing.keepGranular(token, original, selection));
        return new Answer(new OpenToken(kept, answer.token()), Change.CREATED);
    }

    /** Meta may pass over what it was asked to narrow to; with every permission named, only the value tells. */
    private boolean isTheOriginal(ProvenToken answer, TokenRequest request) throws TokenDeniedException {
        return !request.selection().isAll()
                && tokens.original(request)
                        .flatMap(StoredToken::value)
                        .filter(answer.token()::equals)
                        .isPresent();
    }

    private static boolean namesOtherAssets(ProvenToken answer, Selection selection) {
        if (selection.assets().isEmpty()) {
            return false;
        }
        for (GranularScope scope : answer.inspection().granularScopes()) {
            if (!selection.assets().get().containsAll(scope.targetIds().orElse(List.of()))) {
                return true;
            }
        }
        return false;
    }

    private String configOf(TokenRequest request) {
        return request.configId().orElseGet(() -> provider.configuration().configId());
    }

    private GraphConnection connection() throws AppSecret.UnresolvedException {
        return ProviderGraph.connect(session, realm, provider);
    }
}
