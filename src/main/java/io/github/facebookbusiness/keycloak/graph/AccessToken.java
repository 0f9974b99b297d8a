package io.github.facebookbusiness.keycloak.graph;

import java.util.Objects;

/**
 * A token that Meta issued. A type of its own, so that no token reaches a log, an exception or an event through string
 * concatenation: {@link #toString()} never shows it.
 */
public record AccessToken(String value) {

    public AccessToken {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("An access token is not blank");
        }
    }

    @Override
    public String toString() {
        return "AccessToken[hidden]";
    }
}
