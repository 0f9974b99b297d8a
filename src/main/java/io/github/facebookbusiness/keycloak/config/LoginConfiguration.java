package io.github.facebookbusiness.keycloak.config;

import io.github.facebookbusiness.keycloak.graph.LoginVariation;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import java.util.regex.Pattern;

/**
 * A Facebook Login for Business configuration, as created in Meta's App Dashboard.
 *
 * @param configId Meta's configuration ID, sent as {@code config_id}
 */
public record LoginConfiguration(String configId, TokenType tokenType, LoginVariation loginVariation) {

    private static final Pattern CONFIG_ID = Pattern.compile("[0-9]{1,32}");

    static boolean isConfigId(String value) {
        return value != null && CONFIG_ID.matcher(value).matches();
    }

    /** Whether Meta's dialog would refuse it in a mobile browser. */
    public boolean needsDesktop() {
        return loginVariation.needsDesktop(tokenType);
    }

    /**
     * Reads a value of {@code configurations}: {@code configId [tokenType [loginVariation]]}; what is left out is the
     * provider's.
     *
     * @throws IllegalArgumentException with a sentence for an admin
     */
    static LoginConfiguration parse(String name, String value, LoginConfiguration provider) {
        String[] words = value.split(" ");
        if (words.length > 3 || !isConfigId(words[0])) {
            throw new IllegalArgumentException("The configuration " + name
                    + " must be a configuration ID (digits), optionally followed by token type and login variation,"
                    + " separated by one space.");
        }
        TokenType tokenType = words.length < 2
                ? provider.tokenType()
                : TokenType.ofConfigValue(words[1])
                        .orElseThrow(() -> new IllegalArgumentException("The configuration " + name
                                + " has an unknown token type; it is one of " + TokenType.choices() + "."));
        LoginVariation variation = words.length < 3
                ? provider.loginVariation()
                : LoginVariation.ofConfigValue(words[2])
                        .orElseThrow(() -> new IllegalArgumentException("The configuration " + name
                                + " has an unknown login variation; it is one of " + LoginVariation.choices() + "."));
        return new LoginConfiguration(words[0], tokenType, variation);
    }
}
