package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The accounts that an identity leads to. That is one, except where Keycloak's table, which allows it, has two: then no
 * login of it works, and its data are still to be deleted.
 */
final class LinkedPeople {

    private final KeycloakSession session;
    private final RealmModel realm;

    LinkedPeople(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    List<UserModel> of(FacebookBusinessConfig provider, String id) {
        try {
            return Optional.ofNullable(session.users()
                            .getUserByFederatedIdentity(realm, new FederatedIdentityModel(provider.getAlias(), id, "")))
                    .map(List::of)
                    .orElse(List.of());
        } catch (IllegalStateException e) {
            return session.users()
                    .searchForUserStream(
                            realm, Map.of(UserModel.IDP_ALIAS, provider.getAlias(), UserModel.IDP_USER_ID, id))
                    .toList();
        }
    }
}
