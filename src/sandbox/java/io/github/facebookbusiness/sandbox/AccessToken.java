package io.github.facebookbusiness.sandbox;

import java.time.Instant;
import java.util.Optional;

/** An access token, and what it stands for. */
record AccessToken(String value, Grant grant, Instant issuedAt, Optional<Instant> expiresAt) {

    boolean isExpired(Instant now) {
        return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
    }

    /** Seconds since the epoch; 0 for never. */
    long expiresAtSeconds() {
        return expiresAt.map(Instant::getEpochSecond).orElse(0L);
    }

    boolean isOf(TokenType type) {
        return grant.tokenType() == type;
    }
}
