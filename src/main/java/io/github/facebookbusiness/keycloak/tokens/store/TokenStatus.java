package io.github.facebookbusiness.keycloak.tokens.store;

import java.time.Duration;

/**
 * What is known about a stored token. A row keeps what Meta last said; that a token is {@link #EXPIRING}, {@link
 * #EXPIRED} or {@link #KEY_MISSING} follows from the clock and the keys when it is read.
 */
public enum TokenStatus {
    ACTIVE,
    /** It ends soon: within {@code upkeep-expiring-within-seconds}. */
    EXPIRING,
    EXPIRED,
    /** The client business removed the app, or somebody here revoked the token. */
    REVOKED,
    /** Meta says that it is not valid, and nothing more. */
    INVALID,
    /** Meta said to wait; what was last known still holds. */
    WAITING,
    /** Meta could not be asked; what was last known still holds. */
    UNKNOWN,
    /** The key that it was encrypted with is not here. */
    KEY_MISSING;

    /** Whether the value of such a token may be handed out. */
    public boolean isServed() {
        return switch (this) {
            case ACTIVE, EXPIRING, WAITING, UNKNOWN -> true;
            case EXPIRED, REVOKED, INVALID, KEY_MISSING -> false;
        };
    }

    /** Whether such a token is over for good: only a new login helps. */
    public boolean isDead() {
        return this == REVOKED || this == INVALID || this == EXPIRED;
    }

    /**
     * What a row amounts to now.
     *
     * @param expiresAt epoch seconds, 0 for never
     * @param now epoch seconds
     */
    static TokenStatus of(TokenStatus kept, long expiresAt, KeyPresence key, long now, Duration expiringWithin) {
        if (kept.isDead()) {
            return kept;
        }
        if (expiresAt != 0 && expiresAt <= now) {
            return EXPIRED;
        }
        if (key == KeyPresence.MISSING) {
            return KEY_MISSING;
        }
        if (kept == WAITING || kept == UNKNOWN) {
            return kept;
        }
        return expiresAt != 0 && expiresAt <= now + expiringWithin.toSeconds() ? EXPIRING : ACTIVE;
    }

    /** Whether the key of a row is here. */
    enum KeyPresence {
        PRESENT,
        MISSING;

        static KeyPresence of(boolean present) {
            return present ? PRESENT : MISSING;
        }
    }
}
