package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.tokens.store.StorePlace;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * A provider with all that it takes to ask Meta about its tokens and to keep the answers. Outlives the session that it
 * came from, so that work without one can use it too: no transaction may be open while Meta is asked.
 *
 * @param connection for one piece of work: what Meta says about waiting meanwhile is for the next one
 * @param renewals is told what came of each renewal
 */
public record ConnectedProvider(
        StorePlace place, GraphApi graph, GraphConnection connection, RenewalObserver renewals) {

    public static ConnectedProvider of(KeycloakSession session, RealmModel realm, FacebookBusinessConfig provider)
            throws AppSecret.UnresolvedException {
        return new ConnectedProvider(
                new StorePlace(session.getKeycloakSessionFactory(), realm.getId(), provider),
                SharedGraph.of(session).graph(),
                ProviderGraph.connect(session, realm, provider),
                RenewalObserver.of(session));
    }

    FacebookBusinessConfig config() {
        return place.provider();
    }
}
