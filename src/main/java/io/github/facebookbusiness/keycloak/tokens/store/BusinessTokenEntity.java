package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus.KeyPresence;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.keycloak.common.util.Time;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * A row of the token store, and what may happen to it. Its columns are touched by nobody else: the server rewrites
 * whatever touches a field of an entity, and then nobody can tell what of it the tests have run. Kept apart from Keycloak's tables: no foreign keys, since Keycloak's upgrades change those.
 *
 * <p>Lists are texts: {@code scopes} and {@code assets} separated by commas, {@code granularScopes} as JSON.
 */
@Entity
@Table(name = "FACEBOOK_BUSINESS_TOKEN")
class BusinessTokenEntity {

    private static final int NAME_LENGTH = 255;

    @Id
    @Column(name = "ID", length = 36)
    private String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    private String realmId;

    /** The provider's internal id: an alias can be used again for another provider. */
    @Column(name = "PROVIDER_ID", length = 36, nullable = false)
    private String providerId;

    @Column(name = "CLIENT_BUSINESS_ID", length = 32, nullable = false)
    private String clientBusinessId;

    @Column(name = "CONFIG_ID", length = 32, nullable = false)
    private String configId;

    /** {@link Selection#ORIGINAL} or {@link Selection#fingerprint()}; unique with the four columns before. */
    @Column(name = "SELECTION", length = 80, nullable = false)
    private String selection;

    @Column(name = "CLIENT_BUSINESS_NAME")
    private String clientBusinessName;

    @Column(name = "SYSTEM_USER_ID", length = 32, nullable = false)
    private String systemUserId;

    @Column(name = "APP_ID", length = 32, nullable = false)
    private String appId;

    @Column(name = "GRAPH_HOST", nullable = false)
    private String graphHost;

    @Column(name = "PARENT_ID", length = 36)
    private String parentId;

    @Column(name = "SCOPES", nullable = false)
    private String scopes;

    /** Null where they are not known. */
    @Column(name = "ASSETS")
    private String assets;

    /** Whether it was asked for by assets; then {@link #assets} are those. */
    @Column(name = "NARROWED_TO_ASSETS", nullable = false)
    private boolean narrowedToAssets;

    @Column(name = "NARROWED_TO_SCOPES", nullable = false)
    private boolean narrowedToScopes;

    @Column(name = "GRANULAR_SCOPES", nullable = false)
    private String granularScopes;

    @Enumerated(EnumType.STRING)
    @Column(name = "STATUS", length = 16, nullable = false)
    private TokenStatus status;

    @Column(name = "ISSUED_AT", nullable = false)
    private long issuedAt;

    @Column(name = "EXPIRES_AT", nullable = false)
    private long expiresAt;

    @Column(name = "LAST_CHECKED_AT", nullable = false)
    private long lastCheckedAt;

    /** When the app was removed, as Meta announced it last; 0 where it did not. Told again, it is no news. */
    @Column(name = "REMOVAL_AT", nullable = false)
    private long removalAt;

    /** The admin chooses the id of a key in a keystore. */
    @Column(name = "KEY_ID", nullable = false)
    private String keyId;

    @Column(name = "SEALED_TOKEN", nullable = false)
    private String sealedToken;

    @Version
    @Column(name = "VERSION", nullable = false)
    private long version;

    protected BusinessTokenEntity() {}

    /** A new row, for a token that is about to be {@link #keep kept}. */
    BusinessTokenEntity(String realmId, String providerId, NewToken token, String selection) {
        this.id = KeycloakModelUtils.generateId();
        this.realmId = realmId;
        this.providerId = providerId;
        this.clientBusinessId = token.clientBusinessId();
        this.configId = token.configId();
        this.selection = selection;
    }

    /** Takes in a token in place of the one before. */
    void keep(NewToken token, TokenKeys keys) {
        clientBusinessName =
                token.clientBusinessName().map(BusinessTokenEntity::storable).orElse(clientBusinessName);
        systemUserId = token.systemUserId();
        appId = token.appId();
        graphHost = token.graphHost();
        scopes = ListColumn.text(token.scopes());
        assets = token.assets().map(ListColumn::text).orElse(null);
        granularScopes = ListColumn.json(token.granularScopes());
        status = TokenStatus.ACTIVE;
        issuedAt = token.issuedAt();
        expiresAt = token.expiresAt();
        removalAt = 0;
        lastCheckedAt = Time.currentTime();
        sealAgain(token.value().value().getBytes(StandardCharsets.UTF_8), keys);
    }

    /**
     * The name as every database takes it: without control characters, which PostgreSQL refuses, and without what some
     * MySQL columns do. It is there for people to read, and must not be able to fail the token's keeping.
     */
    private static String storable(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", " ").replaceAll("[^\\x{0}-\\x{FFFF}]|[\\uD800-\\uDFFF]", "\uFFFD");
        return plain.substring(0, Math.min(plain.length(), NAME_LENGTH));
    }

    void madeFrom(BusinessToken original, Selection narrowedTo) {
        parentId = original.id();
        narrowedToAssets = narrowedTo.assets().isPresent();
        narrowedToScopes = narrowedTo.scopes().isPresent();
    }

    /** Notes what Meta said about the token just now. */
    void note(TokenStatus newStatus, TokenInspection inspection) {
        status = newStatus;
        lastCheckedAt = Time.currentTime();
        if (inspection.valid()) {
            // An answer without an end is no news: a token that ends does not become one that never does.
            expiresAt = inspection.expiresAt() == 0 ? expiresAt : inspection.expiresAt();
            scopes = ListColumn.text(inspection.scopes());
            granularScopes = ListColumn.json(inspection.granularScopes());
        }
    }

    /** Whether a removal of the app is about this token, and news. */
    boolean isEndedBy(AppRemoval removal) {
        return isOfSameApp(removal)
                && removal.systemUserId().map(systemUserId::equals).orElse(true)
                && issuedAt <= removal.time()
                && removalAt < removal.time();
    }

    boolean isNewerThan(AppRemoval removal) {
        return isOfSameApp(removal) && issuedAt > removal.time();
    }

    private boolean isOfSameApp(AppRemoval removal) {
        return appId.equals(removal.appId()) && graphHost.equals(removal.graphHost());
    }

    /** Whether its status changed by that. */
    boolean end(AppRemoval removal) {
        removalAt = removal.time();
        if (status.isDead()) {
            return false;
        }
        status = TokenStatus.REVOKED;
        return true;
    }

    void sealAgain(byte[] value, TokenKeys keys) {
        Seal.Sealed sealed = seal(keys).seal(value);
        sealedToken = sealed.value();
        keyId = sealed.keyId();
    }

    Optional<byte[]> open(TokenKeys keys) {
        return seal(keys).open(new Seal.Sealed(sealedToken, keyId));
    }

    /** Changing the place makes every stored token unreadable. */
    private Seal seal(TokenKeys keys) {
        return new Seal(keys, "facebook-business system user token 1", realmId, providerId, clientBusinessId, id);
    }

    StoredToken read(TokenKeys keys) {
        Optional<AccessToken> value = value(keys);
        return new StoredToken(describe(KeyPresence.of(value.isPresent())), value);
    }

    private Optional<AccessToken> value(TokenKeys keys) {
        return open(keys).map(content -> new AccessToken(new String(content, StandardCharsets.UTF_8)));
    }

    BusinessToken describe(Set<String> keyIds) {
        return describe(KeyPresence.of(keyIds.contains(keyId)));
    }

    private BusinessToken describe(KeyPresence key) {
        return new BusinessToken(
                id,
                clientBusinessId,
                Optional.ofNullable(clientBusinessName),
                systemUserId,
                configId,
                appId,
                graphHost,
                ListColumn.set(scopes),
                Optional.ofNullable(assets).map(ListColumn::set),
                ListColumn.granularScopes(granularScopes),
                Optional.ofNullable(parentId),
                TokenStatus.of(status, expiresAt, key, Time.currentTime()),
                issuedAt,
                expiresAt,
                lastCheckedAt);
    }

    String id() {
        return id;
    }

    /**
     * Whether the row still holds the token that was read: notes and other keys change the row, and not the token that
     * an answer of Meta's is about.
     */
    boolean isStill(StoredToken read, TokenKeys keys) {
        return read.value().isPresent() && value(keys).equals(read.value());
    }

    boolean isOfSameApp(NewToken token) {
        return appId.equals(token.appId()) && graphHost.equals(token.graphHost());
    }

    boolean isOfSameSystemUser(NewToken token) {
        return systemUserId.equals(token.systemUserId());
    }

    /** Whether {@code token} has every permission that this one has. */
    boolean isCoveredBy(NewToken token) {
        return token.scopes().containsAll(ListColumn.set(scopes));
    }

    boolean isNewerThan(NewToken token) {
        return issuedAt > token.issuedAt();
    }

    /** Whether the token has exactly what {@code wanted} names, and was not narrowed in what it does not name. */
    boolean has(Selection wanted) {
        boolean sameAssets = wanted.assets()
                .map(ids -> assets != null && ListColumn.set(assets).equals(ids))
                .orElse(!narrowedToAssets);
        boolean sameScopes = wanted.scopes()
                .map(names -> ListColumn.set(scopes).equals(names))
                .orElse(!narrowedToScopes);
        return sameAssets && sameScopes;
    }
}
