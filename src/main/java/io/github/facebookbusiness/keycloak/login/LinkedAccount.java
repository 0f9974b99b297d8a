package io.github.facebookbusiness.keycloak.login;

import java.util.Optional;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.storage.UserStorageUtil;

/** The account that an identity of this provider leads to. */
final class LinkedAccount {

    private LinkedAccount() {}

    /** @throws IllegalStateException from Keycloak, where the identity leads to two accounts */
    static Optional<UserModel> of(KeycloakSession session, RealmModel realm, String alias, String id) {
        return Optional.ofNullable(
                session.users().getUserByFederatedIdentity(realm, new FederatedIdentityModel(alias, id, "")));
    }

    /** Has Keycloak's cache forget the realm's accounts, and with them whose an identity is. */
    static void forgetCached(KeycloakSession session, RealmModel realm) {
        UserCache cache = UserStorageUtil.userCache(session);
        if (cache != null) {
            cache.evict(realm);
        }
    }
}
