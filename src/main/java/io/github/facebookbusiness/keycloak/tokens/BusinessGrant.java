package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.Signup;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.graph.TokenOwner.ClientBusiness;
import io.github.facebookbusiness.keycloak.tokens.store.NewToken;
import io.github.facebookbusiness.keycloak.tokens.store.OpenToken;
import io.github.facebookbusiness.keycloak.tokens.store.StorePlace;
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
     * @param told the signup that it is said to come from; kept as far as {@link SignupClaim} lets it
     */
    public static OpenToken keep(
            KeycloakSession session,
            FacebookBusinessConfig provider,
            ProvenToken token,
            String configId,
            Optional<Signup> told) {
        NewToken granted = of(
                token,
                provider,
                configId,
                token.assets(),
                SignupClaim.of(token, told).kept());
        StorePlace place = StorePlace.of(session, provider);
        OpenToken stored = place.write(store -> {
            TokenStore.Granted kept = store.keepOriginal(granted);
            OpenToken now = AnnouncedSignups.fillIn(store, kept.token());
            new TokenEvents(store.session()).noted(provider, new TokenStore.Noted(now.token(), kept.before()));
            return now;
        });
        return AnnouncedSignups.lookAgain(place, stored);
    }

    static NewToken of(
            ProvenToken token, FacebookBusinessConfig provider, String configId, Optional<Set<String>> assets) {
        return of(token, provider, configId, assets, Optional.empty());
    }

    private static NewToken of(
            ProvenToken token,
            FacebookBusinessConfig provider,
            String configId,
            Optional<Set<String>> assets,
            Optional<Signup> signup) {
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
                signup,
                inspection.issuedAt() == 0 ? Time.currentTime() : inspection.issuedAt(),
                inspection.expiresAt());
    }

    /** With the port, where there is one. */
    public static String graphHost(FacebookBusinessConfig provider) {
        return URI.create(provider.graphUrl()).getAuthority().toLowerCase(Locale.ROOT);
    }
}
