package io.github.facebookbusiness.keycloak.config;

import io.github.facebookbusiness.keycloak.graph.AllowedHosts;
import io.github.facebookbusiness.keycloak.graph.OutgoingProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxy that Keycloak's own outgoing calls take from {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}.
 * Loopback addresses are always reached directly.
 */
public final class EnvironmentProxy {

    private static final int HTTP = 80;
    private static final String NO_ADDRESS = "The proxy in the environment is not an address such as http://proxy:3128";

    private EnvironmentProxy() {}

    /** @throws IllegalArgumentException which does not quote what is wrong: it may hold a password */
    public static OutgoingProxy of(Map<String, String> environment) {
        String text = first(environment, "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY");
        if (text.isEmpty()) {
            return OutgoingProxy.NONE;
        }
        URI address = parse(text);
        int port = address.getPort() < 0 ? HTTP : address.getPort();
        Proxy proxy = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), port));
        List<String> direct = Arrays.stream(
                        first(environment, "no_proxy", "NO_PROXY").split(","))
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .toList();
        return new OutgoingProxy(
                new Selector(proxy, direct),
                Optional.ofNullable(address.getRawUserInfo())
                        .filter(user -> !user.isEmpty())
                        .map(user -> login(address.getHost(), port, user)));
    }

    private static OutgoingProxy.Login login(String host, int port, String userInfo) {
        String[] parts = userInfo.split(":", 2);
        return new OutgoingProxy.Login(host, port, decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
    }

    /** A plus sign is one here. */
    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static final class Selector extends ProxySelector {

        private final Proxy proxy;
        private final List<String> direct;

        private Selector(Proxy proxy, List<String> direct) {
            this.proxy = proxy;
            this.direct = direct;
        }

        @Override
        public List<Proxy> select(URI uri) {
            String host = uri.getHost().toLowerCase(Locale.ROOT);
            return List.of(
                    AllowedHosts.isLoopback(host) || direct.stream().anyMatch(suffix -> matches(host, suffix))
                            ? Proxy.NO_PROXY
                            : proxy);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // The call that needed the connection reports the failure.
        }

        private static boolean matches(String host, String suffix) {
            return host.equals(suffix) || host.endsWith(suffix.startsWith(".") ? suffix : "." + suffix);
        }
    }

    /** Many environments leave the {@code http://} out. */
    private static URI parse(String value) {
        try {
            URI address = new URI(value.contains("://") ? value : "http://" + value);
            // To one that speaks TLS or SOCKS the login would go in clear, to a port that is not its own.
            if (address.getHost() != null && address.getScheme().equalsIgnoreCase("http")) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(NO_ADDRESS);
        }
        throw new IllegalArgumentException(NO_ADDRESS);
    }

    private static String first(Map<String, String> environment, String... names) {
        return Arrays.stream(names)
                .map(name -> environment.getOrDefault(name, "").strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }
}
