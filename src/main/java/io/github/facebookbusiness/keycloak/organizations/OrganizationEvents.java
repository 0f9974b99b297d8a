package io.github.facebookbusiness.keycloak.organizations;

import io.github.facebookbusiness.keycloak.events.UnaskedEvents;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.events.Details;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.UserModel;

/** What became of an organization, with the types and paths that the same change by an admin has. */
final class OrganizationEvents {

    private final UnaskedEvents events;
    private final String alias;
    private final String clientBusinessId;

    /**
     * @param session of the transaction that makes the change
     * @param alias of the provider that the business came in through
     */
    OrganizationEvents(KeycloakSession session, String alias, String clientBusinessId) {
        this.events = new UnaskedEvents(session);
        this.alias = alias;
        this.clientBusinessId = clientBusinessId;
    }

    void created(OrganizationModel organization) {
        record(OperationType.CREATE, organization, Map.of("name", organization.getName()));
    }

    void marked(OrganizationModel organization) {
        record(OperationType.UPDATE, organization, Map.of("name", organization.getName()));
    }

    void renamed(OrganizationModel organization, String before) {
        record(OperationType.UPDATE, organization, Map.of("name", organization.getName(), "previous_name", before));
    }

    void joined(OrganizationModel organization, UserModel user) {
        Map<String, String> details = details(Map.of(UserModel.USERNAME, user.getUsername(), "user_id", user.getId()));
        events.record(
                OperationType.CREATE,
                ResourceType.ORGANIZATION_MEMBERSHIP,
                List.of("organizations", organization.getId(), "members"),
                details);
    }

    private void record(OperationType operation, OrganizationModel organization, Map<String, String> more) {
        events.record(
                operation, ResourceType.ORGANIZATION, List.of("organizations", organization.getId()), details(more));
    }

    private Map<String, String> details(Map<String, String> more) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(Details.IDENTITY_PROVIDER, alias);
        details.put("client_business_id", clientBusinessId);
        details.putAll(more);
        return details;
    }
}
