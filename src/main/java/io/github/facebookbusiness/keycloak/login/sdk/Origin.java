package io.github.facebookbusiness.keycloak.login.sdk;

import java.net.URI;
import java.util.Locale;

/** The origin of an address as browsers write it, whichever way an admin did. Source: HTML, "serialization of an origin". */
public final class Origin {

    private Origin() {}

    public static String of(URI address) {
        String scheme = address.getScheme().toLowerCase(Locale.ROOT);
        String authority = address.getRawAuthority().toLowerCase(Locale.ROOT);
        String defaultPort = scheme.equals("https") ? ":443" : ":80";
        return scheme + "://"
                + (authority.endsWith(defaultPort)
                        ? authority.substring(0, authority.length() - defaultPort.length())
                        : authority);
    }
}
