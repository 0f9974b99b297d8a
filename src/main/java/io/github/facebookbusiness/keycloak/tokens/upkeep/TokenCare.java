package io.github.facebookbusiness.keycloak.tokens.upkeep;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.github.facebookbusiness.keycloak.tokens.BusinessGrant;
import io.github.facebookbusiness.keycloak.tokens.ConnectedProvider;
import io.github.facebookbusiness.keycloak.tokens.LiveCheck;
import io.github.facebookbusiness.keycloak.tokens.Renewal;
import io.github.facebookbusiness.keycloak.tokens.TokenDeniedException;
import io.github.facebookbusiness.keycloak.tokens.TokenEvents;
import io.github.facebookbusiness.keycloak.tokens.Verdict;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.DueTokens;
import io.github.facebookbusiness.keycloak.tokens.store.DueTokens.Due;
import io.github.facebookbusiness.keycloak.tokens.store.Finding;
import io.github.facebookbusiness.keycloak.tokens.store.KeyMissingException;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderCondition;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderDeletedException;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderState;
import io.github.facebookbusiness.keycloak.tokens.store.StorePlace;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Leased;
import java.time.Duration;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * What is done for one token that is due: it is renewed if it is time for that, and else Meta is asked what it is worth.
 * Read, ask, write: each step in a transaction of its own and Meta in none.
 */
final class TokenCare {

    private final KeycloakSessionFactory sessions;
    private final UpkeepOptions options;
    private final UpkeepObserver observer;

    TokenCare(KeycloakSessionFactory sessions, UpkeepOptions options, UpkeepObserver observer) {
        this.sessions = sessions;
        this.options = options;
        this.observer = observer;
    }

    /** What it took. */
    enum Effort {
        META_WAS_ASKED,
        META_WAS_NOT_ASKED
    }

    Effort take(Due due) {
        Optional<StorePlace> place = StorePlace.find(sessions, due.realmId(), due.providerId());
        try {
            if (place.isPresent()) {
                return take(due, place.get());
            }
            DueTokens.forget(sessions, due);
            return Effort.META_WAS_NOT_ASKED;
        } catch (ProviderDeletedException e) {
            // Its tokens are gone with it.
            return Effort.META_WAS_NOT_ASKED;
        }
    }

    private Effort take(Due due, StorePlace place) {
        long now = Time.currentTime();
        Optional<Leased> leased = place.write(store ->
                store.lease(due.tokenId(), due.holder(), now + options.lease().toSeconds()));
        if (leased.isEmpty()) {
            return Effort.META_WAS_NOT_ASKED;
        }
        StoredToken stored = leased.get().token();
        ProviderState state = place.read(store -> store.provider().now());
        Note note = new Note(place, due, stored, state, options, observer);
        if (!isToBeAskedAbout(leased.get(), place.provider(), now)) {
            note.finding(new Finding.Seen());
            return Effort.META_WAS_NOT_ASKED;
        }
        if (state.isPaused(now)) {
            note.postponed();
            return Effort.META_WAS_NOT_ASKED;
        }
        ask(place, leased.get(), note);
        return Effort.META_WAS_ASKED;
    }

    /** Nobody can ask about a token that cannot be read; and it is sent to no other app and no other Graph. */
    private static boolean isToBeAskedAbout(Leased leased, FacebookBusinessConfig provider, long now) {
        BusinessToken token = leased.token().token();
        boolean isOver = token.expiresAt() != 0
                && token.expiresAt() <= now
                && leased.successor().isEmpty();
        return leased.token().value().isPresent()
                && !isOver
                && token.appId().equals(provider.appId())
                && token.graphHost().equals(BusinessGrant.graphHost(provider));
    }

    private void ask(StorePlace place, Leased leased, Note note) {
        ConnectedProvider provider;
        try {
            provider = connect(place);
        } catch (AppSecret.UnresolvedException e) {
            note.trouble(new Verdict.Trouble(ProviderCondition.APP_REFUSED, "app_secret_unresolved", Duration.ZERO));
            return;
        }
        try {
            if (isDueForRenewal(leased) && renew(provider, leased, note)) {
                return;
            }
            check(provider, leased.token(), note);
        } catch (TokenDeniedException e) {
            // It was replaced, or its key went away, since it was read.
            note.finding(new Finding.Seen());
        }
    }

    private ConnectedProvider connect(StorePlace place) throws AppSecret.UnresolvedException {
        // The exception that says that there is no secret is a checked one, and a job throws none.
        Optional<ConnectedProvider> provider = KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            RealmModel realm = session.realms().getRealm(place.realmId());
            session.getContext().setRealm(realm);
            try {
                return Optional.of(ConnectedProvider.of(session, realm, place.provider()));
            } catch (AppSecret.UnresolvedException e) {
                return Optional.empty();
            }
        });
        return provider.orElseThrow(AppSecret.UnresolvedException::new);
    }

    /** One that has ended meanwhile may still have been renewed, when Meta's answer could not be proven in time. */
    private static boolean isDueForRenewal(Leased leased) {
        BusinessToken token = leased.token().token();
        boolean isRenewed =
                token.status() == TokenStatus.EXPIRED && leased.successor().isPresent();
        return (token.status().isServed() || isRenewed)
                && token.health()
                        .renewal()
                        .dueAt()
                        .filter(due -> due <= Time.currentTime())
                        .isPresent();
    }

    /** @return whether all is done; else it is to be found out what the token is worth */
    private boolean renew(ConnectedProvider provider, Leased leased, Note note) {
        try {
            new Renewal(provider).renew(leased, (store, renewed) -> new TokenEvents(store.session())
                    .renewed(provider.place().provider(), renewed));
            note.done();
            return true;
        } catch (GraphException e) {
            Optional<Verdict.Trouble> trouble = Verdict.ofRenewal(
                            e,
                            provider.connection(),
                            RateSubject.business(leased.token().token().clientBusinessId()))
                    .trouble();
            trouble.ifPresent(note::trouble);
            return trouble.isPresent();
        } catch (TokenDeniedException | KeyMissingException e) {
            // Told already: in what is known about the token's renewal, and by the set-up check.
            return false;
        }
    }

    private void check(ConnectedProvider provider, StoredToken stored, Note note) throws TokenDeniedException {
        LiveCheck check = new LiveCheck(provider);
        Verdict verdict = check.verdict(stored);
        boolean isGood = verdict.token().filter(Finding.Good.class::isInstance).isPresent();
        if (isGood && stored.token().health().assetsAreDue()) {
            check.noteAssets(stored);
        }
        note.verdict(verdict);
    }
}
