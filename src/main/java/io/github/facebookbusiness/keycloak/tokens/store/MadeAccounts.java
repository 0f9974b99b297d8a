package io.github.facebookbusiness.keycloak.tokens.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
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

    /** SQL, because Hibernate 7.2 translates an {@code insert} of its own language anew each time. */
    private static final String IF_NO_OTHER_WAY_IN = """
            insert into {h-schema}FACEBOOK_BUSINESS_ACCOUNT (USER_ID, REALM_ID, PROVIDER_ID)
            select u.ID, u.REALM_ID, p.INTERNAL_ID from {h-schema}USER_ENTITY u, {h-schema}IDENTITY_PROVIDER p
            where u.ID = :user and p.INTERNAL_ID = :provider
            and not exists (select 1 from {h-schema}CREDENTIAL c where c.USER_ID = u.ID)
            and not exists (
                select 1 from {h-schema}FEDERATED_IDENTITY l
                where l.USER_ID = u.ID and l.IDENTITY_PROVIDER <> :alias)
            """;

    private static final String OTHER_ACCOUNT = """
            select 1 from {h-schema}FEDERATED_IDENTITY o
            where o.REALM_ID = :realm and o.IDENTITY_PROVIDER = :alias and o.FEDERATED_USER_ID = :identity
            and o.USER_ID <> :user
            """;

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
     * this provider, of which there is one at most: a credential, or a link of another. Asked and written by one
     * statement, where Keycloak's model would ask three times.
     *
     * @return whether it was noted; false also where the user or the provider is gone
     */
    public boolean addIfNoOtherWayIn(UserModel user, String providerId, String alias) {
        return isAdded(query(IF_NO_OTHER_WAY_IN, user, providerId, alias));
    }

    /**
     * As {@link #addIfNoOtherWayIn}, unless the identity leads to another account, too, which this transaction sees. It
     * is the database that is asked, and not Keycloak's cache.
     *
     * @param identity Meta's id
     */
    public boolean addIfNoOtherWayInNorAccount(UserModel user, String providerId, String alias, String identity) {
        return isAdded(query(IF_NO_OTHER_WAY_IN + "and not exists (" + OTHER_ACCOUNT + ")", user, providerId, alias)
                .setParameter("realm", realm.getId())
                .setParameter("identity", identity));
    }

    /** Whether the identity leads to another account that Keycloak itself stores. */
    public boolean hasOtherAccount(UserModel user, String alias, String identity) {
        return !entities.createNativeQuery(OTHER_ACCOUNT)
                .setParameter("realm", realm.getId())
                .setParameter("alias", alias)
                .setParameter("identity", identity)
                .setParameter("user", user.getId())
                .getResultList()
                .isEmpty();
    }

    private Query query(String sql, UserModel user, String providerId, String alias) {
        return entities.createNativeQuery(sql)
                .setParameter("user", user.getId())
                .setParameter("provider", providerId)
                .setParameter("alias", alias);
    }

    private static boolean isAdded(Query insertion) {
        return insertion.executeUpdate() == 1;
    }

    /** The internal id of the provider that made the account; empty where none did. */
    public Optional<String> makerOf(UserModel user) {
        return Optional.ofNullable(entities.find(MadeAccountEntity.class, user.getId()))
                .map(MadeAccountEntity::providerId);
    }
}
