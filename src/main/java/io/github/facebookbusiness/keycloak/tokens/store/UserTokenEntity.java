package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus.KeyPresence;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.TypedQuery;
import jakarta.persistence.Version;
import java.time.Duration;
import java.util.Optional;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * When the token of a person ends that Keycloak keeps in a federated identity, where no query finds it; and what of that
 * was told. Neither the token nor who it is at Meta. All times are epoch seconds.
 */
@Entity
@Table(name = "FACEBOOK_BUSINESS_USER_TOKEN")
class UserTokenEntity {

    /** In seconds. Whoever comes back within a day changes nothing but what is kept. */
    private static final long HARDLY_EARLIER = Duration.ofDays(1).toSeconds();

    private static final String OF_SAME_ACCOUNT =
            " where u.realmId = :realm and u.providerId = :provider and u.userId = :user";

    @Id
    @Column(name = "ID", length = 36)
    private String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    private String realmId;

    /** The provider's internal id. */
    @Column(name = "PROVIDER_ID", length = 36, nullable = false)
    private String providerId;

    /** Of a user of a user storage, it is longer than Keycloak's own ids. */
    @Column(name = "USER_ID", nullable = false)
    private String userId;

    /** 0 for never. Up to a day before the kept token's own, which decides where it can be read. */
    @Column(name = "EXPIRES_AT", nullable = false)
    private long expiresAt;

    /** After that Meta serves no data for the token, though it is valid; 0 for never. */
    @Column(name = "DATA_ACCESS_EXPIRES_AT", nullable = false)
    private long dataAccessExpiresAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "TOLD_STATUS", length = 16, nullable = false)
    private TokenStatus toldStatus;

    /** When there is something to tell next; null where there is nothing any more. */
    @Column(name = "DUE_AT")
    private Long dueAt;

    @Version
    @Column(name = "VERSION", nullable = false)
    private long version;

    protected UserTokenEntity() {}

    UserTokenEntity(String realmId, String providerId, String userId) {
        this.id = KeycloakModelUtils.generateId();
        this.realmId = realmId;
        this.providerId = providerId;
        this.userId = userId;
    }

    /** Takes in a token that was just granted: whoever granted it has nothing to be told of now. */
    void keep(UserTokens.Ends ends, Duration expiringWithin, long now) {
        takeIn(ends);
        toldStatus = statusAt(now, expiringWithin);
        plan(expiringWithin);
    }

    /**
     * Writes what this one says over the row of the same account and provider.
     *
     * @return whether there was one; otherwise nothing is written
     */
    boolean writeOver(EntityManager entities) {
        return entities.createQuery("update UserTokenEntity u set u.expiresAt = :expires,"
                                + " u.dataAccessExpiresAt = :dataAccessExpires, u.toldStatus = :told, u.dueAt = :due,"
                                + " u.version = u.version + 1" + OF_SAME_ACCOUNT)
                        .setParameter("expires", expiresAt)
                        .setParameter("dataAccessExpires", dataAccessExpiresAt)
                        .setParameter("told", toldStatus)
                        .setParameter("due", dueAt)
                        .setParameter("realm", realmId)
                        .setParameter("provider", providerId)
                        .setParameter("user", userId)
                        .executeUpdate()
                > 0;
    }

    /**
     * Whether the row of the same account and provider does for this one: it tells the same, and is due no later and
     * hardly earlier. When it is due, the token that is kept then decides.
     *
     * @param lookedAtUntil epoch seconds: until then somebody may be looking at it, who saw the token before
     */
    boolean isNearlyWritten(EntityManager entities, long lookedAtUntil) {
        String due = dueAt == null ? "u.dueAt is null" : "u.dueAt > :after and u.dueAt <= :due";
        TypedQuery<String> query = entities.createQuery(
                        "select u.id from UserTokenEntity u" + OF_SAME_ACCOUNT + " and u.toldStatus = :told and " + due,
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("provider", providerId)
                .setParameter("user", userId)
                .setParameter("told", toldStatus)
                // Nothing of what the session is about to write is asked for.
                .setFlushMode(FlushModeType.COMMIT);
        if (dueAt != null) {
            query.setParameter("due", dueAt).setParameter("after", Math.max(lookedAtUntil, dueAt - HARDLY_EARLIER));
        }
        return !query.getResultList().isEmpty();
    }

    private void takeIn(UserTokens.Ends ends) {
        expiresAt = ends.expiresAt();
        dataAccessExpiresAt = ends.dataAccessExpiresAt();
    }

    /**
     * Looks at what the clock has made of it.
     *
     * @param kept the token as it is kept, where it can be read: it decides
     * @return whether there is a new status to be told of
     */
    boolean turn(Optional<UserTokens.Ends> kept, Duration expiringWithin, long now) {
        kept.ifPresent(this::takeIn);
        TokenStatus before = toldStatus;
        toldStatus = statusAt(now, expiringWithin);
        plan(expiringWithin);
        return toldStatus != before && toldStatus != TokenStatus.ACTIVE;
    }

    private void plan(Duration expiringWithin) {
        if (end() == 0 || toldStatus == TokenStatus.EXPIRED) {
            dueAt = null;
        } else {
            dueAt = toldStatus == TokenStatus.EXPIRING ? end() : end() - expiringWithin.toSeconds();
        }
    }

    private TokenStatus statusAt(long now, Duration expiringWithin) {
        return TokenStatus.of(TokenStatus.ACTIVE, end(), KeyPresence.PRESENT, now, expiringWithin);
    }

    /** Whichever comes first. */
    private long end() {
        if (expiresAt == 0 || dataAccessExpiresAt == 0) {
            return Math.max(expiresAt, dataAccessExpiresAt);
        }
        return Math.min(expiresAt, dataAccessExpiresAt);
    }

    /** It is due again then, unless somebody has told what there is to tell. */
    void takeUp(long until) {
        dueAt = until;
    }

    UserTokens.Watched read(String alias) {
        return new UserTokens.Watched(userId, alias, toldStatus, end());
    }

    String id() {
        return id;
    }

    String realmId() {
        return realmId;
    }

    String providerId() {
        return providerId;
    }

    String userId() {
        return userId;
    }
}
