package io.github.facebookbusiness.sandbox;

import java.time.Instant;
import java.util.Optional;

/**
 * A code that the dialog handed out.
 *
 * @param redirectUri where it went; none when it went to the JavaScript SDK
 */
record AuthorizationCode(String value, Grant grant, Optional<String> redirectUri, Instant expiresAt) {
    /** Whether the exchange names what it has to as {@code redirect_uri}. */
    boolean goesWith(Parameters parameters, SandboxApp app) {
        return redirectUri
                .map(uri -> uri.equals(parameters.valueOrEmpty("redirect_uri")))
                .orElseGet(() -> app.sdkRedirect().admits(parameters, app));
    }
}
