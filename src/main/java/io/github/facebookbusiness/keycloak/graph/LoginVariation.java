package io.github.facebookbusiness.keycloak.graph;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Meta's login variations. Two of them fix the token type and some of the permissions of a configuration. */
public enum LoginVariation {
    GENERAL("general", Set.of(TokenType.values()), Set.of(), ""),
    WHATSAPP_EMBEDDED_SIGNUP(
            "whatsapp-embedded-signup",
            Set.of(TokenType.SYSTEM_USER),
            Set.of("whatsapp_business_management", "whatsapp_business_messaging"),
            "{\"setup\":{}}"),
    INSTAGRAM_GRAPH_API(
            "instagram-graph-api",
            Set.of(TokenType.USER),
            Set.of("instagram_basic"),
            "{\"setup\":{\"channel\":\"IG_API_ONBOARDING\"}}");

    private final String configValue;
    private final Set<TokenType> tokenTypes;
    private final Set<String> neededPermissions;
    private final String extras;

    LoginVariation(String configValue, Set<TokenType> tokenTypes, Set<String> neededPermissions, String extras) {
        this.configValue = configValue;
        this.tokenTypes = tokenTypes;
        this.neededPermissions = neededPermissions;
        this.extras = extras;
    }

    public String configValue() {
        return configValue;
    }

    public boolean allows(TokenType type) {
        return tokenTypes.contains(type);
    }

    public Set<String> neededPermissions() {
        return neededPermissions;
    }

    /**
     * What the dialog is told in {@code extras}, as JSON; empty where it takes none. For Embedded Signup as Meta's sample
     * of version 4 (2026-05-12) has it: {@code setup} alone. Sources: Meta, Embedded Signup, Implementation (June 28,
     * 2026); Business Login for Instagram (May 29, 2025).
     */
    public Optional<String> extras() {
        return Optional.of(extras).filter(json -> !json.isEmpty());
    }

    /**
     * Whether Meta's dialog refuses mobile browsers. It does for system user configurations ("currently not supported
     * on Mobile devices"); Embedded Signup, though it yields such a token, is documented for mobile too.
     */
    public boolean needsDesktop(TokenType type) {
        return type == TokenType.SYSTEM_USER && this != WHATSAPP_EMBEDDED_SIGNUP;
    }

    /** The values of the config key, for a sentence. */
    public static String choices() {
        return Arrays.stream(values()).map(LoginVariation::configValue).collect(Collectors.joining(", "));
    }

    public static Optional<LoginVariation> ofConfigValue(String value) {
        return Arrays.stream(values())
                .filter(variation -> variation.configValue.equals(value))
                .findFirst();
    }
}
