package io.github.facebookbusiness.keycloak.tokens.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.Optional;

/**
 * The columns of a token's row that say when it is looked at next, and by whom it is being looked at. All times are
 * epoch seconds.
 *
 * <p>One column says when a row is due, and the index on it is all that a look for work reads. Who takes a row up moves
 * that time to the end of its lease: if it dies, the row is due again then, and nobody has to find out that it died.
 */
@Embeddable
class TokenUpkeep {

    /** Null for a token that is dead and of which nobody says anything else: nobody looks at it any more. */
    @Column(name = "NEXT_CHECK_AT")
    private Long nextCheckAt;

    @Column(name = "CHECK_FAILURES", nullable = false)
    private int checkFailures;

    @Column(name = "ASSETS_CHECK_AT", nullable = false)
    private long assetsCheckAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "DOUBT", length = 16)
    private TokenStatus doubt;

    /** Null where it is not needed, or was given up. */
    @Column(name = "RENEWAL_AT")
    private Long renewalAt;

    @Column(name = "RENEWAL_FAILURES", nullable = false)
    private int renewalFailures;

    /** Those of {@link #renewalFailures} that Meta will say again. */
    @Column(name = "RENEWAL_REFUSALS", nullable = false)
    private int renewalRefusals;

    @Column(name = "RENEWAL_REASON", length = 64)
    private String renewalReason;

    @Column(name = "LEASED_UNTIL", nullable = false)
    private long leasedUntil;

    /** Of one piece of work and not of a node: two of them on one node are as much in each other's way. */
    @Column(name = "LEASE_HOLDER", length = 36)
    private String leaseHolder;

    protected TokenUpkeep() {}

    /** For a token that was just granted, fetched, made or renewed. */
    void begin(CheckSchedule schedule, long issuedAt, long expiresAt, long now) {
        checkFailures = 0;
        doubt = null;
        forgetFailedRenewals();
        renewalAt = schedule.renewal(issuedAt, expiresAt).orElse(null);
        assetsCheckAt = schedule.assets(now);
        lookAgain(schedule.afterGoodAnswer(expiresAt, now), now);
    }

    void good(CheckSchedule schedule, long issuedAt, long expiresAt, long now) {
        checkFailures = 0;
        doubt = null;
        if (expiresAt != 0 && renewalAt == null && !isRenewalGivenUp()) {
            renewalAt = schedule.renewal(issuedAt, expiresAt).orElse(null);
        }
        lookAgain(schedule.afterGoodAnswer(expiresAt, now), now);
    }

    void assetsWereTold(CheckSchedule schedule, long now) {
        assetsCheckAt = schedule.assets(now);
    }

    void doubted(TokenStatus what, CheckSchedule schedule, long now) {
        doubt = what;
        lookAgain(schedule.confirmation(now), now);
    }

    void failed(CheckSchedule schedule, long now) {
        checkFailures++;
        lookAgain(schedule.afterFailure(checkFailures, now), now);
    }

    /**
     * A refusal counts for giving up only when the renewal was due: somebody who asks again and again within a minute
     * learns nothing new from Meta.
     *
     * @param lasting whether Meta will say the same the next time
     */
    void renewalFailed(String reason, TokenStore.Lasting lasting, CheckSchedule schedule, long now) {
        renewalFailures++;
        renewalReason = reason;
        if (renewalAt == null || renewalAt > now) {
            return;
        }
        if (lasting == TokenStore.Lasting.YES) {
            renewalRefusals++;
            renewalAt = schedule.afterRefusal(renewalRefusals, now).orElse(null);
        } else {
            renewalAt = schedule.afterFailure(renewalFailures - renewalRefusals, now);
        }
        lookAgain(nextCheckAt == null ? now : nextCheckAt, now);
    }

    private void forgetFailedRenewals() {
        renewalFailures = 0;
        renewalRefusals = 0;
        renewalReason = null;
    }

    private boolean isRenewalGivenUp() {
        return renewalAt == null && renewalRefusals > 0;
    }

    /** Should it come back, its renewal begins anew. */
    void dead() {
        nextCheckAt = null;
        renewalAt = null;
        forgetFailedRenewals();
        forgetDoubt();
    }

    void forgetDoubt() {
        doubt = null;
    }

    /** Or earlier, where the token is to be renewed before. A renewal that is late already does not make it earlier. */
    void lookAgain(long at, long now) {
        postpone(renewalAt != null && renewalAt > now ? Math.min(at, renewalAt) : at);
    }

    /** Not where somebody asked for a look after the row was taken up: what Meta said since may be from before. */
    void postpone(long until) {
        boolean isAskedFor = leaseHolder != null && nextCheckAt != null && nextCheckAt < leasedUntil;
        nextCheckAt = isAskedFor ? Math.min(nextCheckAt, until) : until;
    }

    void lookAtEverything(long at) {
        assetsCheckAt = Math.min(assetsCheckAt, at);
        if (nextCheckAt == null || nextCheckAt > at) {
            nextCheckAt = at;
        }
    }

    /** Takes up a row that is due. */
    void takeUp(String holder, long until) {
        leaseHolder = holder;
        leasedUntil = until;
        nextCheckAt = until;
    }

    /** Takes the row up, unless somebody else has. */
    boolean lease(String holder, long until, long now) {
        if (leasedUntil > now && !holder.equals(leaseHolder)) {
            return false;
        }
        if (isHeldBy(holder) && nextCheckAt != null && nextCheckAt == leasedUntil) {
            nextCheckAt = until;
        }
        leaseHolder = holder;
        leasedUntil = until;
        return true;
    }

    /** Also when its time is up, as long as nobody else has taken the row up. */
    boolean isHeldBy(String holder) {
        return holder.equals(leaseHolder);
    }

    boolean release(String holder) {
        boolean held = isHeldBy(holder);
        if (held) {
            leaseHolder = null;
            leasedUntil = 0;
        }
        return held;
    }

    Optional<TokenStatus> doubt() {
        return Optional.ofNullable(doubt);
    }

    Optional<Long> nextCheckAt() {
        return Optional.ofNullable(nextCheckAt);
    }

    /** Whether Meta did not answer about it the last time; then it is asked less and less often. */
    boolean isUnanswered() {
        return checkFailures > 0;
    }

    boolean assetsAreDue(long now) {
        return assetsCheckAt <= now;
    }

    TokenHealth.RenewalState renewal() {
        return new TokenHealth.RenewalState(
                Optional.ofNullable(renewalAt),
                renewalFailures,
                Optional.ofNullable(renewalReason),
                isRenewalGivenUp());
    }
}
