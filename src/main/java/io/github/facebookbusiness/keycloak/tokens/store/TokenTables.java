package io.github.facebookbusiness.keycloak.tokens.store;

import jakarta.persistence.Query;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/**
 * Registers the tables with Keycloak, which makes and upgrades them when it starts; and removes the rows of a provider
 * or a realm with it, in the same transaction; the provider's state before its tokens, since that is the order in which
 * those lock them who look after a token. Nothing else removes a token: not unlinking, disabling or deleting a
 * user, since it is the client business's.
 */
public final class TokenTables implements JpaEntityProviderFactory, JpaEntityProvider {

    @Override
    public String getId() {
        return "facebook-business";
    }

    @Override
    public String getFactoryId() {
        return getId();
    }

    @Override
    public JpaEntityProvider create(KeycloakSession session) {
        return this;
    }

    @Override
    public List<Class<?>> getEntities() {
        return List.of(
                BusinessTokenEntity.class,
                ProviderStateEntity.class,
                RateLimitEntity.class,
                MadeAccountEntity.class,
                DeletionEntity.class);
    }

    @Override
    public String getChangelogLocation() {
        return "META-INF/facebook-business-changelog.xml";
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(TokenTables::follow);
    }

    private static void follow(ProviderEvent event) {
        if (event instanceof RealmModel.RealmRemovedEvent removed) {
            String realm = removed.getRealm().getId();
            execute(removed.getKeycloakSession(), "delete from ProviderStateEntity p where p.realmId = ?1", realm);
            execute(removed.getKeycloakSession(), "delete from BusinessTokenEntity t where t.realmId = ?1", realm);
            execute(removed.getKeycloakSession(), "delete from RateLimitEntity r where r.realmId = ?1", realm);
            execute(removed.getKeycloakSession(), "delete from MadeAccountEntity a where a.realmId = ?1", realm);
            execute(removed.getKeycloakSession(), "delete from DeletionEntity d where d.realmId = ?1", realm);
        } else if (event instanceof RealmModel.IdentityProviderRemovedEvent removed) {
            execute(
                    removed.getKeycloakSession(),
                    "delete from ProviderStateEntity p where p.realmId = ?1 and p.id = ?2",
                    removed.getRealm().getId(),
                    removed.getRemovedIdentityProvider().getInternalId());
            execute(
                    removed.getKeycloakSession(),
                    "delete from BusinessTokenEntity t where t.realmId = ?1 and t.providerId = ?2",
                    removed.getRealm().getId(),
                    removed.getRemovedIdentityProvider().getInternalId());
            execute(
                    removed.getKeycloakSession(),
                    "delete from MadeAccountEntity a where a.realmId = ?1 and a.providerId = ?2",
                    removed.getRealm().getId(),
                    removed.getRemovedIdentityProvider().getInternalId());
        } else if (event instanceof RealmModel.IdentityProviderUpdatedEvent updated) {
            // Whatever kept Meta from answering may be mended now.
            execute(
                    updated.getKeycloakSession(),
                    "update ProviderStateEntity p set p.pausedUntil = 0 where p.id = ?1",
                    updated.getUpdatedIdentityProvider().getInternalId());
        } else if (event instanceof UserModel.UserRemovedEvent removed) {
            execute(
                    removed.getKeycloakSession(),
                    "delete from MadeAccountEntity a where a.userId = ?1",
                    removed.getUser().getId());
        }
    }

    private static void execute(KeycloakSession session, String statement, String... parameters) {
        Query query = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(statement);
        for (int index = 0; index < parameters.length; index++) {
            query.setParameter(index + 1, parameters[index]);
        }
        query.executeUpdate();
    }

    @Override
    public void close() {}
}
