package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.ServerOptions;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Leased;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.common.util.Time;

/**
 * Renews a token because somebody asks for it. Where somebody else works on the token, it waits for that, and answers
 * what came of it: Meta is asked once.
 */
public final class RenewalOnDemand {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

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
        String holder = UUID.randomUUID().toString();
        Optional<Leased> leased = lease(id, holder);
        for (long waited = 0; leased.isEmpty(); waited += LOOK_EVERY.toMillis()) {
            if (waited > options.limits().answer().toMillis() || !pause()) {
                throw new TokenDeniedException(TokenDenial.BUSY);
            }
            StoredToken now = tokens.byId(provider.place(), id);
            if (isRenewed(asked, now)) {
                return now.token();
            }
            requireNoNewFailure(asked, now);
            leased = lease(id, holder);
        }
        try {
            StoredToken now = leased.get().token();
            if (isRenewed(asked, now)) {
                return now.token();
            }
            requireNoNewFailure(asked, now);
            return new Renewal(provider).renew(leased.get(), (store, renewed) -> {});
        } finally {
            provider.place().write(store -> store.release(id, holder));
        }
    }

    private Optional<Leased> lease(String id, String holder) {
        long until = Time.currentTime() + options.upkeep().lease().toSeconds();
        return provider.place().write(store -> store.lease(id, holder, until));
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

    private static boolean pause() {
        try {
            Thread.sleep(LOOK_EVERY.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
