package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.SystemUserTokenRequest.Lifetime;
import io.github.facebookbusiness.keycloak.graph.SystemUserTokenRequest.Mode;
import io.github.facebookbusiness.keycloak.tokens.TokenRequest;
import io.github.facebookbusiness.keycloak.tokens.TokenRequest.CallerToken;
import io.github.facebookbusiness.keycloak.tokens.TokenRequest.Source;
import io.github.facebookbusiness.keycloak.tokens.store.Selection;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A call of {@code system_user_access_tokens} with Meta's parameters and ours, read and checked as far as the text goes.
 *
 * @param proof which app secret proof is answered beside the token
 */
record SystemUserAccessTokenCall(TokenRequest request, Proof proof) {

    /** Meta's two proofs. */
    enum Proof {
        LASTING,
        /** Good for five minutes. */
        TIMED
    }

    private static final Set<String> SECRET = Set.of("access_token", "appsecret_proof");

    /** With {@code id}, which Meta's Node SDK sends beside the others; it must be the business of the path. */
    static final Set<String> KNOWN = Set.of(
            "id",
            "system_user_id",
            "fetch_only",
            "asset",
            "scope",
            "set_token_expires_in_60_days",
            "access_token",
            "appsecret_proof",
            "config_id",
            "source",
            "proof");

    private static final Pattern PERMISSION = Pattern.compile("[a-z0-9_]{1,100}");

    static SystemUserAccessTokenCall read(
            String clientBusinessId, MultivaluedMap<String, String> query, String body, MediaType type) {
        RequestParameters.requireId("client_business_id", clientBusinessId);
        RequestParameters parameters = RequestParameters.read(query, body, type, KNOWN, SECRET);
        if (!parameters.id("id").orElse(clientBusinessId).equals(clientBusinessId)) {
            throw Problem.parameter("id", "must be the client business id of the path.");
        }
        Mode mode = parameters.flag("fetch_only") ? Mode.FETCH_ONLY : Mode.MINT;
        Lifetime lifetime =
                parameters.flag("set_token_expires_in_60_days") ? Lifetime.SIXTY_DAYS : Lifetime.META_DEFAULT;
        if (mode == Mode.FETCH_ONLY && lifetime == Lifetime.SIXTY_DAYS) {
            throw Problem.parameter(
                    "set_token_expires_in_60_days", "is for a new token, and fetch_only makes no new one.");
        }
        if (mode == Mode.MINT && parameters.has("source")) {
            throw Problem.parameter("source", "is for fetch_only: a new token always comes from Meta.");
        }
        Source source =
                "graph".equals(parameters.choice("source", List.of("store", "graph"))) ? Source.GRAPH : Source.STORE;
        Proof proof =
                "timed".equals(parameters.choice("proof", List.of("lasting", "timed"))) ? Proof.TIMED : Proof.LASTING;
        Optional<List<String>> scopes = parameters.list("scope");
        scopes.ifPresent(names -> names.forEach(SystemUserAccessTokenCall::requirePermissionName));
        TokenRequest request = new TokenRequest(
                clientBusinessId,
                mode,
                Selection.of(parameters.ids("asset"), scopes),
                parameters.id("config_id"),
                parameters.id("system_user_id"),
                lifetime,
                source,
                callerToken(parameters));
        return new SystemUserAccessTokenCall(request, proof);
    }

    private static void requirePermissionName(String name) {
        if (!PERMISSION.matcher(name).matches()) {
            throw Problem.parameter("scope", "must be names of permissions, such as pages_show_list.");
        }
    }

    private static Optional<CallerToken> callerToken(RequestParameters parameters) {
        Optional<String> token = parameters.text("access_token");
        Optional<String> proof = parameters.text("appsecret_proof");
        if (token.isPresent() != proof.isPresent()) {
            throw Problem.parameter(
                    token.isPresent() ? "appsecret_proof" : "access_token",
                    "is missing: access_token and appsecret_proof come together.");
        }
        return token.map(value -> new CallerToken(new AccessToken(value), proof.orElseThrow()));
    }
}
