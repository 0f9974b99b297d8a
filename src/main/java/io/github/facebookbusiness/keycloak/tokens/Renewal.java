package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.KeyMissingException;
import io.github.facebookbusiness.keycloak.tokens.store.NewToken;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Lasting;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Leased;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Renews a token of 60 days while it is still valid. The one before stays valid at Meta until it ends by itself, so
 * that nobody who holds it is cut off.
 *
 * <p>Only who holds the lease of a token asks Meta, so there is one call however many ask here. Meta's answer is kept
 * before anything else is done with it, beside the token that it follows; if this server dies then, the next one proves
 * what is there instead of asking Meta once more.
 */
public final class Renewal {

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
     * @param leased may be used and ends at some time
     * @throws TokenDeniedException where Meta's answer is refused, or the token was replaced or the lease lost meanwhile
     */
    public BusinessToken renew(Leased leased, Also also) throws TokenDeniedException, GraphException {
        StoredToken stored = leased.token();
        AccessToken value = tokens.use(stored);
        requireActiveKey();
        try {
            Optional<AccessToken> kept = leased.successor().filter(this::isWorthProving);
            BusinessToken renewed = keep(leased, kept.isPresent() ? kept.get() : exchange(leased, value), also);
            provider.renewals().renewed(RenewalObserver.Outcome.SUCCESS);
            return renewed;
        } catch (GraphException e) {
            failed(leased, e);
            throw e;
        } catch (TokenDeniedException e) {
            failed(leased, code(e.denial()), Lasting.YES);
            throw e;
        }
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

    /** One that Meta does not take for valid any more is forgotten, and Meta asked for another. */
    private boolean isWorthProving(AccessToken successor) {
        try {
            return provider.graph()
                    .inspect(provider.connection(), "", successor)
                    .valid();
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
            new LiveCheck(provider).follow(e, stored);
            throw e;
        }
        if (!provider.place().<Boolean>write(store -> store.keepSuccessor(leased, renewed))) {
            throw new TokenDeniedException(TokenDenial.REPLACED_MEANWHILE);
        }
        return renewed;
    }

    private BusinessToken keep(Leased leased, AccessToken value, Also also)
            throws TokenDeniedException, GraphException {
        StoredToken stored = leased.token();
        BusinessToken before = stored.token();
        ProvenToken renewed = proven(before, value);
        boolean wider = !before.isOriginal()
                && !before.scopes().containsAll(renewed.inspection().scopes());
        long end = renewed.inspection().expiresAt();
        boolean endsEarlier = end != 0 && end < before.expiresAt();
        boolean isTheSame = stored.value().equals(Optional.of(value)) && end == before.expiresAt();
        if (!renewed.ownerId().equals(before.clientBusinessId()) || wider || endsEarlier || isTheSame) {
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

    private void failed(Leased leased, GraphException failure) {
        GraphError.Cause cause = failure.error().cause();
        switch (cause.remedy()) {
            case RETRY, WAIT -> failed(leased, code(cause), Lasting.NO);
            case RECONNECT -> failed(leased, code(cause), Lasting.YES);
            case FIX_CONFIGURATION -> {
                boolean isOfApp =
                        switch (cause) {
                            case REQUEST_INVALID, PERMISSION_NOT_VALID, TOKEN_OF_OTHER_APP -> false;
                            default -> true;
                        };
                failed(leased, code(cause), isOfApp ? Lasting.NO : Lasting.YES);
            }
        }
    }

    private void failed(Leased leased, String reason, Lasting lasting) {
        Optional<BusinessToken> now = provider.place().write(store -> {
            Optional<BusinessToken> failed = store.renewalFailed(leased, reason, lasting);
            failed.filter(token -> token.health().renewal().isGivenUp())
                    .ifPresent(token -> new TokenEvents(store.session()).renewalGivenUp(provider.config(), token));
            return failed;
        });
        now.ifPresent(token -> provider.renewals().renewed(outcome(token, lasting)));
    }

    private static RenewalObserver.Outcome outcome(BusinessToken failed, Lasting lasting) {
        if (failed.health().renewal().isGivenUp()) {
            return RenewalObserver.Outcome.GIVEN_UP;
        }
        return lasting == Lasting.YES ? RenewalObserver.Outcome.REFUSED : RenewalObserver.Outcome.POSTPONED;
    }

    private static String code(Enum<?> code) {
        return code.name().toLowerCase(Locale.ROOT);
    }
}
