package io.github.facebookbusiness.keycloak.config;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The {@code redirect_uri} at the exchange of a code that the JavaScript SDK brought. Meta documents none, reports from
 * the field differ, and a code cannot be tried twice: so an admin decides.
 */
public enum SdkRedirectUri {
    OMIT("omit") {
        @Override
        public Optional<String> of(URI callback) {
            return Optional.empty();
        }
    },
    EMPTY("empty") {
        @Override
        public Optional<String> of(URI callback) {
            return Optional.of("");
        }
    },
    CALLBACK("callback") {
        @Override
        public Optional<String> of(URI callback) {
            return Optional.of(callback.toString());
        }
    };

    private final String configValue;

    SdkRedirectUri(String configValue) {
        this.configValue = configValue;
    }

    public String configValue() {
        return configValue;
    }

    /**
     * What is sent.
     *
     * @param callback where redirects come back to
     * @return empty for no parameter at all
     */
    public abstract Optional<String> of(URI callback);

    /** The values of the config key, for a sentence. */
    static String choices() {
        return Arrays.stream(values()).map(SdkRedirectUri::configValue).collect(Collectors.joining(", "));
    }

    static Optional<SdkRedirectUri> ofConfigValue(String value) {
        return Arrays.stream(values())
                .filter(choice -> choice.configValue.equals(value))
                .findFirst();
    }
}
