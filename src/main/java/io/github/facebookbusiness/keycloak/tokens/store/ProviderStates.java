package io.github.facebookbusiness.keycloak.tokens.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.function.Consumer;
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

    /** @param changed whether the condition is another one now, and so is to be told */
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
        return turned(row(), row -> {
            long now = Time.currentTime();
            row.become(condition, Optional.of(reason), now);
            int failures = row.countFailure();
            row.pauseUntil(until.orElseGet(() -> schedule.afterPause(failures, now)));
        });
    }

    /** Nothing more is marked dead, since Meta calls too many tokens dead. It is asked on. */
    public Turned holdDeaths() {
        return turned(row(), row -> row.holdDeaths(Time.currentTime()));
    }

    /** Meta answers. That deaths are held stays. */
    public Turned answered() {
        return locked().map(found -> turned(
                        found, row -> row.become(ProviderCondition.WORKING, Optional.empty(), Time.currentTime())))
                .orElseGet(() -> new Turned(now(), false));
    }

    /** There are not too many any more. */
    public Turned releaseDeaths() {
        return locked().map(found -> turned(found, ProviderStateEntity::releaseDeaths))
                .orElseGet(() -> new Turned(now(), false));
    }

    /**
     * An admin says to go on, at once. Where deaths were held, what Meta calls dead is marked dead.
     *
     * @param seconds how long that holds
     */
    public Turned resume(long seconds) {
        return turned(row(), row -> {
            long now = Time.currentTime();
            if (row.state().deathsAreHeld()) {
                row.acceptDeathsUntil(now + seconds);
                row.releaseDeaths();
            }
            row.become(ProviderCondition.WORKING, Optional.empty(), now);
        });
    }

    private static Turned turned(ProviderStateEntity row, Consumer<ProviderStateEntity> change) {
        ProviderCondition before = row.state().condition();
        change.accept(row);
        return new Turned(row.state(), before != row.state().condition());
    }

    private ProviderStateEntity row() {
        return locked().orElseGet(this::persisted);
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
