package io.github.facebookbusiness.sandbox;

import java.time.Instant;
import java.util.Optional;

/** An access token, and what it stands for. */
record AccessToken(String value, Grant grant, TokenOrigin origin, Instant issuedAt, Optional<Instant> expiresAt) {

    boolean isExpired(Instant now) {
        return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
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
