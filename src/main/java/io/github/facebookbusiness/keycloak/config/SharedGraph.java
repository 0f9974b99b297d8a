package io.github.facebookbusiness.keycloak.config;

import io.github.facebookbusiness.keycloak.graph.GraphApi;
import org.keycloak.broker.social.SocialIdentityProvider;
import org.keycloak.models.KeycloakSession;

/**
 * What all realms of one server share: the operator's options and the one client for Graph. Implemented by the factory
 * of the identity provider, because that is what {@code --spi-social--facebook-business--…} reaches.
 */
public interface SharedGraph {

    ServerOptions options();

    GraphApi graph();

    static SharedGraph of(KeycloakSession session) {
        return (SharedGraph) session.getKeycloakSessionFactory()
                .getProviderFactory(SocialIdentityProvider.class, FacebookBusinessConfig.PROVIDER_ID);
    }
}
