package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.graph.TokenOwner;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.Finding;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.models.ModelException;

/** Asks Meta by {@code debug_token} what a stored token is worth now, and notes the answer. */
public final class LiveCheck {

    private static final Logger LOG = Logger.getLogger(LiveCheck.class);

    private final ConnectedProvider provider;
    private final StoredTokens tokens;

    public LiveCheck(ConnectedProvider provider) {
        this.provider = provider;
        this.tokens = new StoredTokens(provider.config());
    }

    /** Whoever asks for it believes Meta at once, unless it calls too many dead; a failure to ask changes nothing. */
    public BusinessToken inspect(String id) throws TokenDeniedException, GraphException {
        StoredToken stored = tokens.byId(provider.place(), id);
        TokenInspection inspection = ask(stored);
        if (inspection.valid() && !inspection.appId().equals(provider.config().appId())) {
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
        Verdict verdict = Verdict.of(inspection, provider.config().appId());
        if (verdict.token().isEmpty()) {
            throw GraphException.of(inspection.error().orElseThrow());
        }
        BusinessToken noted = note(stored, verdict.token().get())
                .orElseThrow(() -> new TokenDeniedException(TokenDenial.REPLACED_MEANWHILE));
        return noted.status() == TokenStatus.ACTIVE || noted.status() == TokenStatus.EXPIRING
                ? noteAssets(stored).orElse(noted)
                : noted;
    }

    /**
     * After Meta refused a call that was made with a stored token: where that was because of the token, finds out by
     * {@code debug_token} and notes it, so that a dead token is not served on. Best effort: the refusal is what counts.
     */
    void follow(GraphException refusal, StoredToken caller) {
        if (!refusal.error().isOfDeadToken()) {
            return;
        }
        try {
            Optional<Finding> finding =
                    Verdict.of(ask(caller), provider.config().appId()).token();
            finding.filter(Finding.Dead.class::isInstance).ifPresent(dead -> note(caller, dead));
        } catch (GraphException | TokenDeniedException | ModelException e) {
            LOG.debugf(
                    e,
                    "Token %s was refused by Meta, and could not be inspected",
                    caller.token().id());
        }
    }

    /** What Meta says about the token, not noted yet. */
    public Verdict verdict(StoredToken stored) throws TokenDeniedException {
        try {
            return Verdict.of(ask(stored), provider.config().appId());
        } catch (GraphException e) {
            return Verdict.of(
                    e,
                    provider.connection(),
                    RateSubject.business(stored.token().clientBusinessId()));
        }
    }

    /**
     * Asks which assets a token holds for now, which is several calls in one, and notes them. What Meta does not tell
     * stays as it was known, and the next time asks again.
     */
    public Optional<BusinessToken> noteAssets(StoredToken stored) throws TokenDeniedException {
        AccessToken value = tokens.askAbout(stored);
        Optional<Set<String>> assets;
        try {
            TokenOwner owner = provider.graph()
                    .ownerOf(
                            provider.connection(),
                            value,
                            TokenType.SYSTEM_USER,
                            RateSubject.business(stored.token().clientBusinessId()));
            assets = owner.assets();
        } catch (GraphException e) {
            LOG.debugf(e, "The assets of token %s are not known", stored.token().id());
            return Optional.empty();
        }
        return provider.place().write(store -> store.noteAssets(stored, assets));
    }

    private TokenInspection ask(StoredToken stored) throws TokenDeniedException, GraphException {
        return provider.graph()
                .inspect(provider.connection(), stored.token().clientBusinessId(), tokens.askAbout(stored));
    }

    private Optional<BusinessToken> note(StoredToken stored, Finding finding) {
        return provider.place().write(store -> {
            Finding counts = finding instanceof Finding.Dead dead
                    ? DeathLimit.applied(store, provider.config(), stored, dead)
                    : finding;
            Optional<TokenStore.Noted> noted = store.note(stored, counts);
            noted.ifPresent(one -> new TokenEvents(store.session()).noted(provider.config(), one));
            return noted.map(TokenStore.Noted::token);
        });
    }
}
