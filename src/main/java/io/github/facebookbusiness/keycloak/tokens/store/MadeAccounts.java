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

    /** The internal id of the provider that made the account; empty where none did. */
    public Optional<String> makerOf(UserModel user) {
        return Optional.ofNullable(entities.find(MadeAccountEntity.class, user.getId()))
                .map(MadeAccountEntity::providerId);
    }
}
