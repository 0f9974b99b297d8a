package io.github.facebookbusiness.keycloak.login;

import java.util.Optional;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The account that an identity of this provider leads to. */
final class LinkedAccount {

    private LinkedAccount() {}

    /** @throws IllegalStateException from Keycloak, where the identity leads to two accounts */
    static Optional<UserModel> of(KeycloakSession session, RealmModel realm, String alias, String id) {
        return Optional.ofNullable(
                session.users().getUserByFederatedIdentity(realm, new FederatedIdentityModel(alias, id, "")));
    }
}
