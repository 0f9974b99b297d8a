package io.github.facebookbusiness.keycloak.tokens.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An account that a first login through a provider made. */
@Entity
@Table(name = "FACEBOOK_BUSINESS_ACCOUNT")
class MadeAccountEntity {

    /** Of a user of a user storage, it is longer than Keycloak's own ids. */
    @Id
    @Column(name = "USER_ID")
    private String userId;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    private String realmId;

    /** The provider's internal id. */
    @Column(name = "PROVIDER_ID", length = 36, nullable = false)
    private String providerId;

    protected MadeAccountEntity() {}

    MadeAccountEntity(String userId, String realmId, String providerId) {
        this.userId = userId;
        this.realmId = realmId;
        this.providerId = providerId;
    }

    String providerId() {
        return providerId;
    }
}
