package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.tokens.store.TokenKeys;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokenSeal;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokenSeal.Owner;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokens;
import java.util.List;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The stored tokens of a person who removed the app: they are worth nothing any more, and are thrown away. Link, account
 * and sessions stay; the next login brings another token.
 */
final class PersonsTokens {

    private final KeycloakSession session;
    private final RealmModel realm;

    PersonsTokens(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * @param userId app-scoped
     * @param removedAt epoch seconds; a token that was granted later stays
     */
    void drop(List<FacebookBusinessConfig> providers, String userId, long removedAt) {
        for (FacebookBusinessConfig provider : providers) {
            if (!new TokenStore(session, realm, provider).knows(userId)) {
                new LinkedPeople(session, realm).of(provider, userId).forEach(user -> drop(provider, user, removedAt));
            }
        }
    }

    private void drop(FacebookBusinessConfig provider, UserModel user, long removedAt) {
        FederatedIdentityModel link = session.users().getFederatedIdentity(realm, user, provider.getAlias());
        if (link.getToken() == null || isNewer(provider, link, removedAt)) {
            return;
        }
        session.users()
                .updateFederatedIdentity(
                        realm,
                        user,
                        new FederatedIdentityModel(
                                link.getIdentityProvider(), link.getUserId(), link.getUserName(), null));
        new UserTokens(session, realm).forget(user.getId(), provider.getInternalId());
        new AccountEvents(session)
                .changed(OperationType.UPDATE, provider, user, "federated-identity", provider.getAlias());
    }

    /** One that does not open is of no use to anybody, and so not newer. */
    private boolean isNewer(FacebookBusinessConfig provider, FederatedIdentityModel link, long removedAt) {
        return new UserTokenSeal(TokenKeys.of(session, realm), realm)
                .open(new Owner(provider.getInternalId(), link.getUserId()), link.getToken())
                .filter(token -> token.grantedAt() > removedAt)
                .isPresent();
    }
}
