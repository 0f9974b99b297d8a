package io.github.facebookbusiness.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An access token, and what it stands for.
 *
 * @param narrowedFrom the token that a granular one was minted with; a renewed one names that of its predecessor
 */
record AccessToken(
        String value,
        Grant grant,
        TokenOrigin origin,
        Optional<String> narrowedFrom,
        Instant issuedAt,
        Optional<Instant> expiresAt) {

    boolean isExpired(Instant now) {
        return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
    }

    /** What is told as {@code expires_in}; 0 for never. */
    long secondsLeft(Instant now) {
        return expiresAt.map(end -> Duration.between(now, end).toSeconds()).orElse(0L);
    }

    AccessToken expiredAt(Instant time) {
        return new AccessToken(value, grant, origin, narrowedFrom, issuedAt, Optional.of(time));
    }

    /** Seconds since the epoch; 0 for never. */
    long expiresAtSeconds() {
        return expiresAt.map(Instant::getEpochSecond).orElse(0L);
    }

    boolean isOfBusiness(String businessId) {
        return grant.grantor() instanceof SandboxBusiness business
                && business.id().equals(businessId);
    }

    boolean isOf(TokenType type) {
        return grant.tokenType() == type;
    }
}
