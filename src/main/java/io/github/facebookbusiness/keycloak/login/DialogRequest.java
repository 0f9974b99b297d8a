package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.LoginConfiguration;
import io.github.facebookbusiness.keycloak.graph.FormEncoding;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The address of Meta's login dialog. It is built from nothing and not from what Keycloak's OAuth provider would send:
 * that adds a {@code scope}, the client's {@code prompt} and {@code acr_values}, and PKCE, which Meta accepts, drops,
 * and then takes for a wrong exchange.
 */
final class DialogRequest {

    private final FacebookBusinessConfig config;

    DialogRequest(FacebookBusinessConfig config) {
        this.config = config;
    }

    /** @param redirectUri sent again, identical, when the code is exchanged */
    URI address(LoginConfiguration configuration, URI redirectUri, String state) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("client_id", config.appId());
        parameters.put("redirect_uri", redirectUri.toString());
        parameters.put("state", state);
        parameters.put("config_id", configuration.configId());
        parameters.put("response_type", "code");
        parameters.put("override_default_response_type", "true");
        configuration.loginVariation().extras().ifPresent(extras -> parameters.put("extras", extras));
        String scopes = config.getDefaultScope();
        if (configuration.tokenType() == TokenType.USER && scopes != null && !scopes.isBlank()) {
            parameters.put("scope", scopes.strip());
        }
        return URI.create(
                config.dialogUrl() + "/" + config.apiVersion() + "/dialog/oauth?" + FormEncoding.of(parameters));
    }
}
