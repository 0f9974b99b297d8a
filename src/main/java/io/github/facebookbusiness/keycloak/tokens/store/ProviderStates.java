package io.github.facebookbusiness.keycloak.tokens.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.keycloak.common.util.Time;

/** Keeps the {@link ProviderState} of one provider. */
public final class ProviderStates {

    private final EntityManager entities;
    private final String realmId;
    private final String providerId;
    private final CheckSchedule schedule;

    ProviderStates(EntityManager entities, String realmId, String providerId, CheckSchedule schedule) {
        this.entities = entities;
        this.realmId = realmId;
        this.providerId = providerId;
        this.schedule = schedule;
    }

    /** @param changed whether the condition or its reason is another one now, and so is to be told */
    public record Turned(ProviderState state, boolean changed) {}

    public ProviderState now() {
        ProviderStateEntity row = entities.find(ProviderStateEntity.class, providerId);
        return row == null ? ProviderState.INITIAL : row.state();
    }

    /**
     * Meta cannot be asked on behalf of the provider.
     *
     * @param until epoch seconds, where Meta said when it can be; else longer after each failure
     */
    public Turned failed(ProviderCondition condition, String reason, Optional<Long> until) {
        ProviderStateEntity row = locked().orElseGet(this::persisted);
        long now = Time.currentTime();
        boolean changed = row.become(condition, Optional.of(reason), now);
        int failures = row.countFailure();
        row.pauseUntil(until.orElseGet(() -> schedule.afterPause(failures, now)));
        return new Turned(row.state(), changed);
    }

    /** Nothing more is marked dead, since Meta calls too many tokens dead. It is asked on. */
    public Turned holdDeaths() {
        ProviderStateEntity row = locked().orElseGet(this::persisted);
        boolean changed = row.become(ProviderCondition.TOO_MANY_DEAD, Optional.of("too_many_dead"), Time.currentTime());
        row.pauseUntil(0);
        return new Turned(row.state(), changed);
    }

    /** Meta answers. That lifts every condition but {@link ProviderCondition#TOO_MANY_DEAD}. */
    public Turned answered() {
        return locked().filter(row -> row.state().condition() != ProviderCondition.TOO_MANY_DEAD)
                .map(this::lifted)
                .orElseGet(() -> new Turned(now(), false));
    }

    /** There are not too many any more. */
    public Turned releaseDeaths() {
        return locked().filter(row -> row.state().condition() == ProviderCondition.TOO_MANY_DEAD)
                .map(this::lifted)
                .orElseGet(() -> new Turned(now(), false));
    }

    /**
     * An admin says to go on, at once: Meta is asked again, and what it calls dead is marked dead.
     *
     * @param seconds how long that holds
     */
    public Turned resume(long seconds) {
        ProviderStateEntity row = locked().orElseGet(this::persisted);
        row.acceptDeathsUntil(Time.currentTime() + seconds);
        return lifted(row);
    }

    private Turned lifted(ProviderStateEntity row) {
        boolean changed = row.become(ProviderCondition.WORKING, Optional.empty(), Time.currentTime());
        return new Turned(row.state(), changed);
    }

    private Optional<ProviderStateEntity> locked() {
        return Optional.ofNullable(
                entities.find(ProviderStateEntity.class, providerId, LockModeType.PESSIMISTIC_WRITE));
    }

    private ProviderStateEntity persisted() {
        ProviderStateEntity row = new ProviderStateEntity(providerId, realmId);
        entities.persist(row);
        return row;
    }
}
