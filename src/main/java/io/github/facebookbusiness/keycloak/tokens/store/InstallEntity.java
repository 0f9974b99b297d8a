package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.WhatsAppAccountNotice;
import io.github.facebookbusiness.keycloak.graph.WhatsAppAccountNotice.Event;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.Optional;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The last that Meta's webhook said of a WhatsApp Business Account of a client business. That it was taken away is kept
 * too: else what Meta sends again of before would count as news.
 */
@Entity
@Table(name = "FACEBOOK_BUSINESS_INSTALL")
class InstallEntity {

    /** About a day, with an hour between most of them. */
    private static final int FETCHES_UNTIL_GIVEN_UP = 30;

    @Id
    @Column(name = "ID", length = 36)
    private String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    private String realmId;

    /** The provider's internal id. */
    @Column(name = "PROVIDER_ID", length = 36, nullable = false)
    private String providerId;

    /** An admin may enter another one at the provider; what Meta said of the one before is not about that. */
    @Column(name = "APP_ID", length = 32, nullable = false)
    private String appId;

    @Column(name = "CLIENT_BUSINESS_ID", length = 32, nullable = false)
    private String clientBusinessId;

    @Column(name = "WABA_ID", length = 32, nullable = false)
    private String wabaId;

    @Enumerated(EnumType.STRING)
    @Column(name = "EVENT", length = 32, nullable = false)
    private Event event;

    /** Epoch seconds, 0 where Meta did not say when. */
    @Column(name = "SAID_AT", nullable = false)
    private long saidAt;

    /** When the business's token is fetched next; null where it is not, or not any more. Epoch seconds. */
    @Column(name = "FETCH_AT")
    private Long fetchAt;

    @Column(name = "FETCH_FAILURES", nullable = false)
    private int fetchFailures;

    @Version
    @Column(name = "VERSION", nullable = false)
    private long version;

    protected InstallEntity() {}

    InstallEntity(String realmId, String providerId, String appId, WhatsAppAccountNotice notice, long saidAt) {
        this.id = KeycloakModelUtils.generateId();
        this.realmId = realmId;
        this.providerId = providerId;
        this.appId = appId;
        this.clientBusinessId = notice.clientBusinessId();
        this.wabaId = notice.wabaId();
        this.event = notice.event();
        this.saidAt = saidAt;
    }

    /** @return whether it is later than what is known */
    boolean turn(Event said, long at) {
        if (at <= saidAt) {
            return false;
        }
        event = said;
        saidAt = at;
        fetched();
        return true;
    }

    void fetchAt(long at) {
        fetchAt = at;
    }

    void fetched() {
        fetchAt = null;
        fetchFailures = 0;
    }

    /** @return whether that was the last try */
    boolean fetchFailed(CheckSchedule schedule, long now) {
        if (fetchAt == null) {
            return false;
        }
        fetchFailures++;
        boolean isGivenUp = fetchFailures >= FETCHES_UNTIL_GIVEN_UP;
        fetchAt = isGivenUp ? null : Long.valueOf(schedule.afterPause(fetchFailures, now));
        return isGivenUp;
    }

    Installs.Install read() {
        return new Installs.Install(notice(), appId);
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

    WhatsAppAccountNotice notice() {
        return new WhatsAppAccountNotice(
                event, wabaId, clientBusinessId, Optional.of(saidAt).filter(time -> time > 0));
    }
}
