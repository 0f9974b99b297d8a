package io.github.facebookbusiness.sandbox;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the access tokens of one app live. A day of Meta's can be made shorter, so that sixty of them pass within a
 * test; what is told of a token, in seconds and as times, is real time all the same.
 */
final class TokenLives {
    /** What a refresh answers as {@code expires_in}; Meta's page calls it 60 days. */
    private static final Duration SIXTY_DAYS = Duration.ofSeconds(5_183_944);

    private static final Duration SHORT_LIVED = Duration.ofMinutes(90);
    /** Who logs in has to exchange it, however short the days are. */
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private static final Duration DATA_ACCESS = Duration.ofDays(90);
    private static final Duration DAY = Duration.ofDays(1);

    private volatile Duration day = DAY;

    /** For tokens that are issued from now on. */
    void letDayLast(Duration real) {
        if (real.compareTo(Duration.ofMillis(1)) < 0 || real.compareTo(DAY) > 0) {
            throw new IllegalArgumentException("A day lasts between a millisecond and a day: " + real);
        }
        day = real;
    }

    Optional<Duration> of(TokenExpiry expiry) {
        return expiry == TokenExpiry.NEVER ? Optional.empty() : Optional.of(sixtyDays());
    }

    Duration sixtyDays() {
        return scaled(SIXTY_DAYS);
    }

    /** Of a person's token, before it is exchanged for one that lives sixty days. */
    Duration shortLived() {
        Duration scaled = scaled(SHORT_LIVED);
        return scaled.compareTo(SHORTEST) < 0 ? SHORTEST : scaled;
    }

    /** For how long a person's data can be read, without that person coming back. */
    Duration dataAccess() {
        return scaled(DATA_ACCESS);
    }

    private Duration scaled(Duration atMeta) {
        return Duration.ofMillis(atMeta.toMillis() * day.toMillis() / DAY.toMillis());
    }
}
