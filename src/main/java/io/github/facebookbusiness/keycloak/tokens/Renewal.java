package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.Finding;
import io.github.facebookbusiness.keycloak.tokens.store.KeyMissingException;
import io.github.facebookbusiness.keycloak.tokens.store.NewToken;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Lasting;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Leased;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.RenewalFailed;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.keycloak.common.util.Time;

/**
 * Renews a token of 60 days while it is still valid. The one before stays valid at Meta until it ends by itself, so
 * that nobody who holds it is cut off.
 *
 * <p>Only who holds the lease of a token asks Meta, so there is one call however many ask here. Meta's answer is kept
 * before anything else is done with it, beside the token that it follows; if this server dies then, the next one proves
 * what is there instead of asking Meta once more.
 */
public final class Renewal {

    private static final int JUST_ISSUED_SECONDS = 5;

    private final ConnectedProvider provider;
    private final StoredTokens tokens;

    public Renewal(ConnectedProvider provider) {
        this.provider = provider;
        this.tokens = new StoredTokens(provider.config());
    }

    /** What is to be written together with the renewed token. */
    public interface Also {
        void write(TokenStore store, TokenStore.Noted renewed);
    }

    /**
     * Renews a token that the caller holds the lease of.
     *
     * @param leased ends at some time; its value may be used, or there is a successor
     * @throws TokenDeniedException where Meta's answer is refused, or the token was replaced or the lease lost meanwhile
     */
    public BusinessToken renew(Leased leased, Also also) throws TokenDeniedException, GraphException {
        requireActiveKey();
        Optional<AccessToken> kept = leased.successor().filter(successor -> isWorthProving(leased, successor));
        AccessToken successor = kept.isPresent() ? kept.get() : exchange(leased, tokens.use(leased.token()));
        return prove(leased, successor, also);
    }

    /** Without a key to keep it with, nothing may be asked for. */
    private void requireActiveKey() {
        try {
            provider.place().read(store -> store.requireActiveKey());
        } catch (KeyMissingException e) {
            provider.renewals().renewed(RenewalObserver.Outcome.POSTPONED);
            throw e;
        }
    }

    /** One that Meta calls dead is forgotten, and Meta asked for another. */
    private boolean isWorthProving(Leased leased, AccessToken successor) {
        try {
            TokenInspection inspection = provider.graph()
                    .inspect(provider.connection(), leased.token().token().clientBusinessId(), successor);
            return Verdict.of(inspection, provider.config().appId())
                    .token()
                    .filter(Finding.Dead.class::isInstance)
                    .isEmpty();
        } catch (GraphException e) {
            return true;
        }
    }

    private AccessToken exchange(Leased leased, AccessToken value) throws TokenDeniedException, GraphException {
        StoredToken stored = leased.token();
        AccessToken renewed;
        try {
            renewed = provider.graph()
                    .renewSystemUserToken(provider.connection(), stored.token().clientBusinessId(), value)
                    .token();
        } catch (GraphException e) {
            failed(leased, code(e.error().cause()), lasting(e.error().cause()));
            new LiveCheck(provider).follow(e, stored);
            throw e;
        }
        if (!provider.place().<Boolean>write(store -> store.keepSuccessor(leased, renewed))) {
            throw new TokenDeniedException(TokenDenial.REPLACED_MEANWHILE);
        }
        return renewed;
    }

    /** Only an answer that is refused is forgotten: where Meta does not answer, what it issued is proven the next time. */
    private BusinessToken prove(Leased leased, AccessToken successor, Also also)
            throws TokenDeniedException, GraphException {
        try {
            BusinessToken renewed = keep(leased, successor, also);
            provider.renewals().renewed(RenewalObserver.Outcome.SUCCESS);
            return renewed;
        } catch (GraphException e) {
            failed(leased, code(e.error().cause()), Lasting.NO);
            throw e;
        } catch (TokenDeniedException e) {
            provider.place().write(store -> store.dropSuccessor(leased));
            failed(leased, code(e.denial()), Lasting.YES);
            throw e;
        }
    }

    private BusinessToken keep(Leased leased, AccessToken value, Also also)
            throws TokenDeniedException, GraphException {
        StoredToken stored = leased.token();
        BusinessToken before = stored.token();
        ProvenToken renewed = proven(before, value);
        boolean isAsked = renewed.ownerId().equals(before.clientBusinessId())
                && renewed.profile().id().equals(before.systemUserId());
        if (!isAsked
                || !isRenewed(before, renewed.inspection().expiresAt())
                || !before.isOriginal() && isWider(renewed, before)) {
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
        Optional<Set<String>> assets = before.isOriginal() ? renewed.assets().or(before::assets) : before.assets();
        NewToken successor = BusinessGrant.of(renewed, provider.config(), before.configId(), assets);
        return provider.place()
                .write(store -> {
                    Optional<TokenStore.Noted> noted = store.keepRenewed(leased, successor);
                    noted.ifPresent(one -> also.write(store, one));
                    return noted;
                })
                .orElseThrow(() -> new TokenDeniedException(TokenDenial.REPLACED_MEANWHILE))
                .token();
    }

    /**
     * Ends later than the one before. Ends are of whole seconds, so one that is asked for right after another may end with
     * it; later on, such a one would be due again at once.
     */
    private static boolean isRenewed(BusinessToken before, long end) {
        boolean isJustIssued = Time.currentTime() - before.issuedAt() <= JUST_ISSUED_SECONDS;
        return end == 0 || end > before.expiresAt() || isJustIssued && end == before.expiresAt();
    }

    private ProvenToken proven(BusinessToken before, AccessToken value) throws TokenDeniedException, GraphException {
        try {
            return ProvenToken.prove(
                    provider.graph(),
                    provider.connection(),
                    value,
                    TokenType.SYSTEM_USER,
                    List.of(),
                    RateSubject.business(before.clientBusinessId()));
        } catch (TokenRefusedException e) {
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
    }

    /** Whether it has more than it was once narrowed to; Meta's later answers may have told more, too. */
    private static boolean isWider(ProvenToken renewed, BusinessToken before) {
        if (!before.health().grantedScopes().containsAll(renewed.inspection().scopes())) {
            return true;
        }
        Set<String> assets = new HashSet<>(before.health().grantedAssets().orElse(Set.of()));
        before.granularScopes().forEach(scope -> scope.targetIds().ifPresent(assets::addAll));
        return !assets.isEmpty()
                && renewed.inspection().granularScopes().stream()
                        .anyMatch(scope -> !assets.containsAll(scope.targetIds().orElse(List.of())));
    }

    /** Whether Meta refuses this token's renewal. What it has against the app, or for now, is not about the token. */
    private static Lasting lasting(GraphError.Cause cause) {
        return switch (cause) {
            case TOKEN_INVALID,
                    TOKEN_REVOKED,
                    PERMISSION_DENIED,
                    PERMISSION_NOT_VALID,
                    REQUEST_INVALID,
                    TOKEN_OF_OTHER_APP -> Lasting.YES;
            default -> Lasting.NO;
        };
    }

    private void failed(Leased leased, String reason, Lasting lasting) {
        Optional<RenewalFailed> noted = provider.place().write(store -> {
            Optional<RenewalFailed> failed = store.renewalFailed(leased, reason, lasting);
            failed.filter(RenewalFailed::givenUp)
                    .ifPresent(one -> new TokenEvents(store.session()).renewalGivenUp(provider.config(), one.token()));
            return failed;
        });
        noted.ifPresent(failed -> provider.renewals().renewed(outcome(failed, lasting)));
    }

    private static RenewalObserver.Outcome outcome(RenewalFailed failed, Lasting lasting) {
        if (failed.givenUp()) {
            return RenewalObserver.Outcome.GIVEN_UP;
        }
        return lasting == Lasting.YES ? RenewalObserver.Outcome.REFUSED : RenewalObserver.Outcome.POSTPONED;
    }

    private static String code(Enum<?> code) {
        return code.name().toLowerCase(Locale.ROOT);
    }
}
