package io.github.facebookbusiness.keycloak.organizations;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.organization.OrganizationProvider;

/**
 * Which of a realm's organizations belongs to a client business. The attribute says so, which only admins can write;
 * never the name, which anybody can choose at Meta.
 */
final class KnownOrganizations {

    private static final Logger LOG = Logger.getLogger(KnownOrganizations.class);

    private final KeycloakSession session;
    private final OrganizationProvider organizations;

    KnownOrganizations(KeycloakSession session) {
        this.session = session;
        this.organizations = session.getProvider(OrganizationProvider.class);
    }

    /**
     * An organization of a business.
     *
     * @param isMarked whether it has the attribute, in the database. Keycloak's cache can be behind by a moment: what it
     *     has of an organization that is being made has no attributes yet.
     */
    record Known(OrganizationModel organization, boolean isMarked) {}

    /**
     * The organization with the attribute; else the one with the alias, as long as its attribute names nobody else. Of
     * several with the attribute, where an admin copied one, the one with the alias; else the one with the lowest id.
     */
    Optional<Known> of(String clientBusinessId) {
        String alias = OrganizationNames.aliasOf(clientBusinessId);
        List<OrganizationModel> marked = marked(clientBusinessId);
        if (marked.size() > 1) {
            LOG.warnf(
                    "%d organizations of realm %s have the attribute %s=%s: the first of them is taken",
                    marked.size(),
                    session.getContext().getRealm().getName(),
                    BusinessOrganizations.CLIENT_BUSINESS_ID,
                    clientBusinessId);
        }
        return marked.stream()
                .min(Comparator.comparing((OrganizationModel organization) ->
                                !organization.getAlias().equals(alias))
                        .thenComparing(OrganizationModel::getId))
                .map(organization -> new Known(organization, true))
                .or(() -> withAlias(alias)
                        .filter(organization -> businesses(organization).isEmpty())
                        .map(organization -> new Known(organization, false)));
    }

    /** Every organization with the attribute. */
    List<OrganizationModel> marked(String clientBusinessId) {
        return organizations
                .getAllStream(Map.of(BusinessOrganizations.CLIENT_BUSINESS_ID, clientBusinessId), null, null)
                .filter(Objects::nonNull)
                .toList();
    }

    Optional<OrganizationModel> withAlias(String alias) {
        return Optional.ofNullable(organizations.getByAlias(alias));
    }

    /** The client business ids of an organization, each once: one, unless an admin gave it more. */
    static List<String> businesses(OrganizationModel organization) {
        return organization.getAttributes().getOrDefault(BusinessOrganizations.CLIENT_BUSINESS_ID, List.of()).stream()
                .filter(id -> !id.isBlank())
                .distinct()
                .toList();
    }

    /**
     * Whether another organization has the name, by the database's notion of the same name, which is that of its
     * constraint. Keycloak's search also finds who has it as a domain.
     */
    boolean isTaken(String name, Optional<OrganizationModel> by) {
        return organizations
                .getAllStream(name, true, null, null)
                .filter(found -> by.filter(found::equals).isEmpty())
                .toList()
                .stream()
                .anyMatch(other -> other.getName().equalsIgnoreCase(name)
                        || other.getDomains()
                                .noneMatch(domain -> domain.getName().equalsIgnoreCase(name)));
    }
}
