package io.github.facebookbusiness.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.facebookbusiness.keycloak.tokens.store.ProviderTokens.Deaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeathLimitTest {

    @ParameterizedTest
    @CsvSource({
        "10,     10,   0,    true",
        "189,    10,   0,    true",
        "190,    10,   0,    false",
        "190,    11,   0,    true",
        "199,    0,    10,   true",
        "200,    0,    10,   false",
        "194,    5,    5,    true",
        "195,    5,    5,    false",
        "95000,  5000, 0,    false",
        "94999,  5001, 0,    true",
    })
    void is_five_percent_of_those_that_were_live(long live, long dead, long doubted, boolean exceeded) {
        assertEquals(exceeded, DeathLimit.isExceeded(new Deaths(dead, doubted), atLeast -> live >= atLeast));
    }

    @Test
    void is_not_exceeded_by_fewer_than_ten_and_nobody_counts_the_others_then() {
        assertFalse(DeathLimit.isExceeded(new Deaths(9, 0), atLeast -> fail("counted")));
        assertFalse(DeathLimit.isExceeded(new Deaths(0, 9), atLeast -> fail("counted")));
    }
}
