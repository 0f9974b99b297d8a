package io.github.facebookbusiness.keycloak.config;

import org.keycloak.models.KeycloakSession;
import org.keycloak.organization.OrganizationProvider;

/** Keycloak's organizations, as server and realm have them switched on or off. */
public final class OrganizationsSwitch {

    private OrganizationsSwitch() {}

    /**
     * For the session's realm. The provider is there only where the server has organizations. Not by Keycloak's {@code
     * Organizations.isEnabled}, which came in 26.6.
     */
    public static boolean isOn(KeycloakSession session) {
        OrganizationProvider organizations = session.getProvider(OrganizationProvider.class);
        return organizations != null && organizations.isEnabled();
    }
}
