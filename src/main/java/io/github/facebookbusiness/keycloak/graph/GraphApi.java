package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** The calls to Meta's Graph API, as values. Knows no realm and no user; safe to share between threads. */
public final class GraphApi {

    private static final String TOKEN_ENDPOINT = "oauth/access_token";
    private static final String INSPECTION = "inspection";
    private static final String PROFILE = "profile";
    private static final String BUSINESS = "business";
    private static final String BUSINESS_NAME = "businessName";

    private final GraphHttp http;

    public GraphApi(AllowedHosts allowedHosts, GraphLimits limits, ProxySelector proxy) {
        this.http = new GraphHttp(allowedHosts, limits, proxy);
    }

    /** A call on its way, for calls side by side. */
    public interface PendingGrant {
        TokenGrant await() throws GraphException;
    }

    /**
     * Exchanges the code of a redirect. Never tried twice: Meta burns a code with the first attempt, even a failed one.
     *
     * @param redirectUri exactly the one of the dialog request
     */
    public TokenGrant exchangeCode(GraphConnection connection, String code, URI redirectUri) throws GraphException {
        return TokenGrant.read(http.post(
                connection.edge(TOKEN_ENDPOINT),
                Map.of(
                        "client_id", connection.app().id(),
                        "client_secret", connection.app().secret(),
                        "redirect_uri", redirectUri.toString(),
                        "code", code)));
    }

    /**
     * Starts the exchange of a user token for one of about 60 days, unless this server is busy: empty then. Never for
     * system user tokens: it can turn one that never expires into one that does.
     */
    public Optional<PendingGrant> startLongLivedExchange(GraphConnection connection, AccessToken userToken)
            throws GraphException {
        Optional<GraphHttp.Pending> answer = http.startIfSpare(
                connection.edge(TOKEN_ENDPOINT),
                Map.of(
                        "grant_type", "fb_exchange_token",
                        "client_id", connection.app().id(),
                        "client_secret", connection.app().secret(),
                        "fb_exchange_token", userToken.value(),
                        "appsecret_proof", connection.app().proofOf(userToken).value()));
        return answer.map(pending -> () -> TokenGrant.read(pending.await()));
    }

    /** Proves that App ID and App secret belong together, without changing anything at Meta. */
    public void checkApp(GraphConnection connection) throws GraphException {
        TokenGrant.read(http.post(
                connection.edge(TOKEN_ENDPOINT),
                Map.of(
                        "grant_type", "client_credentials",
                        "client_id", connection.app().id(),
                        "client_secret", connection.app().secret())));
    }

    /**
     * Asks in one round trip what a new token is, whose it is and, for a system user token, which client business
     * granted it. The business is asked for in a read of its own: on a user token that field is an error.
     */
    public TokenOwner ownerOf(GraphConnection connection, AccessToken token, TokenType type) throws GraphException {
        App app = connection.app();
        Batch batch =
                new Batch(app).get(INSPECTION, "debug_token", Map.of("input_token", token.value()), app.accessToken());
        if (type == TokenType.SYSTEM_USER) {
            batch.get(PROFILE, "me", Map.of("fields", "id,name"), token)
                    .get(BUSINESS, "me", Map.of("fields", "client_business_id"), token)
                    .get(
                            BUSINESS_NAME,
                            "{result=" + BUSINESS + ":$.client_business_id}",
                            Map.of("fields", "name"),
                            token);
        } else {
            batch.get(PROFILE, "me", Map.of("fields", "id,name,first_name,last_name,email"), token);
        }
        Batch.Answers answers = batch.read(http.post(connection.edge(""), batch.form()));
        TokenInspection inspection = TokenInspection.read(answers.of(INSPECTION));
        if (!inspection.valid()) {
            throw new GraphException(inspection.error().orElseGet(() -> GraphError.of(GraphError.Cause.TOKEN_INVALID)));
        }
        if (!type.metaName().equals(inspection.type())) {
            return new TokenOwner(inspection, Optional.empty(), Optional.empty());
        }
        return new TokenOwner(
                inspection,
                Optional.of(Profile.read(answers.of(PROFILE))),
                type == TokenType.SYSTEM_USER ? clientBusiness(answers) : Optional.empty());
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
