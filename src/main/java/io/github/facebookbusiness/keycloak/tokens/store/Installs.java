package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.Signup;
import io.github.facebookbusiness.keycloak.graph.WhatsAppAccountNotice;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.keycloak.common.util.Time;

/**
 * Which WhatsApp Business Accounts were opened to the app, as Meta's webhook said it: of each account the last word
 * only. Works in the transaction of its store.
 */
public final class Installs {

    private final EntityManager entities;
    private final String realmId;
    private final String providerId;
    private final CheckSchedule schedule;

    Installs(EntityManager entities, String realmId, String providerId, CheckSchedule schedule) {
        this.entities = entities;
        this.realmId = realmId;
        this.providerId = providerId;
        this.schedule = schedule;
    }

    /** @param appId the app that it was opened to */
    public record Install(WhatsAppAccountNotice notice, String appId) {}

    /**
     * Takes note of what happened.
     *
     * @param time epoch seconds; empty where nobody can tell: then it counts where nothing else is known
     * @return whether it is news. What Meta sends again is none, nor what is older than what is known
     */
    public boolean note(WhatsAppAccountNotice notice, String appId, Optional<Long> time) {
        Optional<InstallEntity> known = locked(notice, appId);
        if (known.isPresent()) {
            return time.isPresent() && known.get().turn(notice.event(), time.get());
        }
        entities.persist(new InstallEntity(realmId, providerId, appId, notice, time.orElse(0L)));
        entities.flush();
        return true;
    }

    /** Has the business's token fetched, unless a login brings it first: where it does, that takes seconds. */
    public void planFetch(WhatsAppAccountNotice notice, String appId) {
        locked(notice, appId).ifPresent(row -> row.fetchAt(schedule.afterPause(1, Time.currentTime())));
    }

    public Optional<Install> find(String id) {
        return Optional.ofNullable(entities.find(InstallEntity.class, id)).map(InstallEntity::read);
    }

    /** There is nothing left to be fetched; whether there was. */
    public boolean fetched(String id) {
        Optional<InstallEntity> row = locked(id);
        row.ifPresent(InstallEntity::fetched);
        return row.isPresent();
    }

    /** Nothing could be fetched, and it is tried again later. @return what is given up with that */
    public Optional<Install> failed(String id) {
        return locked(id)
                .filter(row -> row.fetchFailed(schedule, Time.currentTime()))
                .map(InstallEntity::read);
    }

    /** The signups of a business that Meta told of, the latest first; without the accounts that were taken away. */
    public List<Signup> of(String clientBusinessId, String appId) {
        return entities
                .createQuery(
                        "select i from InstallEntity i where i.realmId = :realm and i.providerId = :provider"
                                + " and i.clientBusinessId = :business and i.appId = :app"
                                + " order by i.saidAt desc, i.wabaId",
                        InstallEntity.class)
                .setParameter("realm", realmId)
                .setParameter("provider", providerId)
                .setParameter("business", clientBusinessId)
                .setParameter("app", appId)
                .getResultList()
                .stream()
                .map(InstallEntity::notice)
                .filter(notice -> notice.event().isInstall())
                .map(WhatsAppAccountNotice::signup)
                .toList();
    }

    private Optional<InstallEntity> locked(String id) {
        return Optional.ofNullable(entities.find(InstallEntity.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    private Optional<InstallEntity> locked(WhatsAppAccountNotice notice, String appId) {
        return entities
                .createQuery(
                        "select i from InstallEntity i where i.realmId = :realm and i.providerId = :provider"
                                + " and i.clientBusinessId = :business and i.appId = :app and i.wabaId = :waba",
                        InstallEntity.class)
                .setParameter("realm", realmId)
                .setParameter("provider", providerId)
                .setParameter("business", notice.clientBusinessId())
                .setParameter("app", appId)
                .setParameter("waba", notice.wabaId())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .stream()
                .findFirst();
    }
}
