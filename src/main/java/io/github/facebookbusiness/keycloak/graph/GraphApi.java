package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The calls to Meta's Graph API, as values. Knows no realm and no user; safe to share between threads. One reason for its
 * length: every call to Graph is here.
 */
public final class GraphApi {

    private static final String TOKEN_ENDPOINT = "oauth/access_token";
    private static final String INSPECTION = "inspection";
    private static final String PROFILE = "profile";
    private static final String BUSINESS = "business";
    private static final String BUSINESS_NAME = "businessName";
    private static final String REVOCATION = "revocation";
    private static final String AD_ACCOUNT = "act_";

    /**
     * The edges of a system user that name what was selected for it. To be called without {@code fields} and
     * {@code limit}: with them Graph answers code 100 (field reports of August 2026).
     */
    private static final List<String> ASSIGNED = List.of(
            "assigned_pages",
            "assigned_ad_accounts",
            "assigned_product_catalogs",
            "assigned_whatsapp_business_accounts");

    private final GraphHttp http;
    private final GraphCalls calls;

    public GraphApi(AllowedHosts allowedHosts, GraphLimits limits, OutgoingProxy proxy, GraphObserver observer) {
        this.http = new GraphHttp(allowedHosts, limits, proxy, observer);
        this.calls = new GraphCalls(http, limits, observer);
    }

    /** For calls that nobody looks at. */
    public GraphApi(AllowedHosts allowedHosts, GraphLimits limits, OutgoingProxy proxy) {
        this(allowedHosts, limits, proxy, GraphObserver.NONE);
    }

    /** What this server does at Graph now. */
    public GraphLoad load() {
        return new GraphLoad(http.running(), http.limit(), calls.suspendedHosts());
    }

    /** A call on its way, for calls side by side. */
    public interface PendingGrant {
        TokenGrant await() throws GraphException;
    }

    /**
     * Exchanges a code. Never tried twice: Meta burns a code with the first attempt, even a failed one.
     *
     * @param redirectUri exactly the one of the dialog request; empty for no parameter at all
     */
    public TokenGrant exchangeCode(GraphConnection connection, String code, Optional<String> redirectUri)
            throws GraphException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("client_id", connection.app().id());
        form.put("client_secret", connection.app().secret());
        redirectUri.ifPresent(uri -> form.put("redirect_uri", uri));
        form.put("code", code);
        return calls.make(
                connection,
                GraphOperation.EXCHANGE_CODE,
                RateSubject.APP,
                attempt -> TokenGrant.read(http.post(connection, RateSubject.APP, TOKEN_ENDPOINT, form, attempt)));
    }

    /**
     * Starts the exchange of a user token for one of about 60 days, unless this server is busy or Graph does not
     * answer: empty then. Never for system user tokens: it can turn one that never expires into one that does.
     */
    public Optional<PendingGrant> startLongLivedExchange(GraphConnection connection, AccessToken userToken)
            throws GraphException {
        Map<String, String> form = longLivedExchange(connection.app(), userToken);
        return calls.startAside(connection, GraphOperation.EXCHANGE_LONG_LIVED, TOKEN_ENDPOINT, form, TokenGrant::read)
                .map(pending -> pending::await);
    }

    /**
     * Exchanges a system user token of 60 days for a new one of 60 days; the old one stays valid until it ends by
     * itself. Never for a token that never expires. Source: Meta, System Users, "Refresh an access token".
     */
    public TokenGrant renewSystemUserToken(GraphConnection connection, String clientBusinessId, AccessToken token)
            throws GraphException {
        RateSubject business = RateSubject.business(clientBusinessId);
        Map<String, String> form = new LinkedHashMap<>(longLivedExchange(connection.app(), token));
        form.put("set_token_expires_in_60_days", "true");
        return calls.make(
                connection,
                GraphOperation.RENEW,
                business,
                attempt -> TokenGrant.read(http.post(connection, business, TOKEN_ENDPOINT, form, attempt)));
    }

    private static Map<String, String> longLivedExchange(App app, AccessToken token) {
        return Map.of(
                "grant_type", "fb_exchange_token",
                "client_id", app.id(),
                "client_secret", app.secret(),
                "fb_exchange_token", token.value(),
                "appsecret_proof", app.proofOf(token).value());
    }

    /** Proves that App ID and App secret belong together, without changing anything at Meta. */
    public void checkApp(GraphConnection connection) throws GraphException {
        Map<String, String> form = Map.of(
                "grant_type", "client_credentials",
                "client_id", connection.app().id(),
                "client_secret", connection.app().secret());
        calls.make(
                connection,
                GraphOperation.CHECK_APP,
                RateSubject.APP,
                attempt -> TokenGrant.read(http.post(connection, RateSubject.APP, TOKEN_ENDPOINT, form, attempt)));
    }

    /**
     * Meta's call of the same name: fetches a token of a client business, or makes a narrower one. Never tried twice:
     * a second try could make a second token.
     *
     * @param caller the business's own token or, to fetch, the Tech Provider's; it is this one that the proof is of
     * @return the token alone: Meta says neither when it expires nor what it may, so ask {@link #ownerOf}
     */
    public AccessToken systemUserAccessToken(
            GraphConnection connection, String clientBusinessId, AccessToken caller, SystemUserTokenRequest request)
            throws GraphException {
        RateSubject business = RateSubject.business(clientBusinessId);
        Map<String, String> form = new LinkedHashMap<>(request.form());
        form.put("access_token", caller.value());
        form.put("appsecret_proof", connection.app().proofOf(caller).value());
        String edge = clientBusinessId + "/system_user_access_tokens";
        return calls.make(connection, GraphOperation.SYSTEM_USER_ACCESS_TOKEN, business, attempt -> TokenGrant.read(
                        http.post(connection, business, edge, form, attempt))
                .token());
    }

    /** What {@code debug_token} says now; a dead token is an answer and not an exception. */
    public TokenInspection inspect(GraphConnection connection, String clientBusinessId, AccessToken token)
            throws GraphException {
        RateSubject business = RateSubject.business(clientBusinessId);
        Batch batch = inspection(connection.app(), token);
        return calls.make(
                connection,
                GraphOperation.INSPECT,
                business,
                attempt -> asked(() ->
                        TokenInspection.read(batch.read(http.post(connection, business, "", batch.form(), attempt))
                                .of(INSPECTION))));
    }

    private interface Asking {
        TokenInspection ask() throws GraphException;
    }

    /** The token that {@code debug_token} is called with is the app's: to find that one dead is to refuse the app. */
    private static TokenInspection asked(Asking asking) throws GraphException {
        try {
            return asking.ask();
        } catch (GraphException e) {
            GraphError error = e.error();
            throw error.isOfDeadToken()
                    ? new GraphException(new GraphError(
                            GraphError.Cause.APP_SECRET_INVALID, error.code(), error.subcode(), error.fbtraceId()))
                    : e;
        }
    }

    /** Meta's limit for the calls in one batch. */
    public static final int TOKENS_AT_ONCE = 50;

    /**
     * What {@code debug_token} says now about several tokens of one business, in one round trip.
     *
     * @param tokens {@link #TOKENS_AT_ONCE} at most
     * @return in the order of {@code tokens}; empty where Meta did not answer about that one
     */
    public List<Optional<TokenInspection>> inspectAll(
            GraphConnection connection, String clientBusinessId, List<AccessToken> tokens) throws GraphException {
        return inspectAll(connection, RateSubject.business(clientBusinessId), tokens);
    }

    /** As for the tokens of one business, for those of people: with {@link RateSubject#APP}. */
    public List<Optional<TokenInspection>> inspectAll(
            GraphConnection connection, RateSubject subject, List<AccessToken> tokens) throws GraphException {
        App app = connection.app();
        Batch batch = new Batch(app);
        for (int index = 0; index < tokens.size(); index++) {
            Map<String, String> input = Map.of("input_token", tokens.get(index).value());
            batch.get(INSPECTION + index, "debug_token", input, app.accessToken());
        }
        return calls.make(connection, GraphOperation.INSPECT, subject, attempt -> {
            Batch.Answers answers = batch.read(http.post(connection, subject, "", batch.form(), attempt));
            List<Optional<TokenInspection>> inspections = new ArrayList<>();
            for (int index = 0; index < tokens.size(); index++) {
                inspections.add(inspection(answers, index, limit -> calls.remember(connection, subject, limit)));
            }
            return List.copyOf(inspections);
        });
    }

    private static Optional<TokenInspection> inspection(
            Batch.Answers answers, int index, Consumer<GraphException> limits) {
        try {
            return Optional.of(TokenInspection.read(answers.of(INSPECTION + index)));
        } catch (GraphException e) {
            if (e.error().cause() == GraphError.Cause.RATE_LIMITED) {
                limits.accept(e);
            }
            return Optional.empty();
        }
    }

    /**
     * Revokes one system user token at Meta. In a batch, because the documented call has both the app secret and the
     * token in its query. Meta documents it for system users, not for those of business integrations: so the answer is
     * worth what {@link #inspect} says afterwards.
     */
    public void revoke(GraphConnection connection, String clientBusinessId, AccessToken token) throws GraphException {
        App app = connection.app();
        RateSubject business = RateSubject.business(clientBusinessId);
        calls.make(connection, GraphOperation.REVOKE, business, attempt -> {
            Batch batch = new Batch(app)
                    .get(
                            REVOCATION,
                            "oauth/revoke",
                            Map.of(
                                    "client_id", app.id(),
                                    "client_secret", app.secret(),
                                    "revoke_token", token.value()),
                            token);
            return requireSuccess(http.post(connection, business, "", batch.form(), attempt), batch);
        });
    }

    /**
     * Takes the app away from whoever the token stands for, and all their tokens with it. Meta documents it for people;
     * others use it to disconnect a client business. So the answer is worth what {@link #inspect} says afterwards.
     */
    public void deauthorize(GraphConnection connection, String clientBusinessId, AccessToken token)
            throws GraphException {
        RateSubject business = RateSubject.business(clientBusinessId);
        Batch batch = new Batch(connection.app()).delete(REVOCATION, "me/permissions", token);
        calls.make(
                connection,
                GraphOperation.DEAUTHORIZE,
                business,
                attempt -> requireSuccess(http.post(connection, business, "", batch.form(), attempt), batch));
    }

    private static JsonNode requireSuccess(JsonNode answer, Batch batch) throws GraphException {
        if (!batch.read(answer).saysSuccess(REVOCATION)) {
            throw new GraphException(GraphError.Cause.REQUEST_INVALID);
        }
        return answer;
    }

    /**
     * Asks in one round trip what a new token is, whose it is and, for a system user token, which client business
     * granted it and on which assets. What can fail alone is asked for in a read of its own: on a user token the
     * business is an error, and not every token may read every kind of asset.
     */
    public TokenOwner ownerOf(GraphConnection connection, AccessToken token, TokenType type, RateSubject subject)
            throws GraphException {
        return calls.make(
                connection,
                GraphOperation.OWNER,
                subject,
                attempt -> readOwner(connection, token, type, subject, attempt));
    }

    private TokenOwner readOwner(
            GraphConnection connection, AccessToken token, TokenType type, RateSubject subject, Attempt attempt)
            throws GraphException {
        Batch batch = inspection(connection.app(), token);
        if (type == TokenType.SYSTEM_USER) {
            batch.get(PROFILE, "me", Map.of("fields", "id,name"), token)
                    .get(BUSINESS, "me", Map.of("fields", "client_business_id"), token)
                    .get(
                            BUSINESS_NAME,
                            "{result=" + BUSINESS + ":$.client_business_id}",
                            Map.of("fields", "name"),
                            token);
            ASSIGNED.forEach(edge -> batch.get(edge, "{result=" + PROFILE + ":$.id}/" + edge, Map.of(), token));
        } else {
            batch.get(PROFILE, "me", Map.of("fields", "id,name,first_name,last_name,email"), token);
        }
        Batch.Answers answers = batch.read(http.post(connection, subject, "", batch.form(), attempt));
        TokenInspection inspection = TokenInspection.read(answers.of(INSPECTION));
        if (!inspection.valid()) {
            throw new GraphException(inspection.error().orElseGet(() -> GraphError.of(GraphError.Cause.TOKEN_INVALID)));
        }
        if (!type.metaName().equals(inspection.type())) {
            return new TokenOwner(inspection, Optional.empty(), Optional.empty(), Optional.empty());
        }
        Optional<Profile> profile = Optional.of(Profile.read(answers.of(PROFILE)));
        return type == TokenType.SYSTEM_USER
                ? new TokenOwner(
                        inspection,
                        profile,
                        clientBusiness(answers),
                        assets(inspection, answers, limit -> calls.remember(connection, subject, limit)))
                : new TokenOwner(inspection, profile, Optional.empty(), Optional.empty());
    }

    private static Batch inspection(App app, AccessToken token) {
        return new Batch(app).get(INSPECTION, "debug_token", Map.of("input_token", token.value()), app.accessToken());
    }

    /**
     * All that {@code target_ids} and the edges name; empty Optional where neither names any, or where a list is not
     * complete: that means that it is not known, not that there are none.
     */
    private static Optional<Set<String>> assets(
            TokenInspection inspection, Batch.Answers answers, Consumer<GraphException> limits) {
        Set<String> assets = new LinkedHashSet<>();
        inspection.granularScopes().forEach(scope -> scope.targetIds().ifPresent(assets::addAll));
        for (String edge : ASSIGNED) {
            try {
                JsonNode list = answers.of(edge);
                if (list.path("paging").has("next")) {
                    return Optional.empty();
                }
                for (JsonNode asset : list.path("data")) {
                    assets.add(assetId(asset));
                }
            } catch (GraphException e) {
                if (e.error().cause() == GraphError.Cause.RATE_LIMITED) {
                    limits.accept(e);
                    return Optional.empty();
                }
                if (e.error().cause().remedy() == GraphError.Remedy.RETRY) {
                    return Optional.empty();
                }
                // Otherwise it is a kind of asset that this token may not list, and so does not have.
            }
        }
        return assets.isEmpty() ? Optional.empty() : Optional.of(assets);
    }

    /** Meta's ids of ad accounts have a prefix, which the ids that tokens are narrowed to do not have. */
    private static String assetId(JsonNode asset) throws GraphException {
        String id = asset.path("id").asText("");
        return Profile.id(TextNode.valueOf(id.startsWith(AD_ACCOUNT) ? id.substring(AD_ACCOUNT.length()) : id));
    }

    private static Optional<TokenOwner.ClientBusiness> clientBusiness(Batch.Answers answers) throws GraphException {
        JsonNode answer;
        try {
            answer = answers.of(BUSINESS);
        } catch (GraphException e) {
            if (e.error().cause() == GraphError.Cause.REQUEST_INVALID) {
                return Optional.empty();
            }
            throw e;
        }
        if (Profile.text(answer, "client_business_id").isEmpty()) {
            return Optional.empty();
        }
        JsonNode id = answer.path("client_business_id");
        return Optional.of(new TokenOwner.ClientBusiness(Profile.id(id), businessName(answers)));
    }

    private static Optional<String> businessName(Batch.Answers answers) {
        try {
            return Profile.text(answers.of(BUSINESS_NAME), "name");
        } catch (GraphException e) {
            return Optional.empty();
        }
    }
}
