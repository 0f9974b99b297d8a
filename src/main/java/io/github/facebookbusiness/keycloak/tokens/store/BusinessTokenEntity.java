package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.Signup;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus.KeyPresence;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
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
 * whatever touches a field of an entity, and then nobody can tell what of it the tests have run. Kept apart from
 * Keycloak's tables: no foreign keys, since Keycloak's upgrades change those. One reason for its length: all that may
 * happen to a row is here.
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

    /** What was granted; {@link #scopes} and {@link #assets} are what there is of it now. */
    @Column(name = "GRANTED_SCOPES", nullable = false)
    private String grantedScopes;

    @Column(name = "GRANTED_ASSETS")
    private String grantedAssets;

    @Enumerated(EnumType.STRING)
    @Column(name = "STATUS", length = 16, nullable = false)
    private TokenStatus status;

    /** The status that an event has told of: the clock changes a status without touching the row. */
    @Enumerated(EnumType.STRING)
    @Column(name = "TOLD_STATUS", length = 16, nullable = false)
    private TokenStatus toldStatus;

    @Column(name = "REASON", length = 64)
    private String reason;

    @Column(name = "STATUS_SINCE", nullable = false)
    private long statusSince;

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

    /** What Meta renewed the token to, until it is proven; null otherwise. */
    @Column(name = "SEALED_SUCCESSOR")
    private String sealedSuccessor;

    @Embedded
    private TokenUpkeep upkeep = new TokenUpkeep();

    /** Null where the token did not come from one, or nobody told of it. */
    @Embedded
    private TokenSignup signup;

    /** Null where nobody here asked Meta to end the token. */
    @Embedded
    private TokenRevocation revocation;

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

    /** Takes in a token that was granted, in place of the one before. */
    void keep(NewToken token, TokenKeys keys, CheckSchedule schedule) {
        takeIn(token, keys, schedule);
        grantedScopes = scopes;
        grantedAssets = assets;
    }

    /**
     * Takes in what the token was renewed to: what was granted once stays what was granted. Where the end of the token
     * was announced meanwhile, it is announced for what it was renewed to: that may have been proven before.
     *
     * @return the status before, where it changed
     */
    Optional<TokenStatus> keepRenewed(StoredToken renewed, NewToken token, TokenKeys keys, CheckSchedule schedule) {
        TokenStatus before = toldStatus;
        Optional<Finding> announced =
                wasAnnouncedSince(renewed) ? Optional.of(new Finding.Announced(status, reason)) : Optional.empty();
        long announcedRemovalAt = removalAt;
        takeIn(token, keys, schedule);
        announced.ifPresent(finding -> {
            removalAt = announcedRemovalAt;
            note(finding, keys, schedule);
        });
        return Optional.of(before).filter(told -> told != toldStatus);
    }

    private void takeIn(NewToken token, TokenKeys keys, CheckSchedule schedule) {
        clientBusinessName =
                token.clientBusinessName().map(BusinessTokenEntity::storable).orElse(clientBusinessName);
        systemUserId = token.systemUserId();
        appId = token.appId();
        graphHost = token.graphHost();
        scopes = ListColumn.text(token.scopes());
        assets = token.assets().map(ListColumn::text).orElse(null);
        granularScopes = ListColumn.json(token.granularScopes());
        signup = token.signup().map(TokenSignup::new).orElse(signup);
        issuedAt = token.issuedAt();
        expiresAt = token.expiresAt();
        removalAt = 0;
        long now = Time.currentTime();
        lastCheckedAt = now;
        status = TokenStatus.ACTIVE;
        reason = null;
        toldStatus = statusNow(KeyPresence.PRESENT, schedule, now);
        statusSince = now;
        sealedSuccessor = null;
        revocation = null;
        upkeep.begin(schedule, issuedAt, expiresAt, now);
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

    /**
     * Takes note of what became known.
     *
     * @return the status before, where it changed
     */
    Optional<TokenStatus> note(Finding finding, TokenKeys keys, CheckSchedule schedule) {
        long now = Time.currentTime();
        if (finding instanceof Finding.Good good) {
            noteGood(good.inspection(), schedule, now);
        } else if (finding instanceof Finding.Dead dead) {
            noteConfirmed(dead);
            lastCheckedAt = now;
        } else if (finding instanceof Finding.Announced announced) {
            noteDead(announced.status(), announced.reason());
            upkeep.postpone(now);
        } else if (finding instanceof Finding.Doubted doubted) {
            noteDoubted(doubted, schedule, now);
        } else if (finding instanceof Finding.Unanswered unanswered) {
            noteUnanswered(unanswered, schedule, now);
        } else if (finding instanceof Finding.Postponed postponed) {
            upkeep.postpone(postponed.until());
        } else {
            noteSeen(schedule, now);
        }
        return turn(KeyPresence.of(value(keys).isPresent()), schedule, now);
    }

    private void noteGood(TokenInspection inspection, CheckSchedule schedule, long now) {
        boolean isBack = status.isDead();
        status = TokenStatus.ACTIVE;
        reason = null;
        lastCheckedAt = now;
        // An answer without an end is no news: a token that ends does not become one that never does.
        expiresAt = inspection.expiresAt() == 0 ? expiresAt : inspection.expiresAt();
        scopes = ListColumn.text(inspection.scopes());
        granularScopes = ListColumn.json(inspection.granularScopes());
        revocation = revocation == null ? null : revocation.found();
        upkeep.good(schedule, issuedAt, expiresAt, now);
        if (isBack) {
            // Meta's left hand may not know yet what its right hand has told.
            upkeep.lookAgain(schedule.confirmation(now), now);
        }
    }

    private void noteDoubted(Finding.Doubted doubted, CheckSchedule schedule, long now) {
        lastCheckedAt = now;
        if (!status.isDead()) {
            upkeep.doubted(doubted.status(), schedule, now);
        }
    }

    /** That the app was removed says more than that the token is not valid. */
    private void noteConfirmed(Finding.Dead said) {
        Finding.Dead dead = revocation == null ? said : revocation.explain(id, said);
        if (status == TokenStatus.REVOKED && dead.status() == TokenStatus.INVALID) {
            upkeep.dead();
        } else {
            noteDead(dead.status(), dead.reason());
        }
    }

    /** Where it is open what became of the token, it is due for a check at once. */
    void noteRevocation(RevocationRequest request) {
        revocation = new TokenRevocation(request);
        if (request.answer().mayHaveEnded() && !status.isDead()) {
            upkeep.postpone(Time.currentTime());
        }
    }

    private void noteSeen(CheckSchedule schedule, long now) {
        upkeep.forgetDoubt();
        if (status.isDead()) {
            upkeep.dead();
        } else if (expiresAt != 0 && expiresAt <= now) {
            noteDead(TokenStatus.EXPIRED, "expired");
        } else {
            upkeep.lookAgain(schedule.afterGoodAnswer(expiresAt, now), now);
        }
    }

    private void noteDead(TokenStatus newStatus, String why) {
        status = newStatus;
        reason = why;
        upkeep.dead();
    }

    private void noteUnanswered(Finding.Unanswered unanswered, CheckSchedule schedule, long now) {
        if (!status.isDead()) {
            status = unanswered.status();
            reason = unanswered.reason();
        }
        upkeep.failed(schedule, now);
    }

    /** The one place where a status changes; so no change goes untold. */
    private Optional<TokenStatus> turn(KeyPresence key, CheckSchedule schedule, long now) {
        TokenStatus before = toldStatus;
        TokenStatus after = statusNow(key, schedule, now);
        if (before == after) {
            return Optional.empty();
        }
        toldStatus = after;
        statusSince = now;
        return Optional.of(before);
    }

    private TokenStatus statusNow(KeyPresence key, CheckSchedule schedule, long now) {
        return TokenStatus.of(status, expiresAt, key, now, schedule.expiringWithin());
    }

    /** @param now what it holds for now; empty where Meta does not tell */
    void noteAssets(Optional<Set<String>> now, CheckSchedule schedule) {
        // What it was narrowed to stays so, whatever else its system user has.
        assets = narrowedToAssets ? assets : now.map(ListColumn::text).orElse(assets);
        upkeep.assetsWereTold(schedule, Time.currentTime());
    }

    /** @return whether it is given up now */
    boolean renewalFailed(String why, TokenStore.Lasting lasting, CheckSchedule schedule) {
        if (status.isDead()) {
            return false;
        }
        boolean wasGivenUp = upkeep.renewal().isGivenUp();
        upkeep.renewalFailed(why, lasting, schedule, Time.currentTime());
        return !wasGivenUp && upkeep.renewal().isGivenUp();
    }

    /** Whether something that Meta announces to have happened then can be news. */
    boolean wasCheckedBefore(long time) {
        return lastCheckedAt <= time;
    }

    TokenUpkeep upkeep() {
        return upkeep;
    }

    /** Keeps what Meta renewed the token to, before anything else is done with it. */
    void keepSuccessor(AccessToken value, TokenKeys keys) {
        sealedSuccessor = successorSeal(keys)
                .seal(value.value().getBytes(StandardCharsets.UTF_8))
                .value();
    }

    void dropSuccessor() {
        sealedSuccessor = null;
    }

    Optional<AccessToken> successor(TokenKeys keys) {
        return Optional.ofNullable(sealedSuccessor)
                .flatMap(text -> successorSeal(keys).open(text))
                .map(content -> new AccessToken(new String(content, StandardCharsets.UTF_8)));
    }

    private Seal successorSeal(TokenKeys keys) {
        return new Seal(keys, "facebook-business successor 1", realmId, providerId, clientBusinessId, id);
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

    /** A replay of that removal is no news any more, whatever Meta says about the token when it is asked. */
    void endedBy(AppRemoval removal) {
        removalAt = removal.time();
    }

    void sealAgain(byte[] value, TokenKeys keys) {
        Seal.Sealed sealed = seal(keys).seal(value);
        sealedToken = sealed.value();
        keyId = sealed.keyId();
        successor(keys).ifPresent(next -> keepSuccessor(next, keys));
    }

    Optional<byte[]> open(TokenKeys keys) {
        return seal(keys).open(new Seal.Sealed(sealedToken, keyId));
    }

    /** Changing the place makes every stored token unreadable. */
    private Seal seal(TokenKeys keys) {
        return new Seal(keys, "facebook-business system user token 1", realmId, providerId, clientBusinessId, id);
    }

    StoredToken read(TokenKeys keys, CheckSchedule schedule) {
        Optional<AccessToken> value = value(keys);
        return new StoredToken(describe(KeyPresence.of(value.isPresent()), schedule), value);
    }

    private Optional<AccessToken> value(TokenKeys keys) {
        return open(keys).map(content -> new AccessToken(new String(content, StandardCharsets.UTF_8)));
    }

    BusinessToken describe(Set<String> keyIds, CheckSchedule schedule) {
        return describe(KeyPresence.of(keyIds.contains(keyId)), schedule);
    }

    /** One that was sealed just now, and need not be opened to tell that it can be. */
    BusinessToken describeSealed(CheckSchedule schedule) {
        return describe(KeyPresence.PRESENT, schedule);
    }

    /** Without opening it: by its key, and as it was told if it was told that it does not open. */
    TokenStatus status(TokenKeys keys, CheckSchedule schedule) {
        return toldStatus == TokenStatus.KEY_MISSING
                ? TokenStatus.KEY_MISSING
                : statusNow(KeyPresence.of(keys.byId(keyId).isPresent()), schedule, Time.currentTime());
    }

    private BusinessToken describe(KeyPresence key, CheckSchedule schedule) {
        long now = Time.currentTime();
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
                Optional.ofNullable(signup).map(TokenSignup::read),
                Optional.ofNullable(parentId),
                statusNow(key, schedule, now),
                issuedAt,
                expiresAt,
                lastCheckedAt,
                health(now));
    }

    /** Not where it has one: who finished the signup in the dialog knows more of it. */
    void fillIn(Signup announced) {
        signup = signup == null ? new TokenSignup(announced) : signup;
    }

    /** The clock ends a token before anybody has noted that. */
    private Optional<String> reason(long now) {
        boolean isOver = !status.isDead() && expiresAt != 0 && expiresAt <= now;
        return isOver ? Optional.of("expired") : Optional.ofNullable(reason);
    }

    private TokenHealth health(long now) {
        return new TokenHealth(
                reason(now),
                statusSince,
                upkeep.doubt(),
                upkeep.nextCheckAt(),
                upkeep.assetsAreDue(now),
                ListColumn.set(grantedScopes),
                Optional.ofNullable(grantedAssets).map(ListColumn::set),
                upkeep.renewal(),
                Optional.ofNullable(revocation).map(TokenRevocation::read));
    }

    /** Whether it was announced to be over after {@code read} was read: what Meta said meanwhile may be from before. */
    boolean wasAnnouncedSince(StoredToken read) {
        return status.isDead() && !read.token().status().isDead();
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

    /** Soon, but not as often as somebody can repeat why: a recorded webhook, for instance. */
    void lookAgainSoon(CheckSchedule schedule) {
        if (!upkeep.isUnanswered()) {
            upkeep.lookAtEverything(schedule.soonAfter(lastCheckedAt, Time.currentTime()));
        }
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
