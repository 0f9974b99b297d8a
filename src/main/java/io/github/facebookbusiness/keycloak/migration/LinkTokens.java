package io.github.facebookbusiness.keycloak.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.AllowedHosts;
import io.github.facebookbusiness.keycloak.tokens.store.TokenKeys;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokenSeal;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokenSeal.UserToken;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The tokens that a provider with "Store tokens" keeps in its links: those of Keycloak's own providers in clear, as
 * Graph answered, and ours sealed. None where our provider would ask another Graph host about them than the one that
 * they came from: whoever edits it must not be able to send them elsewhere.
 */
final class LinkTokens {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GRAPH_HOST =
            URI.create(FacebookBusinessConfig.DEFAULT_GRAPH_URL).getHost();

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Route route;

    LinkTokens(KeycloakSession session, RealmModel realm, Route route) {
        this.session = session;
        this.realm = realm;
        this.route = route;
    }

    /** By the user's id; whatever is no token, or does not open, is left out. */
    Map<String, AccessToken> of(List<Link> links) {
        if (!isAskedWhereTheyCameFrom()) {
            return Map.of();
        }
        Map<String, String> kept = new Links(session, realm)
                .tokens(links.stream().map(Link::userId).toList(), route.from());
        Map<String, AccessToken> tokens = new HashMap<>();
        for (Link link : links) {
            Optional.ofNullable(kept.get(link.userId()))
                    .flatMap(text -> open(link, text))
                    .ifPresent(token -> tokens.put(link.userId(), token));
        }
        return tokens;
    }

    /** Of the built-in provider that is Meta's. A test server's sandbox is on the same machine, and allowed there. */
    private boolean isAskedWhereTheyCameFrom() {
        String graphUrl = route.provider().graphUrl();
        String host =
                Optional.ofNullable(URI.create(graphUrl).getHost()).orElse("").toLowerCase(Locale.ROOT);
        return route.other()
                .business()
                .map(other -> other.graphUrl().equals(graphUrl))
                .orElseGet(() -> host.equals(GRAPH_HOST) || AllowedHosts.isLoopback(host));
    }

    private Optional<AccessToken> open(Link link, String kept) {
        return route.other()
                .business()
                .map(other -> new UserTokenSeal(TokenKeys.of(session, realm), realm)
                        .open(new UserTokenSeal.Owner(other.getInternalId(), link.facebookUserId()), kept)
                        .map(UserToken::token))
                .orElseGet(() -> fromAnswer(kept));
    }

    static Optional<AccessToken> fromAnswer(String answer) {
        try {
            JsonNode token = JSON.readTree(answer).path("access_token");
            return Optional.of(token)
                    .filter(found -> found.isTextual() && !found.asText().isBlank())
                    .map(found -> new AccessToken(found.asText()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
