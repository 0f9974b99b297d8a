package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus.KeyPresence;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TokenStatusTest {

    private static final long NOW = 1_800_000_000L;

    /** In the columns: what the row says, in how many seconds it ends, whether its key is here, and what that makes. */
    @ParameterizedTest(name = "{0}, ends in {1} s, key {2}: {3}")
    @CsvSource({
        "ACTIVE,   never,    PRESENT, ACTIVE",
        "ACTIVE,   1209601,  PRESENT, ACTIVE",
        "ACTIVE,   1209600,  PRESENT, EXPIRING",
        "ACTIVE,   1,        PRESENT, EXPIRING",
        "ACTIVE,   0,        PRESENT, EXPIRED",
        "ACTIVE,   -1,       PRESENT, EXPIRED",
        "ACTIVE,   never,    MISSING, KEY_MISSING",
        "ACTIVE,   1,        MISSING, KEY_MISSING",
        "ACTIVE,   0,        MISSING, EXPIRED",
        "WAITING,  never,    PRESENT, WAITING",
        "WAITING,  1,        PRESENT, WAITING",
        "WAITING,  0,        PRESENT, EXPIRED",
        "WAITING,  never,    MISSING, KEY_MISSING",
        "UNKNOWN,  never,    PRESENT, UNKNOWN",
        "UNKNOWN,  1,        PRESENT, UNKNOWN",
        "UNKNOWN,  -1,       PRESENT, EXPIRED",
        "UNKNOWN,  never,    MISSING, KEY_MISSING",
        "EXPIRED,  never,    PRESENT, EXPIRED",
        "EXPIRED,  2000000,  MISSING, EXPIRED",
        "REVOKED,  never,    PRESENT, REVOKED",
        "REVOKED,  -1,       MISSING, REVOKED",
        "INVALID,  never,    PRESENT, INVALID",
        "INVALID,  -1,       MISSING, INVALID",
    })
    void a_row_amounts_to(TokenStatus kept, String endsIn, KeyPresence key, TokenStatus status) {
        long expiresAt = endsIn.equals("never") ? 0 : NOW + Long.parseLong(endsIn);
        assertEquals(status, TokenStatus.of(kept, expiresAt, key, NOW, Duration.ofDays(14)));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"ACTIVE", "EXPIRING", "WAITING", "UNKNOWN"},
            mode = EnumSource.Mode.INCLUDE)
    void is_served_while_nobody_said_that_it_is_over(TokenStatus status) {
        assertEquals(true, status.isServed());
    }

    @ParameterizedTest
    @EnumSource(
            names = {"ACTIVE", "EXPIRING", "WAITING", "UNKNOWN"},
            mode = EnumSource.Mode.EXCLUDE)
    void is_not_served_when_it_is_over_or_cannot_be_read(TokenStatus status) {
        assertEquals(false, status.isServed());
    }
}
