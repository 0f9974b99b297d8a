package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.tokens.store.MadeAccounts;
import java.util.Optional;
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

    /** What there is to say of an account at the end of a first login, in whose transaction it is noted. */
    enum Verdict {
        ONLY_ONE,
        /** This login made it; but the identity has another one by now. */
        SECOND,
        /** It was there before, or somebody else's door leads to it. */
        SOMEBODYS
    }

    /**
     * As {@link #note}, where the identity may have one account only. For two first logins of one identity at a time that
     * is found out where the other one has ended.
     */
    Verdict noteIfOnlyOne(UserModel user) {
        if (LightweightUserAdapter.isLightweightUser(user) || !StorageId.isLocalStorage(user.getId())) {
            return noteByModelIfOnlyOne(user);
        }
        IdentityProviderModel provider = identity.getIdpConfig();
        MadeAccounts accounts = new MadeAccounts(session, realm);
        if (AccountLink.isNew(identity, user)
                && accounts.addIfNoOtherWayInNorAccount(
                        user, provider.getInternalId(), provider.getAlias(), identity.getId())) {
            return Verdict.ONLY_ONE;
        }
        return note(user) && accounts.hasOtherAccount(user, provider.getAlias(), identity.getId())
                ? Verdict.SECOND
                : Verdict.SOMEBODYS;
    }

    /** Of a user who is in none of Keycloak's own tables. */
    private Verdict noteByModelIfOnlyOne(UserModel user) {
        if (!note(user)) {
            return Verdict.SOMEBODYS;
        }
        return isOnlyOne(user) ? Verdict.ONLY_ONE : Verdict.SECOND;
    }

    /** Keycloak's table allows one identity at two users, and fails every login of it from then on. */
    private boolean isOnlyOne(UserModel user) {
        try {
            return owner().or(this::ownerPastTheCache)
                    .filter(owner -> owner.getId().equals(user.getId()))
                    .isPresent();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private Optional<UserModel> owner() {
        return LinkedAccount.of(session, realm, identity.getIdpConfig().getAlias(), identity.getId());
    }

    /** After a provider was deleted and made anew, Keycloak's cache still says that nobody has the identity. */
    private Optional<UserModel> ownerPastTheCache() {
        LinkedAccount.forgetCached(session, realm);
        return owner();
    }

    /** Of a user whom a user storage keeps: Keycloak has its credentials and links in other tables than its own. */
    private boolean hasNoOtherDoor(UserModel user, String alias) {
        return user.credentialManager().getStoredCredentialsStream().findAny().isEmpty()
                && session.users().getFederatedIdentitiesStream(realm, user).allMatch(link -> link.getIdentityProvider()
                        .equals(alias));
    }
}
