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

    /** @return whether the condition changed */
    boolean become(ProviderCondition now, Optional<String> why, long time) {
        boolean changed = condition != now || !why.equals(Optional.ofNullable(reason));
        if (condition != now) {
            failures = 0;
        }
        if (changed) {
            since = time;
        }
        condition = now;
        reason = why.orElse(null);
        if (now == ProviderCondition.WORKING) {
            failures = 0;
            pausedUntil = 0;
        }
        return changed;
    }

    /** Another failure; how many that makes, one after the other. */
    int countFailure() {
        return ++failures;
    }

    void pauseUntil(long time) {
        pausedUntil = time;
    }

    void acceptDeathsUntil(long time) {
        deathsAcceptedUntil = time;
    }

    ProviderState state() {
        return new ProviderState(condition, Optional.ofNullable(reason), since, pausedUntil, deathsAcceptedUntil);
    }
}
