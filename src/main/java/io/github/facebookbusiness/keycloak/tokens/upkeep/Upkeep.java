package io.github.facebookbusiness.keycloak.tokens.upkeep;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import io.github.facebookbusiness.keycloak.tokens.store.DueTokens;
import io.github.facebookbusiness.keycloak.tokens.upkeep.TokenCare.Effort;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelException;
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
    private final UserTokenWatch userTokens;
    private final SignupFetch signups;
    private final Pace pace;
    private final ExecutorService executor;
    private final AtomicInteger working = new AtomicInteger();
    private volatile boolean stopped;

    public Upkeep(KeycloakSessionFactory sessions, UpkeepOptions options, UpkeepObserver observer) {
        this(sessions, options, observer, pool(options.workers() + 3));
    }

    Upkeep(KeycloakSessionFactory sessions, UpkeepOptions options, UpkeepObserver observer, ExecutorService executor) {
        this.executor = executor;
        this.sessions = sessions;
        this.options = options;
        this.care = new TokenCare(sessions, options, observer);
        this.census = new Census(sessions, options, observer, System::nanoTime);
        this.userTokens = new UserTokenWatch(sessions, options);
        this.pace = new Pace(options.checksPerMinute(), System::nanoTime);
        this.signups = new SignupFetch(sessions, options, pace);
    }

    /**
     * A thread for each worker, one for who counts, one for who tells of the tokens of people, and one for who fetches.
     * Not one of Keycloak's own pools: however many threads are asked for, those let four work side by side and the rest
     * wait.
     */
    private static ExecutorService pool(int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), work -> new Thread(work, NAME));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** To be called when the server has started. Nodes that start together do not look together. */
    public void start() {
        long tick = options.tick().toMillis();
        every(1 + ThreadLocalRandom.current().nextLong(tick), () -> {
            if (!stopped) {
                every(tick, this::tick);
                tick();
            }
        });
    }

    /** Takes the place of the task before it: the timer knows one of a name, and no first delay before Keycloak 26.6. */
    private void every(long millis, Runnable task) {
        try (KeycloakSession session = sessions.create()) {
            session.getProvider(TimerProvider.class).schedule(task, millis, NAME);
        }
    }

    /** What is under way ends by itself; what it does not finish is due again when its lease is over. */
    public void stop() {
        stopped = true;
        census.stop();
        userTokens.stop();
        signups.stop();
        executor.shutdown();
    }

    /** Throws nothing: an exception would end the timer's thread, and with it every job of Keycloak's on this node. */
    void tick() {
        if (stopped) {
            return;
        }
        try {
            census.takeIfDue(executor);
            userTokens.tellIfDue(executor);
            signups.fetchIfDue(executor);
            startWork();
        } catch (RejectedExecutionException e) {
            LOG.debug("Not all that is to be done now could begin", e);
        }
    }

    private void startWork() {
        while (working.incrementAndGet() <= options.workers()) {
            try {
                executor.execute(this::work);
            } catch (RejectedExecutionException e) {
                working.decrementAndGet();
                throw e;
            }
        }
        working.decrementAndGet();
    }

    private void work() {
        try {
            Optional<DueTokens.Due> due = takeUp();
            while (due.isPresent() && !stopped) {
                if (lookAfter(due.get()) == Effort.META_WAS_ASKED) {
                    pace.await();
                }
                due = takeUp();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ModelException e) {
            if (!stopped) {
                LOG.warn("The database could not tell which stored tokens are due; the next tick asks again", e);
            }
        } finally {
            working.decrementAndGet();
        }
    }

    private Optional<DueTokens.Due> takeUp() {
        return DueTokens.takeUp(
                sessions, UUID.randomUUID().toString(), options.lease().toSeconds());
    }

    /** One token that cannot be looked after must not keep the others from it; it is due again after its lease. */
    private Effort lookAfter(DueTokens.Due due) {
        try {
            return care.take(due);
        } catch (RuntimeException e) {
            // The end of a thread, so to say: what is not told here is told nowhere.
            if (!stopped) {
                LOG.errorf(e, "Stored token %s could not be looked after", due.tokenId());
            }
            return Effort.META_WAS_ASKED;
        }
    }
}
