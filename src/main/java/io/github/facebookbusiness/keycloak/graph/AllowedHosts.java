package io.github.facebookbusiness.keycloak.graph;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The hosts that a server may send app secrets and tokens to. It is the operator's list, not the realm admin's: who may
 * edit a provider must not be able to send its secret elsewhere, nor to reach into the operator's network.
 */
public final class AllowedHosts {

    /** Meta's own: Graph, dialog, JavaScript SDK. */
    public static final List<String> META = List.of("graph.facebook.com", "www.facebook.com", "connect.facebook.net");

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> hosts;

    /** Whether {@code host}, in lower case, is this machine. */
    public static boolean isLoopback(String host) {
        return LOOPBACK.contains(host);
    }

    public AllowedHosts(Collection<String> hosts) {
        this.hosts = hosts.stream()
                .map(host -> host.trim().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why {@code url} must not be called, as a sentence part for an admin; empty where it may. */
    public Optional<String> refusal(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.of("is not a URL");
        }
        if (uri.getScheme() == null || uri.getHost() == null) {
            return Optional.of("is not an absolute URL such as https://graph.facebook.com");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return Optional.of("must not contain a user, a query or a fragment");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            return Optional.of("has a port that does not exist");
        }
        return refusal(uri);
    }

    /** As {@link #refusal(String)}, for an address that is about to be called. */
    Optional<String> refusal(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        boolean plain = "http".equalsIgnoreCase(uri.getScheme());
        if (!plain && !"https".equalsIgnoreCase(uri.getScheme())) {
            return Optional.of("must begin with https://");
        }
        if (plain && !isLoopback(host)) {
            return Optional.of("must begin with https:// (plain http is for loopback addresses only)");
        }
        if (!hosts.contains(host)) {
            return Optional.of("names the host " + host
                    + ", which this server does not allow; see the server option"
                    + " spi-social--facebook-business--allowed-hosts");
        }
        return Optional.empty();
    }
}
