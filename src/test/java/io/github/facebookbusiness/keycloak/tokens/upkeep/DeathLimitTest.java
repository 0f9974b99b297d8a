package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Deaths;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeathLimitTest {

    @ParameterizedTest
    @CsvSource({
        "0,      0,    false",
        "9,      9,    false",
        "10,     10,   true",
        "199,    10,   true",
        "200,    10,   false",
        "200,    11,   true",
        "100000, 5000, false",
        "100000, 5001, true",
    })
    void is_five_percent_and_at_least_ten(long tokens, long dead, boolean exceeded) {
        assertEquals(exceeded, DeathLimit.isExceeded(new Deaths(tokens, dead)));
    }
}
