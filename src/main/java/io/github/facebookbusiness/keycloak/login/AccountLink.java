package io.github.facebookbusiness.keycloak.login;

import java.time.Duration;
import org.keycloak.authentication.authenticators.broker.AbstractIdpAuthenticator;
import org.keycloak.broker.provider.AbstractIdentityProvider;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.IdentityBrokerService;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Whether a login is about to link an identity to an account that was there before. A client business is shared by all
 * its admins: linked to one person's account, it would let every other admin in as that person.
 */
final class AccountLink {

    /** Written when the token was proven, in milliseconds, and carried through the first login flow. */
    private static final String SINCE = "facebook-business.since";

    private static final String BUSINESS = "facebook-business.business";

    /** How far the clocks of two nodes may be apart. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private AccountLink() {}

    /** Linking that the person asked for: account console, {@code kc_action=idp_link}, the legacy endpoint. */
    static boolean isUnderWay(AuthenticationSessionModel authSession) {
        return authSession.getAuthNote(IdentityBrokerService.LINKING_IDENTITY_PROVIDER) != null;
    }

    /** Says that the identity is a business, whatever the provider will be set to when its first login ends. */
    static void markBusiness(BrokeredIdentityContext identity) {
        markPerson(identity);
        identity.getContextData().put(BUSINESS, "true");
    }

    /** Says since when an account can have been made for the identity. */
    static void markPerson(BrokeredIdentityContext identity) {
        identity.getContextData().put(SINCE, String.valueOf(Time.currentTimeMillis()));
    }

    static boolean isBusiness(BrokeredIdentityContext identity) {
        return identity.getContextData().containsKey(BUSINESS);
    }

    /** Whether a business's first login is ending just now. */
    static boolean endsFirstLoginOfBusiness(BrokeredIdentityContext identity) {
        AuthenticationSessionModel authSession = identity.getAuthenticationSession();
        return isBusiness(identity)
                && authSession != null
                && identity.getIdpConfig()
                        .getAlias()
                        .equals(authSession.getAuthNote(AbstractIdpAuthenticator.FIRST_BROKER_LOGIN_SUCCESS));
    }

    /** Whether {@code user} can have been made by this first login, as far as its age and Keycloak's own note tell. */
    static boolean isNew(BrokeredIdentityContext identity, UserModel user) {
        long since = Long.parseLong((String) identity.getContextData().get(SINCE)) - CLOCK_SKEW.toMillis();
        boolean someUserIsNew = Boolean.parseBoolean(
                identity.getAuthenticationSession().getAuthNote(AbstractIdentityProvider.BROKER_REGISTERED_NEW_USER));
        return someUserIsNew && user.getCreatedTimestamp() != null && user.getCreatedTimestamp() >= since;
    }

    /**
     * Whether this login of a business that has its account would end the first login of somebody else: Keycloak takes
     * it for the proof that the two are one, and links the other identity to the business's account.
     */
    static boolean wouldLendAccount(BrokeredIdentityContext identity, KeycloakSession session, RealmModel realm) {
        return isBusiness(identity)
                && identity.getAuthenticationSession().getAuthNote(AbstractIdpAuthenticator.BROKERED_CONTEXT_NOTE)
                        != null
                && LinkedAccount.of(session, realm, identity.getIdpConfig().getAlias(), identity.getId())
                        .isPresent();
    }
}
