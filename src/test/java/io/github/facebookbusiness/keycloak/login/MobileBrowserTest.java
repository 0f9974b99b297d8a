package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MobileBrowserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1",
                "Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
                "Mozilla/5.0 (Linux; Android 13; SM-X906C) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
            })
    void phones_and_tablets_are_mobile(String userAgent) {
        assertTrue(MobileBrowser.isMobile(userAgent, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
                "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
                "curl/8.5.0",
                ""
            })
    void computers_are_not(String userAgent) {
        assertFalse(MobileBrowser.isMobile(userAgent, null));
    }

    @Test
    void a_client_hint_counts_where_the_user_agent_is_reduced() {
        assertTrue(MobileBrowser.isMobile("Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0", "?1"));
        assertFalse(MobileBrowser.isMobile(null, "?0"));
    }
}
