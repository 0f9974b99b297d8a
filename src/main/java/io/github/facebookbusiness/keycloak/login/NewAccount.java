package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.tokens.store.MadeAccounts;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.storage.StorageId;

/**
 * The account that a first login made, at its end, when Keycloak has linked it. Keycloak's own note says only that
 * <em>some</em> user was made in this browser's login: with a second provider in between, the user at its end can be
 * another.
 */
final class NewAccount {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final BrokeredIdentityContext identity;

    NewAccount(KeycloakSession session, RealmModel realm, BrokeredIdentityContext identity) {
        this.session = session;
        this.realm = realm;
        this.identity = identity;
    }

    /**
     * Notes that the provider made {@code user}, if this first login did and nobody else's door leads to it. A user that
     * is gone with its session has no other door, and is not noted.
     *
     * @return whether this login made {@code user}, and nobody else's door leads to it
     */
    boolean note(UserModel user) {
        if (!AccountLink.isNew(identity, user)) {
            return false;
        }
        if (LightweightUserAdapter.isLightweightUser(user)) {
            return true;
        }
        IdentityProviderModel provider = identity.getIdpConfig();
        MadeAccounts accounts = new MadeAccounts(session, realm);
        if (StorageId.isLocalStorage(user.getId())) {
            return accounts.addIfNoOtherWayIn(user, provider.getInternalId(), provider.getAlias());
        }
        if (!hasNoOtherDoor(user, provider.getAlias())) {
            return false;
        }
        accounts.add(user, provider.getInternalId());
        return true;
    }

    /** Of a user whom a user storage keeps: Keycloak has its credentials and links in other tables than its own. */
    private boolean hasNoOtherDoor(UserModel user, String alias) {
        return user.credentialManager().getStoredCredentialsStream().findAny().isEmpty()
                && session.users().getFederatedIdentitiesStream(realm, user).allMatch(link -> link.getIdentityProvider()
                        .equals(alias));
    }
}
