package io.github.facebookbusiness.keycloak.config;

import static io.github.facebookbusiness.keycloak.testing.Unsaid.assertUnsaid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facebookbusiness.keycloak.graph.OutgoingProxy;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxyTest {

    private static final Proxy PROXY =
            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.example", 3128));

    private final ProxySelector selector = EnvironmentProxy.of(
                    Map.of("HTTPS_PROXY", "http://proxy.example:3128", "NO_PROXY", "internal.example, .corp.example"))
            .selector();

    @Test
    void graph_is_reached_through_the_proxy() {
        assertEquals(List.of(PROXY), selector.select(URI.create("https://graph.facebook.com/v26.0/")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8090",
                "http://127.0.0.1",
                "http://[::1]:1",
                "https://internal.example",
                "https://a.internal.example",
                "https://a.corp.example"
            })
    void loopback_and_excepted_hosts_are_reached_directly(String uri) {
        assertEquals(List.of(Proxy.NO_PROXY), selector.select(URI.create(uri)));
    }

    @ParameterizedTest
    @CsvSource({
        "http://keycloak:p%40ss+w%3Ard@proxy.example:3128, keycloak, p@ss+w:rd",
        "http://keycloak@proxy.example:3128, keycloak, ''",
    })
    void user_and_password_of_the_address_are_for_that_proxy(String address, String user, String password) {
        OutgoingProxy proxy = EnvironmentProxy.of(Map.of("HTTPS_PROXY", address));
        assertEquals(Optional.of(new OutgoingProxy.Login("proxy.example", 3128, user, password)), proxy.login());
        assertEquals("Login[proxy.example:3128]", proxy.login().orElseThrow().toString());
        assertEquals(List.of(PROXY), proxy.selector().select(URI.create("https://graph.facebook.com")));
    }

    @Test
    void an_address_without_them_has_none() {
        assertEquals(
                Optional.empty(),
                EnvironmentProxy.of(Map.of("HTTPS_PROXY", "http://proxy.example"))
                        .login());
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example:3128", "http://proxy.example:3128/"})
    void the_scheme_of_the_proxys_address_may_be_left_out(String address) {
        assertEquals(
                List.of(PROXY),
                EnvironmentProxy.of(Map.of("https_proxy", address))
                        .selector()
                        .select(URI.create("https://graph.facebook.com")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "http://user:sec%zzret@proxy.example",
                "https://user:secret@proxy.example",
                "socks5://user:secret@proxy.example"
            })
    void what_is_no_address_of_a_proxy_is_refused_and_not_quoted(String address) {
        Map<String, String> environment = Map.of("HTTPS_PROXY", address);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> EnvironmentProxy.of(environment));
        assertUnsaid(e, "sec");
    }

    @Test
    void without_a_proxy_everything_is_reached_directly() {
        assertEquals(
                List.of(Proxy.NO_PROXY),
                EnvironmentProxy.of(Map.of()).selector().select(URI.create("https://graph.facebook.com")));
    }
}
