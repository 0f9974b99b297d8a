package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokenSeal.Owner;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * When the tokens of people end that Keycloak keeps. Nobody can renew them but the person, by another login; so all that
 * can be done is to say in time that they end. Works in the transaction of its session.
 */
public final class UserTokens {

    /** The lease is the worker's, by the clock of its node: as much again for what that clock is ahead. */
    private static final int CLOCKS_APART = 2;

    private final KeycloakSession session;
    private final EntityManager entities;
    private final RealmModel realm;
    private final Duration expiringWithin;
    private final Duration lease;

    public UserTokens(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
        this.expiringWithin = SharedGraph.of(session).options().upkeep().expiringWithin();
        this.lease = SharedGraph.of(session).options().upkeep().lease();
    }

    /**
     * A token that is watched.
     *
     * @param userId Keycloak's id of the account
     * @param alias of the provider
     * @param status {@code ACTIVE}, {@code EXPIRING} or {@code EXPIRED}
     * @param endsAt epoch seconds
     */
    public record Watched(String userId, String alias, TokenStatus status, long endsAt) {}

    /**
     * When a token ends.
     *
     * @param expiresAt epoch seconds, 0 for never
     * @param dataAccessExpiresAt epoch seconds, 0 for never or not known: from then on Meta serves no data for it
     */
    public record Ends(long expiresAt, long dataAccessExpiresAt) {}

    /**
     * The login that stores this token made the account: no other has had a link to it, and so no token for it.
     *
     * @param providerId the provider's internal id
     */
    public void watchFirst(String userId, String providerId, Ends ends) {
        entities.persist(row(userId, providerId, ends));
    }

    /** Whether what is written of the token before does for this one: its end will be told in time. */
    public boolean isWatched(String userId, String providerId, Ends ends) {
        return row(userId, providerId, ends)
                .isNearlyWritten(entities, Time.currentTime() + CLOCKS_APART * lease.toSeconds());
    }

    /** A login stored this token, in place of the one before. */
    public void watch(String userId, String providerId, Ends ends) {
        UserTokenEntity row = row(userId, providerId, ends);
        if (!row.writeOver(entities)) {
            entities.persist(row);
            entities.flush();
        }
    }

    private UserTokenEntity row(String userId, String providerId, Ends ends) {
        UserTokenEntity row = new UserTokenEntity(realm.getId(), providerId, userId);
        row.keep(ends, expiringWithin, Time.currentTime());
        return row;
    }

    /** The token is gone. */
    public void forget(String userId, String providerId) {
        entities.createQuery("delete from UserTokenEntity u where u.realmId = ?1 and u.providerId = ?2"
                        + " and u.userId = ?3")
                .setParameter(1, realm.getId())
                .setParameter(2, providerId)
                .setParameter(3, userId)
                .executeUpdate();
    }

    /** How many tokens there are of each status as it was told, in all realms. */
    public static Map<TokenStatus, Long> count(KeycloakSession session) {
        List<Object[]> counts = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(
                        "select u.toldStatus, count(u) from UserTokenEntity u group by u.toldStatus", Object[].class)
                .getResultList();
        Map<TokenStatus, Long> byStatus = new EnumMap<>(TokenStatus.class);
        counts.forEach(count -> byStatus.put((TokenStatus) count[0], (Long) count[1]));
        return byStatus;
    }

    /**
     * Looks at one that is due.
     *
     * @return what is to be told in the same transaction; empty where there is nothing
     */
    public Optional<Watched> turn(String id) {
        Optional<UserTokenEntity> row =
                Optional.ofNullable(entities.find(UserTokenEntity.class, id, LockModeType.PESSIMISTIC_WRITE));
        if (row.isEmpty()) {
            return Optional.empty();
        }
        Optional<IdentityProviderModel> provider = Optional.ofNullable(
                session.identityProviders().getById(row.get().providerId()));
        Optional<FederatedIdentityModel> link =
                provider.flatMap(found -> link(row.get().userId(), found)).filter(found -> found.getToken() != null);
        if (link.isEmpty()) {
            // It went a way that nobody tells of, such as with the users of a storage.
            entities.remove(row.get());
            return Optional.empty();
        }
        Optional<Ends> kept = new UserTokenSeal(TokenKeys.of(session, realm), realm)
                .open(
                        new Owner(row.get().providerId(), link.get().getUserId()),
                        link.get().getToken())
                .map(UserTokenSeal.UserToken::ends);
        boolean isNews = row.get().turn(kept, expiringWithin, Time.currentTime());
        entities.flush();
        return isNews ? Optional.of(row.get().read(provider.get().getAlias())) : Optional.empty();
    }

    private Optional<FederatedIdentityModel> link(String userId, IdentityProviderModel provider) {
        return Optional.ofNullable(session.users().getUserById(realm, userId))
                .map((UserModel user) -> session.users().getFederatedIdentity(realm, user, provider.getAlias()));
    }
}
