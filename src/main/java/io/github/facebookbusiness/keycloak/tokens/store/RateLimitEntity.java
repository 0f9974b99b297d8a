package io.github.facebookbusiness.keycloak.tokens.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Until when an app, or a client business through it, must not call Meta. */
@Entity
@Table(name = "FACEBOOK_BUSINESS_RATE_LIMIT")
class RateLimitEntity {

    /** Made of realm, app and subject, see {@link SharedRateBudget}. */
    @Id
    @Column(name = "ID", length = 128)
    private String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    private String realmId;

    /** Epoch seconds. */
    @Column(name = "PAUSED_UNTIL", nullable = false)
    private long pausedUntil;

    protected RateLimitEntity() {}

    RateLimitEntity(String id, String realmId) {
        this.id = id;
        this.realmId = realmId;
    }

    long pausedUntil() {
        return pausedUntil;
    }

    /** A longer pause that was told before stays. */
    void pauseUntil(long until) {
        pausedUntil = Math.max(pausedUntil, until);
    }
}
