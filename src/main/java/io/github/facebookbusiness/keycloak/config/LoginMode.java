package io.github.facebookbusiness.keycloak.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How Meta's dialog is invoked: the two ways of Meta's document. */
public enum LoginMode {
    /** The browser goes there and comes back. */
    REDIRECT("redirect"),
    /** A page of Keycloak's runs Meta's JavaScript SDK, which opens the dialog in a window of its own. */
    JAVASCRIPT_SDK("javascript-sdk");

    private final String configValue;

    LoginMode(String configValue) {
        this.configValue = configValue;
    }

    public String configValue() {
        return configValue;
    }

    /** The values of the config key, for a sentence. */
    static String choices() {
        return Arrays.stream(values()).map(LoginMode::configValue).collect(Collectors.joining(", "));
    }

    static Optional<LoginMode> ofConfigValue(String value) {
        return Arrays.stream(values())
                .filter(mode -> mode.configValue.equals(value))
                .findFirst();
    }
}
