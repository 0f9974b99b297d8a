package io.github.facebookbusiness.keycloak.config;

import io.github.facebookbusiness.keycloak.graph.AllowedHosts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * The proxy that Keycloak's own outgoing calls take from {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY},
 * for the JDK's HTTP client, which reads no environment. Loopback addresses are always reached directly.
 */
public final class EnvironmentProxy extends ProxySelector {

    private static final Logger LOG = Logger.getLogger(EnvironmentProxy.class);

    private static final String NO_ADDRESS = "The proxy in the environment is not an address such as http://proxy:3128";

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
        return AllowedHosts.isLoopback(host) || direct.stream().anyMatch(suffix -> matches(host, suffix))
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

    /** Many environments leave the {@code http://} out. What is wrong is not quoted: it may hold a password. */
    private static Proxy parse(String value) {
        try {
            URI address = new URI(value.contains("://") ? value : "http://" + value);
            if (address.getHost() != null) {
                if (address.getRawUserInfo() != null) {
                    LOG.warn(
                            "Calls to Graph go through the proxy of the environment, but without its user and password");
                }
                int port = address.getPort() < 0 ? 80 : address.getPort();
                return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), port));
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
