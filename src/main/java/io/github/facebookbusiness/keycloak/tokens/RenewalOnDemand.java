package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.ServerOptions;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Leased;
import java.util.Optional;

/**
 * Renews a token because somebody asks for it. Where somebody else works on the token, it waits for that, and answers
 * what came of it: Meta is asked once.
 */
public final class RenewalOnDemand {

    private final ConnectedProvider provider;
    private final ServerOptions options;
    private final StoredTokens tokens;

    public RenewalOnDemand(ConnectedProvider provider, ServerOptions options) {
        this.provider = provider;
        this.options = options;
        this.tokens = new StoredTokens(provider.config());
    }

    /** @throws TokenDeniedException also where another renewal does not end within the time of one call to Graph */
    public BusinessToken renew(String id) throws TokenDeniedException, GraphException {
        StoredToken asked = tokens.byId(provider.place(), id);
        tokens.use(asked);
        requireEnding(asked);
        try (AwaitedLease lease = new AwaitedLease(provider.place(), options, id)) {
            Optional<Leased> leased = lease.tryToTake();
            while (leased.isEmpty()) {
                lease.pause();
                StoredToken now = tokens.byId(provider.place(), id);
                if (isRenewed(asked, now)) {
                    return now.token();
                }
                requireNoNewFailure(asked, now);
                leased = lease.tryToTake();
            }
            StoredToken now = leased.get().token();
            if (isRenewed(asked, now)) {
                return now.token();
            }
            requireNoNewFailure(asked, now);
            return new Renewal(provider).renew(leased.get(), (store, renewed) -> {});
        }
    }

    private static void requireEnding(StoredToken stored) throws TokenDeniedException {
        if (stored.token().expiresAt() == 0) {
            throw new TokenDeniedException(TokenDenial.NEVER_EXPIRES);
        }
    }

    private static boolean isRenewed(StoredToken asked, StoredToken now) {
        return !asked.value().equals(now.value());
    }

    private static void requireNoNewFailure(StoredToken asked, StoredToken now) throws TokenDeniedException {
        if (now.token().health().renewal().failures()
                > asked.token().health().renewal().failures()) {
            throw new TokenDeniedException(TokenDenial.BUSY);
        }
    }
}
