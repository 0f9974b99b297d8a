package io.github.facebookbusiness.keycloak.tokens.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** That a person's data were deleted, without the person. */
@Entity
@Table(name = "FACEBOOK_BUSINESS_DELETION")
class DeletionEntity {

    @Id
    @Column(name = "CODE_HASH", length = 64)
    private String codeHash;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    private String realmId;

    @Column(name = "REQUEST_HASH", length = 64, nullable = false)
    private String requestHash;

    @Column(name = "SEED", length = 64, nullable = false)
    private String seed;

    /** Epoch seconds. */
    @Column(name = "REQUESTED_AT", nullable = false)
    private long requestedAt;

    /** Epoch seconds. */
    @Column(name = "DONE_AT", nullable = false)
    private long doneAt;

    protected DeletionEntity() {}

    DeletionEntity(String codeHash, String realmId, String requestHash, String seed, Deletions.Deletion deletion) {
        this.codeHash = codeHash;
        this.realmId = realmId;
        this.requestHash = requestHash;
        this.seed = seed;
        this.requestedAt = deletion.requestedAt();
        this.doneAt = deletion.doneAt();
    }

    boolean isOf(String realm) {
        return realmId.equals(realm);
    }

    String seed() {
        return seed;
    }

    Deletions.Deletion deletion() {
        return new Deletions.Deletion(requestedAt, doneAt);
    }
}
