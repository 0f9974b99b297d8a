package io.github.facebookbusiness.keycloak.tokens.upkeep;

import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import io.github.facebookbusiness.keycloak.tokens.DeathLimit;
import io.github.facebookbusiness.keycloak.tokens.TokenEvents;
import io.github.facebookbusiness.keycloak.tokens.Verdict;
import io.github.facebookbusiness.keycloak.tokens.store.DueTokens.Due;
import io.github.facebookbusiness.keycloak.tokens.store.Finding;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderCondition;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderState;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderStates.Turned;
import io.github.facebookbusiness.keycloak.tokens.store.StorePlace;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import io.github.facebookbusiness.keycloak.tokens.upkeep.UpkeepObserver.Check;
import java.util.Optional;
import org.keycloak.common.util.Time;

/**
 * Writes down what came of the look at one token, and ends the work on it: status, event, state of the provider and
 * lease in one transaction. Here it is decided when a token counts as dead: when Meta has said so twice, and not of too
 * many at once; or at once, where Meta was asked from here to end it.
 */
final class Note {

    private final StorePlace place;
    private final Due due;
    private final StoredToken stored;
    private final ProviderState state;
    private final UpkeepOptions options;
    private final UpkeepObserver observer;

    /** @param state of the provider before Meta was asked */
    Note(
            StorePlace place,
            Due due,
            StoredToken stored,
            ProviderState state,
            UpkeepOptions options,
            UpkeepObserver observer) {
        this.place = place;
        this.due = due;
        this.stored = stored;
        this.state = state;
        this.options = options;
        this.observer = observer;
    }

    void verdict(Verdict verdict) {
        if (verdict.trouble().isPresent()) {
            trouble(verdict.trouble().get(), verdict.token());
        } else if (verdict.token().isPresent()) {
            answered(verdict.token().get());
        } else {
            finding(new Finding.Postponed(Time.currentTime() + options.tick().toSeconds()));
        }
    }

    void trouble(Verdict.Trouble trouble) {
        trouble(trouble, Optional.empty());
    }

    /** All is written already, but that Meta answers. */
    void done() {
        place.write(store -> {
            tellThatMetaAnswers(store);
            return store.release(due.tokenId(), due.holder());
        });
    }

    void finding(Finding finding) {
        write(store -> {
            note(store, finding);
            return finding;
        });
    }

    void postponed() {
        write(store -> {
            Finding postponed = new Finding.Postponed(store.afterPauseOf(state));
            note(store, postponed);
            return postponed;
        });
    }

    private void trouble(Verdict.Trouble trouble, Optional<Finding> ofToken) {
        write(store -> {
            Optional<Long> until = trouble.retryAfter().isZero()
                    ? Optional.empty()
                    : Optional.of(Time.currentTime() + trouble.retryAfter().toSeconds() + 1);
            Turned turned = store.provider().failed(trouble.condition(), trouble.reason(), until);
            tell(store, turned);
            Finding finding = ofToken.orElseGet(() -> new Finding.Postponed(store.afterPauseOf(turned.state())));
            note(store, finding);
            return finding;
        });
    }

    private void answered(Finding finding) {
        write(store -> {
            if (finding instanceof Finding.Good || finding instanceof Finding.Dead) {
                tellThatMetaAnswers(store);
            }
            if (state.deathsAreHeld() && !DeathLimit.isExceeded(store)) {
                tell(store, store.provider().releaseDeaths());
                store.all().lookAgainAtDead(options.checkInterval().toSeconds());
            }
            Finding counts = finding instanceof Finding.Dead dead ? counting(store, dead) : finding;
            note(store, counts);
            return counts;
        });
    }

    private void tellThatMetaAnswers(TokenStore store) {
        if (state.condition() != ProviderCondition.WORKING) {
            tell(store, store.provider().answered());
        }
    }

    private Finding counting(TokenStore store, Finding.Dead dead) {
        boolean wasToEnd = stored.token()
                .health()
                .revocation()
                .filter(request -> request.answer().mayHaveEnded())
                .isPresent();
        if (wasToEnd) {
            return dead;
        }
        boolean isKnown = stored.token().status().isDead();
        if (!isKnown && stored.token().health().doubt().isEmpty()) {
            return new Finding.Doubted(dead.status());
        }
        Finding counts = DeathLimit.applied(store, place.provider(), stored, dead);
        return counts instanceof Finding.Doubted ? new Finding.Postponed(store.nextPass()) : counts;
    }

    private void note(TokenStore store, Finding finding) {
        store.note(stored, finding).ifPresent(noted -> new TokenEvents(store.session()).noted(place.provider(), noted));
        store.release(due.tokenId(), due.holder());
    }

    private void tell(TokenStore store, Turned turned) {
        if (turned.changed()) {
            new TokenEvents(store.session()).providerTurned(place.provider(), turned.state());
        }
    }

    private interface Work {
        Finding in(TokenStore store);
    }

    /**
     * Not by who lost the lease: what it knows is old, and its failures may come from what stopped it. The state of the
     * provider comes first, so that nobody waits for it with the token's row locked.
     */
    private void write(Work work) {
        Optional<Finding> noted = place.write(
                store -> store.isHeld(due.tokenId(), due.holder()) ? Optional.of(work.in(store)) : Optional.empty());
        noted.ifPresent(finding -> observer.checked(outcome(finding)));
    }

    private static Check outcome(Finding finding) {
        if (finding instanceof Finding.Good) {
            return Check.GOOD;
        }
        if (finding instanceof Finding.Dead) {
            return Check.DEAD;
        }
        if (finding instanceof Finding.Doubted) {
            return Check.DOUBTED;
        }
        return finding instanceof Finding.Unanswered ? Check.UNANSWERED : Check.NOT_ASKED;
    }
}
