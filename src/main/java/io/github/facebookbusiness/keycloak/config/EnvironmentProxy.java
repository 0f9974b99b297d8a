package io.github.facebookbusiness.keycloak.config;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The proxy that Keycloak's own outgoing calls take from {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY},
 * for the JDK's HTTP client, which reads no environment. Loopback addresses are always reached directly.
 */
public final class EnvironmentProxy extends ProxySelector {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final List<Proxy> proxy;
    private final List<String> direct;

    public EnvironmentProxy(Map<String, String> environment) {
        String address = first(environment, "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY");
        this.proxy = address.isEmpty() ? List.of(Proxy.NO_PROXY) : List.of(parse(address));
        this.direct = Arrays.stream(first(environment, "no_proxy", "NO_PROXY").split(","))
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .toList();
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(host) || direct.stream().anyMatch(suffix -> matches(host, suffix))
                ? List.of(Proxy.NO_PROXY)
                : proxy;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The call that needed the connection reports the failure.
    }

    private static boolean matches(String host, String suffix) {
        return host.equals(suffix) || host.endsWith(suffix.startsWith(".") ? suffix : "." + suffix);
    }

    /** Many environments leave the {@code http://} out. */
    private static Proxy parse(String value) {
        URI address = URI.create(value.contains("://") ? value : "http://" + value);
        if (address.getHost() == null) {
            throw new IllegalArgumentException(
                    "The proxy in the environment is not an address such as http://proxy:3128");
        }
        int port = address.getPort() < 0 ? 80 : address.getPort();
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), port));
    }

    private static String first(Map<String, String> environment, String... names) {
        return Arrays.stream(names)
                .map(name -> environment.getOrDefault(name, "").strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }
}
