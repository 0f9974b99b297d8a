package io.github.facebookbusiness.keycloak.tokens.store;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * For which apps this node has just read that Meta said nothing of waiting. A rush of logins then asks the database once a
 * second, and not each for itself. What this node is told itself holds at once; what another one is told, a second later
 * at most, as it does for the calls that are on their way by then.
 */
final class FreeApps {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    /** More than the apps of one server; beyond it everything is asked again. */
    private static final int MOST = 1000;

    private final LongSupplier nanoTime;
    private final Map<String, Long> read = new ConcurrentHashMap<>();

    FreeApps(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    static FreeApps of(KeycloakSessionFactory sessions) {
        return ((TokenTables) sessions.getProviderFactory(JpaEntityProvider.class, TokenTables.ID)).freeApps();
    }

    /** @param app the id of its row */
    boolean has(String app) {
        Long at = read.get(app);
        return at != null && nanoTime.getAsLong() - at < FRESH_NANOS;
    }

    /**
     * The database knows of no pause.
     *
     * @param app the id of its row
     */
    void add(String app) {
        if (read.size() >= MOST) {
            read.clear();
        }
        read.put(app, nanoTime.getAsLong());
    }

    void remove(String app) {
        read.remove(app);
    }
}
