package io.github.facebookbusiness.keycloak.config;

import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.Urls;
import org.keycloak.urls.UrlType;

/**
 * The addresses at which Meta reaches this server: always those of {@code --hostname}, though the admin who reads them
 * may have come in by {@code --hostname-admin}.
 */
public record PublicAddresses(URI redirectUri, URI webhook, URI deauthorize, URI dataDeletion) {

    public static PublicAddresses of(KeycloakSession session, RealmModel realm, String alias) {
        URI base = session.getContext().getUri(UrlType.FRONTEND).getBaseUri();
        UriBuilder callbacks = UriBuilder.fromUri(base)
                .path("realms/{realm}/" + FacebookBusinessConfig.PROVIDER_ID + "/{alias}/{callback}")
                .resolveTemplate("realm", realm.getName())
                .resolveTemplate("alias", alias);
        return new PublicAddresses(
                Urls.identityProviderAuthnResponse(base, alias, realm.getName()),
                callbacks.build("webhook"),
                callbacks.build("deauthorize"),
                callbacks.build("data-deletion"));
    }

    /** Where a person sees what became of a request to delete data. */
    public URI dataDeletionStatus(String confirmationCode) {
        return UriBuilder.fromUri(dataDeletion).path("{confirmation_code}").build(confirmationCode);
    }
}
