package io.github.facebookbusiness.keycloak.graph;

import java.net.ProxySelector;
import java.util.Optional;

/**
 * The way out to Graph.
 *
 * @param selector says whether it leads through a proxy
 * @param login for a proxy that asks who this server is
 */
public record OutgoingProxy(ProxySelector selector, Optional<Login> login) {

    /** Everything is reached directly. */
    public static final OutgoingProxy NONE = new OutgoingProxy(ProxySelector.of(null), Optional.empty());

    /** Told to the proxy at this address only, and only where it asks. */
    public record Login(String host, int port, String user, String password) {

        boolean isOf(String proxyHost, int proxyPort) {
            return host.equalsIgnoreCase(proxyHost) && port == proxyPort;
        }

        @Override
        public String toString() {
            return "Login[" + host + ":" + port + "]";
        }
    }
}
