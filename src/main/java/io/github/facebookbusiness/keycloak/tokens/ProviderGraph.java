package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.tokens.store.SharedRateBudget;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** How one provider is connected to Graph: its app with the resolved secret, and the rate budget that all nodes share. */
public final class ProviderGraph {

    private ProviderGraph() {}

    public static GraphConnection connect(KeycloakSession session, RealmModel realm, FacebookBusinessConfig provider)
            throws AppSecret.UnresolvedException {
        return provider.connection(
                AppSecret.resolve(session, provider),
                new SharedRateBudget(session.getKeycloakSessionFactory(), realm.getId(), provider.appId()));
    }
}
