package io.github.facebookbusiness.keycloak.login.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {

    @ParameterizedTest
    @CsvSource({
        "https://login.example, https://login.example",
        "https://login.example/auth/, https://login.example",
        "https://Login.Example/auth, https://login.example",
        "HTTPS://login.example, https://login.example",
        "https://login.example:443/, https://login.example",
        "http://login.example:80, http://login.example",
        "https://login.example:8443/auth, https://login.example:8443",
        "http://login.example:443, http://login.example:443",
        "http://[::1]:8080/, http://[::1]:8080",
        "http://[::80]/, http://[::80]",
        "http://key_cloak:8080/, http://key_cloak:8080"
    })
    void an_origin_is_what_browsers_send_for_the_address(String address, String origin) {
        assertEquals(origin, Origin.of(URI.create(address)));
    }
}
