package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.github.facebookbusiness.keycloak.graph.SystemUserTokenRequest;
import io.github.facebookbusiness.keycloak.graph.SystemUserTokenRequest.Lifetime;
import io.github.facebookbusiness.keycloak.graph.SystemUserTokenRequest.Mode;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.store.NewToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Fetches with the Tech Provider's own token what a client business granted on Meta's hosted page, without anybody
 * asking. Outlives the session that it came from: no transaction may be open while Meta is asked.
 */
public final class UnaskedFetch {

    private static final SystemUserTokenRequest EXISTING = new SystemUserTokenRequest(
            Mode.FETCH_ONLY, Optional.empty(), Optional.empty(), Optional.empty(), Lifetime.META_DEFAULT);

    private final ConnectedProvider provider;
    private final AccessToken own;
    private final String configId;

    private UnaskedFetch(ConnectedProvider provider, AccessToken own, String configId) {
        this.provider = provider;
        this.own = own;
        this.configId = configId;
    }

    /** Whether the provider has what it takes: a token of its own, and one configuration that a signup is made with. */
    public static boolean isPossibleFor(FacebookBusinessConfig provider) {
        return provider.providerAccessToken().isPresent()
                && provider.signupConfiguration().isPresent();
    }

    /** @param provider for which it is {@linkplain #isPossibleFor possible} */
    public static UnaskedFetch of(KeycloakSession session, RealmModel realm, FacebookBusinessConfig provider)
            throws AppSecret.UnresolvedException {
        return new UnaskedFetch(
                ConnectedProvider.of(session, realm, provider),
                new AccessToken(AppSecret.resolve(
                        session, provider.providerAccessToken().orElseThrow())),
                provider.signupConfiguration().orElseThrow().configId());
    }

    /** Whether the business has a token for WhatsApp that serves: it came by a login, or somebody fetched it. */
    public static boolean isNeedless(TokenStore store, String clientBusinessId) {
        return store.originals(clientBusinessId).stream()
                .anyMatch(original -> SignupClaim.isOfWhatsApp(original.token())
                        && original.token().status().isServed());
    }

    /** What is to be written together with the token. */
    public interface Also {
        void write(TokenStore store);
    }

    /** @throws TokenDeniedException where what Meta answers is not the business's token, or less than is stored */
    public void keep(String clientBusinessId, Also also) throws GraphException, TokenDeniedException {
        provider.place().read(TokenStore::requireActiveKey);
        ProvenToken answer = proven(clientBusinessId);
        NewToken token = BusinessGrant.of(answer, provider.config(), configId, answer.assets());
        TokenStore.Outcome outcome = provider.place().write(store -> {
            TokenStore.Kept kept = store.keepFetched(token);
            if (kept.outcome() != TokenStore.Outcome.REFUSED) {
                AnnouncedSignups.fillIn(store, kept.token());
                new TokenEvents(store.session()).fetched(provider.config(), kept);
                also.write(store);
            }
            return kept.outcome();
        });
        if (outcome == TokenStore.Outcome.REFUSED) {
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
    }

    private ProvenToken proven(String clientBusinessId) throws GraphException, TokenDeniedException {
        AccessToken answer =
                provider.graph().systemUserAccessToken(provider.connection(), clientBusinessId, own, EXISTING);
        try {
            ProvenToken proven = ProvenToken.prove(
                    provider.graph(),
                    provider.connection(),
                    answer,
                    TokenType.SYSTEM_USER,
                    List.of(),
                    RateSubject.business(clientBusinessId));
            if (proven.ownerId().equals(clientBusinessId)) {
                return proven;
            }
        } catch (TokenRefusedException e) {
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
        throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
    }
}
