package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {

    private final AllowedHosts hosts = new AllowedHosts(List.of("graph.facebook.com", "localhost", "[::1]"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://graph.facebook.com",
                "https://GRAPH.facebook.com/",
                "https://graph.facebook.com:8443",
                "http://localhost:8090",
                "http://[::1]:8090"
            })
    void allows_listed_hosts_over_https_and_listed_loopback_over_http(String url) {
        assertEquals(Optional.empty(), hosts.refusal(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://graph.facebook.com",
                "https://evil.example",
                "https://graph.facebook.com.evil.example",
                "https://graph.facebook.com@evil.example",
                "https://evil.example#graph.facebook.com",
                "https://graph.facebook.com?x=1",
                "http://127.0.0.1",
                "ftp://graph.facebook.com",
                "graph.facebook.com",
                "https://",
                "https://graph.facebook.com:99999",
                "https://graph.facebook.com:0",
                "not a url",
                "//graph.facebook.com",
                "file:///etc/passwd"
            })
    void refuses_everything_else_with_a_reason(String url) {
        assertTrue(hosts.refusal(url).isPresent());
    }
}
