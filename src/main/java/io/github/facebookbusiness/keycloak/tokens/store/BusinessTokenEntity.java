package io.github.facebookbusiness.keycloak.tokens.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/**
 * A row of the token store. Kept apart from Keycloak's tables: no foreign keys, since Keycloak's upgrades change those.
 *
 * <p>Lists are texts: {@code scopes} and {@code assets} separated by commas, {@code granularScopes} as JSON.
 */
@Entity
@Table(name = "FACEBOOK_BUSINESS_TOKEN")
class BusinessTokenEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    String realmId;

    /** The provider's internal id: an alias can be used again for another provider. */
    @Column(name = "PROVIDER_ID", length = 36, nullable = false)
    String providerId;

    @Column(name = "CLIENT_BUSINESS_ID", length = 32, nullable = false)
    String clientBusinessId;

    @Column(name = "CONFIG_ID", length = 32, nullable = false)
    String configId;

    /** {@link Selection#ORIGINAL} or {@link Selection#fingerprint()}; unique with the four columns before. */
    @Column(name = "SELECTION", length = 80, nullable = false)
    String selection;

    @Column(name = "CLIENT_BUSINESS_NAME")
    String clientBusinessName;

    @Column(name = "SYSTEM_USER_ID", length = 32, nullable = false)
    String systemUserId;

    @Column(name = "APP_ID", length = 32, nullable = false)
    String appId;

    @Column(name = "GRAPH_HOST", nullable = false)
    String graphHost;

    @Column(name = "PARENT_ID", length = 36)
    String parentId;

    @Column(name = "SCOPES", nullable = false)
    String scopes;

    /** Null where they are not known. */
    @Column(name = "ASSETS")
    String assets;

    /** Whether it was asked for by assets; then {@link #assets} are those. */
    @Column(name = "NARROWED_TO_ASSETS", nullable = false)
    boolean narrowedToAssets;

    @Column(name = "NARROWED_TO_SCOPES", nullable = false)
    boolean narrowedToScopes;

    @Column(name = "GRANULAR_SCOPES", nullable = false)
    String granularScopes;

    @Enumerated(EnumType.STRING)
    @Column(name = "STATUS", length = 16, nullable = false)
    TokenStatus status;

    @Column(name = "ISSUED_AT", nullable = false)
    long issuedAt;

    @Column(name = "EXPIRES_AT", nullable = false)
    long expiresAt;

    @Column(name = "LAST_CHECKED_AT", nullable = false)
    long lastCheckedAt;

    /** The admin chooses the id of a key in a keystore. */
    @Column(name = "KEY_ID", nullable = false)
    String keyId;

    @Column(name = "SEALED_TOKEN", nullable = false)
    String sealedToken;

    @Version
    @Column(name = "VERSION", nullable = false)
    long version;
}
