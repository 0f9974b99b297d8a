package io.github.facebookbusiness.keycloak.login;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.regex.Pattern;

/**
 * Whether the person sits at a mobile browser, where Meta's dialog refuses system user configurations with a page of
 * its own, from which there is no way back. An iPad that asks for desktop pages cannot be told from a Mac; Meta cannot
 * either.
 */
final class MobileBrowser {

    private static final Pattern MOBILE =
            Pattern.compile("\\b(Android|iPhone|iPad|iPod|Mobile|Opera Mini|Windows Phone)\\b");

    private MobileBrowser() {}

    static boolean sent(HttpHeaders headers) {
        return isMobile(headers.getHeaderString(HttpHeaders.USER_AGENT), headers.getHeaderString("Sec-CH-UA-Mobile"));
    }

    /** Either may be null: no header. */
    static boolean isMobile(String userAgent, String clientHint) {
        return "?1".equals(clientHint)
                || (userAgent != null && MOBILE.matcher(userAgent).find());
    }
}
