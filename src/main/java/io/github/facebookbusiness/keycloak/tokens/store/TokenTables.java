package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/**
 * Registers the tables with Keycloak, which makes and upgrades them when it starts; and removes the rows of a provider
 * or a realm with it, in the same transaction; the provider's state before its tokens, since that is the order in which
 * those lock them who look after a token. Nothing else removes a token: not unlinking, disabling or deleting a
 * user, since it is the client business's. What is known of people's own tokens goes with
 * the link that keeps them. Keycloak has one of these, so it holds what a node remembers of its last look, too.
 */
public final class TokenTables implements JpaEntityProviderFactory, JpaEntityProvider {

    static final String ID = "facebook-business";

    /** Not all that waits for the end of a pause comes back at once. In seconds. */
    private static final long PUT_OFF_FURTHER = 3600;

    private final FreeApps freeApps = new FreeApps(System::nanoTime);

    @Override
    public String getId() {
        return ID;
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
                UserTokenEntity.class,
                DeletionEntity.class,
                InstallEntity.class);
    }

    @Override
    public String getChangelogLocation() {
        return "META-INF/facebook-business-changelog.xml";
    }

    FreeApps freeApps() {
        return freeApps;
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
            execute(removed.getKeycloakSession(), "delete from UserTokenEntity u where u.realmId = ?1", realm);
            execute(removed.getKeycloakSession(), "delete from DeletionEntity d where d.realmId = ?1", realm);
            execute(removed.getKeycloakSession(), "delete from InstallEntity i where i.realmId = ?1", realm);
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
            execute(
                    removed.getKeycloakSession(),
                    "delete from UserTokenEntity u where u.realmId = ?1 and u.providerId = ?2",
                    removed.getRealm().getId(),
                    removed.getRemovedIdentityProvider().getInternalId());
            execute(
                    removed.getKeycloakSession(),
                    "delete from InstallEntity i where i.realmId = ?1 and i.providerId = ?2",
                    removed.getRealm().getId(),
                    removed.getRemovedIdentityProvider().getInternalId());
        } else if (event instanceof RealmModel.IdentityProviderUpdatedEvent updated) {
            tryAgain(
                    updated.getKeycloakSession(),
                    updated.getUpdatedIdentityProvider().getInternalId());
        } else if (event instanceof UserModel.UserRemovedEvent removed) {
            execute(
                    removed.getKeycloakSession(),
                    "delete from MadeAccountEntity a where a.userId = ?1",
                    removed.getUser().getId());
            execute(
                    removed.getKeycloakSession(),
                    "delete from UserTokenEntity u where u.userId = ?1",
                    removed.getUser().getId());
        } else if (event instanceof FederatedIdentityModel.FederatedIdentityRemovedEvent removed) {
            followUnlinked(removed);
        }
    }

    /** Whatever kept Meta from answering may be mended now: the pause is over, and what was put off until then is due. */
    private static void tryAgain(KeycloakSession session, String providerId) {
        EntityManager entities =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        ProviderStateEntity provider =
                entities.find(ProviderStateEntity.class, providerId, LockModeType.PESSIMISTIC_WRITE);
        long now = Time.currentTime();
        if (provider == null || !provider.state().isPaused(now)) {
            return;
        }
        long until = provider.state().pausedUntil();
        provider.endPause();
        entities.createQuery("update BusinessTokenEntity t set t.upkeep.nextCheckAt = ?1 where t.realmId = ?2"
                        + " and t.providerId = ?3 and t.upkeep.nextCheckAt between ?1 and ?4")
                .setParameter(1, now)
                .setParameter(2, provider.realmId())
                .setParameter(3, providerId)
                .setParameter(4, until + PUT_OFF_FURTHER)
                .executeUpdate();
    }

    private static void followUnlinked(FederatedIdentityModel.FederatedIdentityRemovedEvent removed) {
        KeycloakSession session = removed.getKeycloakSession();
        if (!removed.getRealm().equals(session.getContext().getRealm())) {
            // Keycloak finds providers of the session's realm only. The row goes when it is due: there is no link then.
            return;
        }
        String alias = removed.getFederatedIdentity().getIdentityProvider();
        FacebookBusinessConfig.find(session, alias).ifPresent(provider -> new UserTokens(session, removed.getRealm())
                .forget(removed.getUser().getId(), provider.getInternalId()));
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
