package io.github.facebookbusiness.keycloak.organizations;

import io.github.facebookbusiness.keycloak.graph.TokenOwner.ClientBusiness;
import io.github.facebookbusiness.keycloak.organizations.KnownOrganizations.Known;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.OrganizationModel;
import org.keycloak.organization.OrganizationProvider;

/** Brings the organization of one client business to what it has to be: there, with the attribute, with Meta's name. */
final class Settlement {

    private static final Logger LOG = Logger.getLogger(Settlement.class);

    private final KeycloakSession session;
    private final ClientBusiness business;
    private final OrganizationNames names;
    private final KnownOrganizations known;
    private final OrganizationEvents events;

    Settlement(KeycloakSession session, String alias, ClientBusiness business) {
        this.session = session;
        this.business = business;
        this.names = OrganizationNames.of(business);
        this.known = new KnownOrganizations(session);
        this.events = new OrganizationEvents(session, alias, business.id());
    }

    /** Whether nothing is to be done. */
    boolean isSettled(Known organization) {
        return organization.isMarked() && nextName(organization.organization()).isEmpty();
    }

    /** Does what is to be done, and gives the organization's id. */
    String settle() {
        Optional<Known> found = known.of(business.id());
        if (found.isEmpty()) {
            return create().getId();
        }
        OrganizationModel organization = found.get().organization();
        if (!found.get().isMarked()) {
            Map<String, List<String>> attributes = new HashMap<>(organization.getAttributes());
            attributes.putAll(mark());
            organization.setAttributes(attributes);
            events.marked(organization);
        }
        nextName(organization).ifPresent(name -> {
            String before = organization.getName();
            organization.setName(name);
            events.renamed(organization, before);
        });
        return organization.getId();
    }

    private OrganizationModel create() {
        String alias = firstFree(names.aliases(), this::isOfAnotherBusiness);
        if (!alias.equals(names.alias())) {
            LOG.warnf(
                    "The organization %s of realm %s belongs to another client business by its attribute %s: client"
                            + " business %s gets %s",
                    names.alias(),
                    session.getContext().getRealm().getName(),
                    BusinessOrganizations.CLIENT_BUSINESS_ID,
                    business.id(),
                    alias);
        }
        String name = firstFree(names.forNew(), candidate -> known.isTaken(candidate, Optional.empty()));
        OrganizationModel organization =
                session.getProvider(OrganizationProvider.class).create(name, alias);
        organization.setAttributes(mark());
        events.created(organization);
        return organization;
    }

    /**
     * Whether the alias is nothing for this business.
     *
     * @throws ModelDuplicateException where somebody has made this business's organization since it was looked for:
     *     otherwise it would get a second one
     */
    private boolean isOfAnotherBusiness(String alias) {
        boolean isTaken = known.withAlias(alias).isPresent();
        if (isTaken && !known.marked(business.id()).isEmpty()) {
            throw new ModelDuplicateException("made by another login");
        }
        return isTaken;
    }

    private static String firstFree(List<String> candidates, Predicate<String> isTaken) {
        return candidates.stream()
                .filter(candidate -> !isTaken.test(candidate))
                .findFirst()
                .orElseGet(() -> candidates.get(candidates.size() - 1));
    }

    private Map<String, List<String>> mark() {
        return Map.of(BusinessOrganizations.CLIENT_BUSINESS_ID, List.of(business.id()));
    }

    /** What to rename it to. An organization of several businesses, which an admin made one, is the admin's to name. */
    private Optional<String> nextName(OrganizationModel organization) {
        if (KnownOrganizations.businesses(organization).size() > 1) {
            return Optional.empty();
        }
        return names.followed().stream()
                .filter(name -> name.equals(organization.getName()) || !known.isTaken(name, Optional.of(organization)))
                .findFirst()
                .filter(name -> !name.equals(organization.getName()));
    }
}
