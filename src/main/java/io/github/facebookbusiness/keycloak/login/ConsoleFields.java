package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.LoginMode;
import io.github.facebookbusiness.keycloak.config.SdkRedirectUri;
import io.github.facebookbusiness.keycloak.graph.ApiVersion;
import io.github.facebookbusiness.keycloak.graph.LoginVariation;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import java.util.Arrays;
import java.util.List;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * The fields that the console shows below App ID and App secret. A field's label and help text are
 * {@code facebookBusiness<Key>} and {@code facebookBusiness<Key>Help} in the message bundles, which the console
 * translates by itself.
 */
final class ConsoleFields {

    private ConsoleFields() {}

    static List<ProviderConfigProperty> all() {
        return ProviderConfigurationBuilder.create()
                .property(required(field(FacebookBusinessConfig.CONFIG_ID, ProviderConfigProperty.STRING_TYPE, "")))
                .property(choice(
                        FacebookBusinessConfig.TOKEN_TYPE,
                        Arrays.stream(TokenType.values())
                                .map(TokenType::configValue)
                                .toList()))
                .property(choice(
                        FacebookBusinessConfig.LOGIN_VARIATION,
                        Arrays.stream(LoginVariation.values())
                                .map(LoginVariation::configValue)
                                .toList()))
                .property(field(FacebookBusinessConfig.PERMISSIONS, ProviderConfigProperty.MULTIVALUED_STRING_TYPE, ""))
                .property(field(
                        FacebookBusinessConfig.API_VERSION,
                        ProviderConfigProperty.STRING_TYPE,
                        ApiVersion.DEFAULT.value()))
                .property(field(
                        FacebookBusinessConfig.GRAPH_URL,
                        ProviderConfigProperty.STRING_TYPE,
                        FacebookBusinessConfig.DEFAULT_GRAPH_URL))
                .property(field(
                        FacebookBusinessConfig.DIALOG_URL,
                        ProviderConfigProperty.STRING_TYPE,
                        FacebookBusinessConfig.DEFAULT_DIALOG_URL))
                .property(field(FacebookBusinessConfig.CONFIGURATIONS, ProviderConfigProperty.MAP_TYPE, ""))
                .property(field(FacebookBusinessConfig.CLIENT_CONFIGURATIONS, ProviderConfigProperty.MAP_TYPE, ""))
                .property(choice(
                        FacebookBusinessConfig.LOGIN_MODE,
                        Arrays.stream(LoginMode.values())
                                .map(LoginMode::configValue)
                                .toList()))
                .property(field(
                        FacebookBusinessConfig.SDK_URL,
                        ProviderConfigProperty.STRING_TYPE,
                        FacebookBusinessConfig.DEFAULT_SDK_URL))
                .property(choice(
                        FacebookBusinessConfig.SDK_REDIRECT_URI,
                        Arrays.stream(SdkRedirectUri.values())
                                .map(SdkRedirectUri::configValue)
                                .toList()))
                .property(field(FacebookBusinessConfig.TOKEN_READERS, ProviderConfigProperty.MAP_TYPE, ""))
                .property(field(FacebookBusinessConfig.PROVIDER_ACCESS_TOKEN, ProviderConfigProperty.STRING_TYPE, ""))
                .property(field(FacebookBusinessConfig.WEBHOOK_VERIFY_TOKEN, ProviderConfigProperty.STRING_TYPE, ""))
                .property(field(FacebookBusinessConfig.PREVIOUS_CLIENT_SECRET, ProviderConfigProperty.STRING_TYPE, ""))
                .property(field(
                        FacebookBusinessConfig.MAP_BUSINESSES_TO_ORGANIZATIONS,
                        ProviderConfigProperty.BOOLEAN_TYPE,
                        "false"))
                .build();
    }

    private static ProviderConfigProperty field(String key, String type, String defaultValue) {
        String label = messageKey(key);
        ProviderConfigProperty property = new ProviderConfigProperty();
        property.setName(key);
        property.setLabel(label);
        property.setHelpText(label + "Help");
        property.setType(type);
        if (!defaultValue.isEmpty()) {
            property.setDefaultValue(defaultValue);
        }
        return property;
    }

    private static ProviderConfigProperty choice(String key, List<String> choices) {
        ProviderConfigProperty property = field(key, ProviderConfigProperty.LIST_TYPE, choices.get(0));
        property.setOptions(choices);
        return property;
    }

    private static ProviderConfigProperty required(ProviderConfigProperty property) {
        property.setRequired(true);
        return property;
    }

    static String messageKey(String key) {
        return "facebookBusiness" + Character.toUpperCase(key.charAt(0)) + key.substring(1);
    }
}
