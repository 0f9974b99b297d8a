package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.OpenToken;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.List;
import java.util.Optional;

/** Which stored token a request means, and whether it may be used. */
final class StoredTokens {

    private final TokenStore store;
    private final FacebookBusinessConfig provider;

    StoredTokens(TokenStore store, FacebookBusinessConfig provider) {
        this.store = store;
        this.provider = provider;
    }

    /** The token with the id that a path names. */
    StoredToken byId(String id) throws TokenDeniedException {
        return store.find(id).orElseThrow(() -> new TokenDeniedException(TokenDenial.TOKEN_NOT_FOUND));
    }

    /** The token that a request is for; empty where none is stored. */
    Optional<StoredToken> wanted(TokenRequest request) throws TokenDeniedException {
        Optional<StoredToken> original = original(request);
        Optional<StoredToken> found = request.selection().isAll() || original.isEmpty()
                ? original
                : store.granular(
                        request.clientBusinessId(), original.get().token().configId(), request.selection());
        return found.filter(token -> isOf(token.token(), request));
    }

    /**
     * The original that a request is about: that of the configuration that it names, else of the provider's own, else
     * the only one there is.
     */
    Optional<StoredToken> original(TokenRequest request) throws TokenDeniedException {
        if (request.configId().isPresent()) {
            return store.original(request.clientBusinessId(), request.configId().get());
        }
        List<StoredToken> originals = store.originals(request.clientBusinessId());
        if (originals.size() < 2) {
            return originals.stream().findFirst();
        }
        List<String> candidates =
                originals.stream().map(original -> original.token().configId()).toList();
        int own = candidates.indexOf(provider.configuration().configId());
        if (own < 0) {
            throw new TokenDeniedException(TokenDenial.AMBIGUOUS_CONFIGURATION, candidates);
        }
        return Optional.of(originals.get(own));
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

    private void requireSameGraph(BusinessToken token) throws TokenDeniedException {
        if (!token.graphHost().equals(BusinessGrant.graphHost(provider))) {
            throw new TokenDeniedException(TokenDenial.OTHER_APP);
        }
    }

    private static AccessToken valueOf(StoredToken stored) throws TokenDeniedException {
        return stored.value().orElseThrow(() -> new TokenDeniedException(TokenDenial.KEY_MISSING));
    }

    private static boolean isOf(BusinessToken token, TokenRequest request) {
        return request.systemUserId().map(token.systemUserId()::equals).orElse(true);
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
