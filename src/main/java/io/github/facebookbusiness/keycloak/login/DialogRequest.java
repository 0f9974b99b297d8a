package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.LoginConfiguration;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;

/**
 * The address of Meta's login dialog. It is built from nothing and not from what Keycloak's OAuth provider would send:
 * that adds a {@code scope}, the client's {@code prompt} and {@code acr_values}, and PKCE, which Meta accepts, drops, and
 * then takes for a wrong exchange.
 */
final class DialogRequest {

    private final FacebookBusinessConfig config;

    DialogRequest(FacebookBusinessConfig config) {
        this.config = config;
    }

    /** @param redirectUri sent again, identical, when the code is exchanged */
    UriBuilder address(LoginConfiguration configuration, URI redirectUri, String state) {
        UriBuilder dialog = UriBuilder.fromUri(config.dialogUrl())
                .path(config.apiVersion().value())
                .path("dialog/oauth")
                .queryParam("client_id", "{clientId}")
                .queryParam("redirect_uri", "{redirectUri}")
                .queryParam("state", "{state}")
                .queryParam("config_id", "{configId}")
                .queryParam("response_type", "code")
                .queryParam("override_default_response_type", "true");
        String scopes = config.getDefaultScope();
        if (configuration.tokenType() == TokenType.USER && scopes != null && !scopes.isBlank()) {
            dialog.queryParam("scope", "{scope}").resolveTemplate("scope", scopes.strip());
        }
        return dialog.resolveTemplate("clientId", config.getClientId())
                .resolveTemplate("redirectUri", redirectUri.toString())
                .resolveTemplate("state", state)
                .resolveTemplate("configId", configuration.configId());
    }
}
