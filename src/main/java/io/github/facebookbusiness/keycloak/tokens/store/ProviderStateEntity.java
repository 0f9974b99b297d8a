package io.github.facebookbusiness.keycloak.tokens.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.Optional;

/** The row of a {@link ProviderState}; there is none for a provider that has always worked. */
@Entity
@Table(name = "FACEBOOK_BUSINESS_PROVIDER")
class ProviderStateEntity {

    /** The provider's internal id. */
    @Id
    @Column(name = "ID", length = 36)
    private String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    private String realmId;

    @Enumerated(EnumType.STRING)
    @Column(name = "CONDITION_NOW", length = 16, nullable = false)
    private ProviderCondition condition;

    @Column(name = "REASON", length = 64)
    private String reason;

    @Column(name = "SINCE", nullable = false)
    private long since;

    @Column(name = "FAILURES", nullable = false)
    private int failures;

    @Column(name = "PAUSED_UNTIL", nullable = false)
    private long pausedUntil;

    /** Apart from the condition: a timeout in between must not make it forgotten. 0 where none are held. */
    @Column(name = "DEATHS_HELD_SINCE", nullable = false)
    private long deathsHeldSince;

    @Column(name = "DEATHS_ACCEPTED_UNTIL", nullable = false)
    private long deathsAcceptedUntil;

    @Version
    @Column(name = "VERSION", nullable = false)
    private long version;

    protected ProviderStateEntity() {}

    ProviderStateEntity(String id, String realmId) {
        this.id = id;
        this.realmId = realmId;
        this.condition = ProviderCondition.WORKING;
    }

    void become(ProviderCondition now, Optional<String> why, long time) {
        if (condition != now) {
            since = time;
            failures = 0;
        }
        condition = now;
        reason = why.orElse(null);
        if (now == ProviderCondition.WORKING) {
            pausedUntil = 0;
        }
    }

    /** Another failure; how many that makes, one after the other. */
    int countFailure() {
        return ++failures;
    }

    /** A pause is never cut short by a shorter one. */
    void pauseUntil(long time) {
        pausedUntil = Math.max(pausedUntil, time);
    }

    void endPause() {
        pausedUntil = 0;
    }

    String realmId() {
        return realmId;
    }

    void holdDeaths(long time) {
        deathsHeldSince = deathsHeldSince == 0 ? time : deathsHeldSince;
    }

    void releaseDeaths() {
        deathsHeldSince = 0;
    }

    void acceptDeathsUntil(long time) {
        deathsAcceptedUntil = time;
    }

    ProviderState state() {
        boolean isHeld = condition == ProviderCondition.WORKING && deathsHeldSince != 0;
        return new ProviderState(
                isHeld ? ProviderCondition.TOO_MANY_DEAD : condition,
                isHeld ? Optional.of("too_many_dead") : Optional.ofNullable(reason),
                isHeld ? deathsHeldSince : since,
                pausedUntil,
                deathsHeldSince != 0,
                deathsAcceptedUntil);
    }
}
