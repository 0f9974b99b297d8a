package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
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
record PublicAddresses(URI redirectUri, URI webhook, URI deauthorize, URI dataDeletion) {

    static PublicAddresses of(KeycloakSession session, RealmModel realm, String alias) {
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
}
