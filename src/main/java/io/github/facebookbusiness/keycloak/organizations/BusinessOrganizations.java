package io.github.facebookbusiness.keycloak.organizations;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.OrganizationsSwitch;
import io.github.facebookbusiness.keycloak.graph.TokenOwner.ClientBusiness;
import io.github.facebookbusiness.keycloak.organizations.KnownOrganizations.Known;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.UserModel;
import org.keycloak.organization.OrganizationProvider;

/** The organizations of a provider's client businesses: one for each, made when its business first comes in. */
public final class BusinessOrganizations {

    /** The attribute that says whose organization it is. */
    public static final String CLIENT_BUSINESS_ID = "facebook.business.client_business_id";

    private static final Logger LOG = Logger.getLogger(BusinessOrganizations.class);

    private final KeycloakSession session;
    private final String alias;

    private BusinessOrganizations(KeycloakSession session, String alias) {
        this.session = session;
        this.alias = alias;
    }

    /**
     * Empty where the provider does not map businesses, and where the session's realm or the server has no organizations
     * any more: then logins go on without.
     */
    public static Optional<BusinessOrganizations> of(KeycloakSession session, FacebookBusinessConfig provider) {
        return provider.mapsBusinessesToOrganizations() && OrganizationsSwitch.isOn(session)
                ? Optional.of(new BusinessOrganizations(session, provider.getAlias()))
                : Optional.empty();
    }

    /** Whether an admin has disabled the organization of the business: nobody comes in through it then. */
    public boolean isDisabled(String clientBusinessId) {
        return new KnownOrganizations(session)
                .of(clientBusinessId)
                .filter(known -> !known.organization().isEnabled())
                .isPresent();
    }

    /**
     * Makes the user a member of the organization of the business, in a transaction of its own: somebody else may be
     * doing the same just now. The session's own transaction must not have changed the user before.
     */
    public OrganizationModel admit(ClientBusiness business, UserModel user) {
        OrganizationModel organization = settled(business);
        if (!organization.isMember(user)) {
            String userId = user.getId();
            String organizationId = organization.getId();
            OneSucceeds.in(
                    session,
                    own -> join(
                            own,
                            business,
                            organizationId,
                            own.users().getUserById(own.getContext().getRealm(), userId)));
        }
        return organization;
    }

    /**
     * As {@link #admit}, for an account that the session's own transaction changes. Nobody else can know it yet, and
     * another transaction would wait for this one for ever.
     */
    public OrganizationModel admitNew(ClientBusiness business, UserModel user) {
        OrganizationModel organization = settled(business);
        join(session, business, organization.getId(), user);
        return organization;
    }

    /** An organization that is there can keep its old name; a login does not fail for that. */
    private OrganizationModel settled(ClientBusiness business) {
        Settlement here = new Settlement(session, alias, business);
        Optional<Known> known = new KnownOrganizations(session).of(business.id());
        if (known.filter(here::isSettled).isPresent()) {
            return known.get().organization();
        }
        try {
            return organizations(session)
                    .getById(OneSucceeds.in(session, own -> new Settlement(own, alias, business).settle()));
        } catch (ModelException e) {
            LOG.warnf(
                    e,
                    "The organization of client business %s in realm %s stays as it is",
                    business.id(),
                    session.getContext().getRealm().getName());
            return known.map(Known::organization).orElseThrow(() -> e);
        }
    }

    private boolean join(KeycloakSession in, ClientBusiness business, String organizationId, UserModel user) {
        OrganizationModel organization = organizations(in).getById(organizationId);
        boolean joined = organizations(in).addMember(organization, user);
        if (joined) {
            new OrganizationEvents(in, alias, business.id()).joined(organization, user);
        }
        return joined;
    }

    private static OrganizationProvider organizations(KeycloakSession session) {
        return session.getProvider(OrganizationProvider.class);
    }
}
