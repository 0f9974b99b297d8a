package io.github.facebookbusiness.keycloak.tokens.upkeep;

import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import io.github.facebookbusiness.keycloak.tokens.TokenEvents;
import io.github.facebookbusiness.keycloak.tokens.store.DueUserTokens;
import io.github.facebookbusiness.keycloak.tokens.store.DueUserTokens.Due;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokens;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Says of the tokens of people, which Keycloak keeps and only a login of the person renews, that they end soon and that
 * they have ended: each once. Meta is not asked.
 */
final class UserTokenWatch {

    private static final Logger LOG = Logger.getLogger(UserTokenWatch.class);

    private final KeycloakSessionFactory sessions;
    private final UpkeepOptions options;
    private final AtomicBoolean telling = new AtomicBoolean();
    private volatile boolean stopped;

    UserTokenWatch(KeycloakSessionFactory sessions, UpkeepOptions options) {
        this.sessions = sessions;
        this.options = options;
    }

    /** One at a time on a node; on one that leaves the work to others, none. */
    void tellIfDue(Executor executor) {
        if (options.workers() > 0 && telling.compareAndSet(false, true)) {
            try {
                executor.execute(this::tell);
            } catch (RejectedExecutionException e) {
                telling.set(false);
                throw e;
            }
        }
    }

    void stop() {
        stopped = true;
    }

    private void tell() {
        try {
            Optional<Due> due = takeUp();
            while (due.isPresent() && !stopped) {
                tell(due.get());
                due = takeUp();
            }
        } catch (RuntimeException e) {
            // The end of a thread: what is not told here is told nowhere. It is due again after the lease.
            if (!stopped) {
                LOG.error("The end of a person's token could not be told", e);
            }
        } finally {
            telling.set(false);
        }
    }

    private Optional<Due> takeUp() {
        return DueUserTokens.takeUp(sessions, options.lease().toSeconds());
    }

    /** In a transaction of its own, with the event in it: what fails is due again after the lease. */
    private void tell(Due due) {
        KeycloakModelUtils.runJobInTransaction(sessions, session -> {
            RealmModel realm = session.realms().getRealm(due.realmId());
            if (realm != null) {
                session.getContext().setRealm(realm);
                new UserTokens(session, realm).turn(due.id()).ifPresent(turned -> new TokenEvents(session)
                        .userTokenTurned(turned));
            }
        });
    }
}
