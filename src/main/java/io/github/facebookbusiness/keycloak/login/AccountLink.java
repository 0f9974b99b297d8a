package io.github.facebookbusiness.keycloak.login;

import org.keycloak.authentication.authenticators.broker.AbstractIdpAuthenticator;
import org.keycloak.broker.provider.AbstractIdentityProvider;
import org.keycloak.services.resources.IdentityBrokerService;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Whether a login is about to link an identity to an account that was there before. A client business is shared by all
 * its admins: linked to one person's account, it would let every other admin in as that person.
 */
final class AccountLink {

    private AccountLink() {}

    /** Linking that the person asked for: account console, {@code kc_action=idp_link}, the legacy endpoint. */
    static boolean isUnderWay(AuthenticationSessionModel authSession) {
        return authSession.getAuthNote(IdentityBrokerService.LINKING_IDENTITY_PROVIDER) != null;
    }

    /**
     * Linking at the end of a first broker login: the flow found, or was led by a changed form to, an existing account.
     *
     * @param authSession null where a user is updated outside of a login
     */
    static boolean wasMadeByFirstLogin(AuthenticationSessionModel authSession, String alias) {
        return authSession != null
                && alias.equals(authSession.getAuthNote(AbstractIdpAuthenticator.FIRST_BROKER_LOGIN_SUCCESS))
                && !Boolean.parseBoolean(authSession.getAuthNote(AbstractIdentityProvider.BROKER_REGISTERED_NEW_USER));
    }
}
