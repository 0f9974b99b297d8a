package io.github.facebookbusiness.sandbox;

import java.util.Optional;

/** Who makes a call: the app itself by its app token, or the holder of an access token. */
record Caller(SandboxApp app, Optional<AccessToken> token) {
    boolean isApp() {
        return token.isEmpty();
    }
}
