package io.github.facebookbusiness.keycloak.tokens.upkeep;

import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import io.github.facebookbusiness.keycloak.tokens.store.TokenCensus;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Has the stored tokens counted now and then, for {@link UpkeepObserver#counted}: at most once a tick, and with a
 * twentieth of the time at most, however many tokens there are.
 */
final class Census {

    private static final Logger LOG = Logger.getLogger(Census.class);
    private static final int SHARE = 20;

    private final KeycloakSessionFactory sessions;
    private final UpkeepOptions options;
    private final UpkeepObserver observer;
    private final LongSupplier nanoTime;
    private final AtomicBoolean counting = new AtomicBoolean();
    private volatile long next;
    private volatile boolean stopped;

    Census(KeycloakSessionFactory sessions, UpkeepOptions options, UpkeepObserver observer, LongSupplier nanoTime) {
        this.sessions = sessions;
        this.options = options;
        this.observer = observer;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    void takeIfDue(Executor executor) {
        boolean isDue = observer.wantsCounts() && nanoTime.getAsLong() - next >= 0;
        if (isDue && counting.compareAndSet(false, true)) {
            executor.execute(this::take);
        }
    }

    void stop() {
        stopped = true;
    }

    private void take() {
        long began = nanoTime.getAsLong();
        try {
            observer.counted(TokenCensus.take(sessions, options));
        } catch (RuntimeException e) {
            // The end of a thread. The age of what was counted last shows it, too.
            if (!stopped) {
                LOG.error("The stored tokens could not be counted", e);
            }
        } finally {
            long end = nanoTime.getAsLong();
            next = end + SHARE * (end - began);
            counting.set(false);
        }
    }
}
