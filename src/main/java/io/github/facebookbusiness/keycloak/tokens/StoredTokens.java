package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.OpenToken;
import io.github.facebookbusiness.keycloak.tokens.store.StorePlace;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import java.util.List;
import java.util.Optional;

/** Which stored token a request means, and whether it may be used. */
final class StoredTokens {

    private final FacebookBusinessConfig provider;

    StoredTokens(FacebookBusinessConfig provider) {
        this.provider = provider;
    }

    /** The token that a path names; read in a transaction of its own, since Meta is asked about it next. */
    StoredToken byId(StorePlace place, String id) throws TokenDeniedException {
        return place.read(store -> store.find(id))
                .orElseThrow(() -> new TokenDeniedException(TokenDenial.TOKEN_NOT_FOUND));
    }

    /**
     * The original that a request is about: that of the configuration that it names, else of the provider's own, else
     * the only one there is.
     *
     * @param originals of the business
     */
    Optional<StoredToken> original(TokenRequest request, List<StoredToken> originals) throws TokenDeniedException {
        if (request.configId().isPresent()) {
            return ofConfiguration(originals, request.configId().get());
        }
        if (originals.size() < 2) {
            return originals.stream().findFirst();
        }
        Optional<StoredToken> own =
                ofConfiguration(originals, provider.configuration().configId());
        if (own.isEmpty()) {
            throw new TokenDeniedException(
                    TokenDenial.AMBIGUOUS_CONFIGURATION,
                    originals.stream()
                            .map(original -> original.token().configId())
                            .toList());
        }
        return own;
    }

    private static Optional<StoredToken> ofConfiguration(List<StoredToken> originals, String configId) {
        return originals.stream()
                .filter(original -> original.token().configId().equals(configId))
                .findFirst();
    }

    static boolean isOfSystemUser(StoredToken token, TokenRequest request) {
        return request.systemUserId().map(token.token().systemUserId()::equals).orElse(true);
    }

    /** The value of a token that may be handed out, and with it to the present app and no other. */
    OpenToken serve(StoredToken stored) throws TokenDeniedException {
        BusinessToken token = stored.token();
        if (!token.appId().equals(provider.appId())) {
            throw new TokenDeniedException(TokenDenial.OTHER_APP);
        }
        if (!token.status().isServed()) {
            throw new TokenDeniedException(denial(token.status()));
        }
        return new OpenToken(token, valueOf(stored));
    }

    /** As {@link #serve}, for a token that this server itself sends to Graph: to the host it came from and no other. */
    AccessToken use(StoredToken stored) throws TokenDeniedException {
        requireSameGraph(stored.token());
        return serve(stored).value();
    }

    /** The value of a token that Meta is asked about, whatever was last known about it. */
    AccessToken askAbout(StoredToken stored) throws TokenDeniedException {
        requireSameGraph(stored.token());
        if (!stored.token().appId().equals(provider.appId())) {
            throw new TokenDeniedException(TokenDenial.OTHER_APP);
        }
        return valueOf(stored);
    }

    /** Whether this server may send it to Graph. */
    boolean isUsable(StoredToken stored) {
        BusinessToken token = stored.token();
        return token.status().isServed() && token.appId().equals(provider.appId()) && isOfSameGraph(token);
    }

    private boolean isOfSameGraph(BusinessToken token) {
        return token.graphHost().equals(BusinessGrant.graphHost(provider));
    }

    private void requireSameGraph(BusinessToken token) throws TokenDeniedException {
        if (!isOfSameGraph(token)) {
            throw new TokenDeniedException(TokenDenial.OTHER_APP);
        }
    }

    private static AccessToken valueOf(StoredToken stored) throws TokenDeniedException {
        return stored.value().orElseThrow(() -> new TokenDeniedException(TokenDenial.KEY_MISSING));
    }

    private static TokenDenial denial(TokenStatus status) {
        return switch (status) {
            case REVOKED -> TokenDenial.TOKEN_REVOKED;
            case EXPIRED -> TokenDenial.TOKEN_EXPIRED;
            case KEY_MISSING -> TokenDenial.KEY_MISSING;
            case INVALID, ACTIVE, EXPIRING, WAITING, UNKNOWN -> TokenDenial.TOKEN_INVALID;
        };
    }
}
