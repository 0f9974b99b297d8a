package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.graph.TokenOwner.ClientBusiness;
import io.github.facebookbusiness.keycloak.organizations.BusinessOrganizations;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;

/** Makes the account of a client business a member of the business's organization, at the end of every login of it. */
final class BusinessMembership {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final BusinessOrganizations organizations;

    BusinessMembership(KeycloakSession session, RealmModel realm, BusinessOrganizations organizations) {
        this.session = session;
        this.realm = realm;
        this.organizations = organizations;
    }

    void settle(UserModel user, BrokeredIdentityContext identity) {
        if (LightweightUserAdapter.isLightweightUser(user)) {
            return;
        }
        ClientBusiness business = ProfileClaims.clientBusiness(identity);
        if (!AccountLink.endsFirstLoginOfBusiness(identity)) {
            speakFor(organizations.admit(business, user), identity);
            return;
        }
        new FirstBusinessLogin(session, realm, identity).checkOrganization(user, organizations);
        speakFor(organizations.admitNew(business, user), identity);
    }

    /**
     * Keycloak names one organization in tokens: of an account with several, the one in this note. A login through this
     * provider never passes the page on which Keycloak would have it chosen.
     */
    private static void speakFor(OrganizationModel organization, BrokeredIdentityContext identity) {
        identity.getAuthenticationSession()
                .setClientNote(OrganizationModel.ORGANIZATION_ATTRIBUTE, organization.getId());
    }
}
