package io.github.facebookbusiness.keycloak.tokens.store;

import jakarta.persistence.EntityManager;
import java.util.Optional;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Which accounts a provider made. Keycloak does not keep it: a link says that an account can be entered through a
 * provider, and not whether it was there before. Works in the transaction of its session.
 */
public final class MadeAccounts {

    private final EntityManager entities;
    private final RealmModel realm;

    public MadeAccounts(KeycloakSession session, RealmModel realm) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    /** @param providerId the provider's internal id */
    public void add(UserModel user, String providerId) {
        entities.persist(new MadeAccountEntity(user.getId(), realm.getId(), providerId));
    }

    /**
     * As {@link #add}, for a user that Keycloak itself stores, unless there is a way into the account beside its link of
     * {@code alias}: a credential, or another link. Asked and written by one statement, where Keycloak's model would ask
     * three times. Of one provider a user has one link at most.
     *
     * @return whether it was noted
     */
    public boolean addIfNoOtherWayIn(UserModel user, String providerId, String alias) {
        return entities.createQuery("insert into MadeAccountEntity (userId, realmId, providerId)"
                                + " select u.id, u.realmId, cast(:provider as string) from UserEntity u where u.id = :user"
                                + " and not exists (select c.id from CredentialEntity c where c.user = u)"
                                + " and not exists (select l.identityProvider from FederatedIdentityEntity l"
                                + " where l.user = u and l.identityProvider <> :alias)")
                        .setParameter("provider", providerId)
                        .setParameter("user", user.getId())
                        .setParameter("alias", alias)
                        .executeUpdate()
                == 1;
    }

    /** The internal id of the provider that made the account; empty where none did. */
    public Optional<String> makerOf(UserModel user) {
        return Optional.ofNullable(entities.find(MadeAccountEntity.class, user.getId()))
                .map(MadeAccountEntity::providerId);
    }
}
