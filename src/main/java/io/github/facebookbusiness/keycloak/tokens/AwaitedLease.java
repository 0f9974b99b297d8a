package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.ServerOptions;
import io.github.facebookbusiness.keycloak.tokens.store.StorePlace;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Leased;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.common.util.Time;

/** The work on one token, taken up for somebody who waits: not longer than one call to Graph may take. */
final class AwaitedLease implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final StorePlace place;
    private final ServerOptions options;
    private final String id;
    private final String holder = UUID.randomUUID().toString();
    private Duration waited = Duration.ZERO;

    AwaitedLease(StorePlace place, ServerOptions options, String id) {
        this.place = place;
        this.options = options;
        this.id = id;
    }

    Leased take() throws TokenDeniedException {
        Optional<Leased> leased = tryToTake();
        while (leased.isEmpty()) {
            pause();
            leased = tryToTake();
        }
        return leased.get();
    }

    /** Empty where somebody else works on it. */
    Optional<Leased> tryToTake() {
        long until = Time.currentTime() + options.upkeep().lease().toSeconds();
        return place.write(store -> store.lease(id, holder, until));
    }

    /** @throws TokenDeniedException where it has taken too long */
    void pause() throws TokenDeniedException {
        if (waited.compareTo(options.limits().answer()) > 0) {
            throw new TokenDeniedException(TokenDenial.BUSY);
        }
        try {
            Thread.sleep(LOOK_EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TokenDeniedException(TokenDenial.BUSY);
        }
        waited = waited.plus(LOOK_EVERY);
    }

    @Override
    public void close() {
        place.write(store -> store.release(id, holder));
    }
}
