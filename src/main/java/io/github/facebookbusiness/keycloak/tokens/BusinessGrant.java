package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.graph.TokenOwner.ClientBusiness;
import io.github.facebookbusiness.keycloak.tokens.store.NewToken;
import io.github.facebookbusiness.keycloak.tokens.store.OpenToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/** From a proven token of a client business to what the token store keeps of it. */
public final class BusinessGrant {

    private BusinessGrant() {}

    /**
     * Keeps what a client business granted in the dialog, in a transaction of its own: it is the business's, whichever
     * of its admins came and whatever becomes of the login.
     *
     * @param token of a system user
     */
    public static OpenToken keep(
            KeycloakSession session, FacebookBusinessConfig provider, ProvenToken token, String configId) {
        NewToken kept = of(token, provider, configId, token.assets());
        return TokenStore.write(session, provider, store -> {
            Optional<TokenStatus> before = store.original(kept.clientBusinessId(), configId)
                    .map(stored -> stored.token().status());
            OpenToken now = store.keepOriginal(kept);
            TokenStatus status = now.token().status();
            new TokenEvents(store.session())
                    .noted(provider, new TokenStore.Noted(now.token(), before.filter(told -> told != status)));
            return now;
        });
    }

    static NewToken of(
            ProvenToken token, FacebookBusinessConfig provider, String configId, Optional<Set<String>> assets) {
        TokenInspection inspection = token.inspection();
        Optional<ClientBusiness> business = token.clientBusiness();
        return new NewToken(
                token.token(),
                token.ownerId(),
                business.flatMap(ClientBusiness::name),
                token.profile().id(),
                configId,
                provider.appId(),
                graphHost(provider),
                inspection.scopes(),
                assets,
                inspection.granularScopes(),
                inspection.issuedAt() == 0 ? Time.currentTime() : inspection.issuedAt(),
                inspection.expiresAt());
    }

    /** With the port, where there is one. */
    public static String graphHost(FacebookBusinessConfig provider) {
        return URI.create(provider.graphUrl()).getAuthority().toLowerCase(Locale.ROOT);
    }
}
