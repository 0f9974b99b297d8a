package io.github.facebookbusiness.keycloak.graph;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which access token a configuration was created for in Meta's App Dashboard. The names are those of the config key.
 */
public enum TokenType {
    /** A Business Integration System User access token: it belongs to the client business, not to who clicked. */
    SYSTEM_USER("system-user", "SYSTEM_USER"),
    /** A user access token: it belongs to the person. */
    USER("user", "USER");

    private final String configValue;
    private final String metaName;

    TokenType(String configValue, String metaName) {
        this.configValue = configValue;
        this.metaName = metaName;
    }

    public String configValue() {
        return configValue;
    }

    /** The {@code type} that {@code debug_token} reports for such a token. */
    public String metaName() {
        return metaName;
    }

    /** The values of the config key, for a sentence. */
    public static String choices() {
        return Arrays.stream(values()).map(TokenType::configValue).collect(Collectors.joining(", "));
    }

    public static Optional<TokenType> ofConfigValue(String value) {
        return Arrays.stream(values())
                .filter(type -> type.configValue.equals(value))
                .findFirst();
    }
}
