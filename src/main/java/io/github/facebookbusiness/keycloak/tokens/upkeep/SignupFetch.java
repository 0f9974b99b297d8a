package io.github.facebookbusiness.keycloak.tokens.upkeep;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.tokens.TokenDeniedException;
import io.github.facebookbusiness.keycloak.tokens.TokenEvents;
import io.github.facebookbusiness.keycloak.tokens.UnaskedFetch;
import io.github.facebookbusiness.keycloak.tokens.store.DueInstalls;
import io.github.facebookbusiness.keycloak.tokens.store.DueInstalls.Due;
import io.github.facebookbusiness.keycloak.tokens.store.Installs.Install;
import io.github.facebookbusiness.keycloak.tokens.store.KeyMissingException;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderDeletedException;
import io.github.facebookbusiness.keycloak.tokens.store.StorePlace;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Fetches the tokens of businesses that signed up on Meta's hosted page, where a while after the webhook none has come
 * by a login. Read, ask, write: each step in a transaction of its own and Meta in none.
 */
final class SignupFetch {

    private static final Logger LOG = Logger.getLogger(SignupFetch.class);

    private final KeycloakSessionFactory sessions;
    private final UpkeepOptions options;
    private final Pace pace;
    private final AtomicBoolean fetching = new AtomicBoolean();
    private volatile boolean stopped;

    /** @param pace of all that asks Meta unasked on this node */
    SignupFetch(KeycloakSessionFactory sessions, UpkeepOptions options, Pace pace) {
        this.sessions = sessions;
        this.options = options;
        this.pace = pace;
    }

    /** One at a time on a node; on one that leaves the work to others, none. */
    void fetchIfDue(Executor executor) {
        if (options.workers() > 0 && fetching.compareAndSet(false, true)) {
            try {
                executor.execute(this::fetchAll);
            } catch (RejectedExecutionException e) {
                fetching.set(false);
                throw e;
            }
        }
    }

    void stop() {
        stopped = true;
    }

    private void fetchAll() {
        try {
            Optional<Due> due = takeUp();
            while (due.isPresent() && !stopped) {
                fetch(due.get());
                due = takeUp();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The end of a thread: what is not told here is told nowhere. It is due again after the lease.
            if (!stopped) {
                LOG.error("The token of a business that signed up at Meta could not be fetched", e);
            }
        } finally {
            fetching.set(false);
        }
    }

    private Optional<Due> takeUp() {
        return DueInstalls.takeUp(sessions, options.lease().toSeconds());
    }

    private void fetch(Due due) throws InterruptedException {
        Optional<StorePlace> place = StorePlace.find(sessions, due.realmId(), due.providerId());
        try {
            if (place.isPresent()) {
                fetch(due, place.get());
            } else {
                DueInstalls.forget(sessions, due);
            }
        } catch (ProviderDeletedException e) {
            // What is known of it is gone with it.
            LOG.debugf("Provider %s was deleted meanwhile", due.providerId());
        }
    }

    private void fetch(Due due, StorePlace place) throws InterruptedException {
        Optional<Install> install = place.read(store -> store.installs().find(due.id()));
        boolean isWanted = install.isPresent()
                && install.get().notice().event().isInstall()
                && install.get().appId().equals(place.provider().appId())
                && UnaskedFetch.isPossibleFor(place.provider())
                && !place.<Boolean>read(store ->
                        UnaskedFetch.isNeedless(store, install.get().notice().clientBusinessId()));
        if (!isWanted) {
            place.write(store -> store.installs().fetched(due.id()));
            return;
        }
        boolean isPaused = place.read(store -> store.provider().now()).isPaused(Time.currentTime());
        if (isPaused || !isFetched(due, place, install.get())) {
            failed(due, place);
        }
        pace.await();
    }

    private boolean isFetched(Due due, StorePlace place, Install install) {
        Optional<UnaskedFetch> fetch = connect(place);
        String business = install.notice().clientBusinessId();
        try {
            if (fetch.isPresent()) {
                fetch.get().keep(business, store -> store.installs().fetched(due.id()));
            }
            return fetch.isPresent();
        } catch (GraphException | TokenDeniedException | KeyMissingException e) {
            LOG.debugf(e, "The token of client business %s could not be fetched", business);
            return false;
        }
    }

    /** Empty where a secret is not in the vault: it may be put there. */
    private Optional<UnaskedFetch> connect(StorePlace place) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            RealmModel realm = session.realms().getRealm(place.realmId());
            session.getContext().setRealm(realm);
            try {
                return Optional.of(UnaskedFetch.of(session, realm, place.provider()));
            } catch (AppSecret.UnresolvedException e) {
                return Optional.empty();
            }
        });
    }

    private static void failed(Due due, StorePlace place) {
        place.write(store -> {
            Optional<Install> givenUp = store.installs().failed(due.id());
            givenUp.ifPresent(install -> {
                LOG.warnf(
                        "Client business %s signed up at Meta, and its token could not be fetched for a day",
                        install.notice().clientBusinessId());
                new TokenEvents(store.session()).fetchGivenUp(place.provider(), install.notice());
            });
            return givenUp;
        });
    }
}
