package io.github.facebookbusiness.keycloak.tokens.upkeep;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import io.github.facebookbusiness.keycloak.tokens.store.DueTokens;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.timer.TimerProvider;

/**
 * Looks for tokens that are due, on each node of a cluster, and has them looked after. Keycloak's timer is one thread
 * that all of Keycloak shares, so it only starts the work. A node that leaves the work to others counts the tokens all
 * the same.
 */
public final class Upkeep {

    private static final Logger LOG = Logger.getLogger(Upkeep.class);
    private static final String NAME = FacebookBusinessConfig.PROVIDER_ID + "-upkeep";

    private final KeycloakSessionFactory sessions;
    private final UpkeepOptions options;
    private final TokenCare care;
    private final Census census;
    private final Pace pace;
    private final AtomicInteger working = new AtomicInteger();
    private volatile boolean stopped;

    public Upkeep(KeycloakSessionFactory sessions, UpkeepOptions options, UpkeepObserver observer) {
        this.sessions = sessions;
        this.options = options;
        this.care = new TokenCare(sessions, options, observer);
        this.census = new Census(sessions, options, observer, System::nanoTime);
        this.pace = new Pace(options.checksPerMinute(), System::nanoTime);
    }

    /** To be called when the server has started. Nodes that start together do not look together. */
    public void start() {
        long tick = options.tick().toMillis();
        try (KeycloakSession session = sessions.create()) {
            ExecutorService executor =
                    session.getProvider(ExecutorsProvider.class).getExecutor(NAME);
            session.getProvider(TimerProvider.class)
                    .schedule(() -> tick(executor), ThreadLocalRandom.current().nextLong(tick), tick, NAME);
        }
    }

    /** What is under way ends by itself; what it does not finish is due again when its lease is over. */
    public void stop() {
        stopped = true;
        census.stop();
    }

    private void tick(ExecutorService executor) {
        if (!stopped) {
            census.takeIfDue(executor);
            startWork(executor);
        }
    }

    private void startWork(ExecutorService executor) {
        while (!stopped && working.incrementAndGet() <= options.workers()) {
            executor.execute(this::work);
        }
        working.decrementAndGet();
    }

    private void work() {
        try {
            boolean more = true;
            while (more && !stopped) {
                pace.await();
                more = takeUp();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The end of a thread: what is not told here is told nowhere. The token is due again after its lease.
            if (!stopped) {
                LOG.error("A stored token could not be looked after", e);
            }
        } finally {
            working.decrementAndGet();
        }
    }

    private boolean takeUp() {
        Optional<DueTokens.Due> due = DueTokens.takeUp(
                sessions, UUID.randomUUID().toString(), options.lease().toSeconds());
        due.ifPresent(care::take);
        return due.isPresent();
    }
}
