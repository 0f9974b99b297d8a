package io.github.facebookbusiness.keycloak.config;

import io.github.facebookbusiness.keycloak.graph.ApiVersion;
import io.github.facebookbusiness.keycloak.graph.LoginVariation;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.keycloak.common.Profile;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.RealmModel;
import org.keycloak.util.Booleans;

/**
 * What saving a provider refuses: one rule after the other, in the order in which an admin would mend them. Every
 * refusal is an {@link IllegalArgumentException} whose message is the sentence that the admin reads: Keycloak answers
 * 400 with it, and the console shows it.
 */
final class ConfigRules {

    private static final Pattern VAULT_REFERENCE = Pattern.compile("\\$\\{vault\\..+}");

    private static final Map<String, String> ONLY_BY_REFERENCE = Map.of(
            FacebookBusinessConfig.PREVIOUS_CLIENT_SECRET, "Previous app secret",
            FacebookBusinessConfig.PROVIDER_ACCESS_TOKEN, "Provider access token",
            FacebookBusinessConfig.WEBHOOK_VERIFY_TOKEN, "Webhook verify token");

    private final ServerOptions options;

    ConfigRules(ServerOptions options) {
        this.options = options;
    }

    void check(FacebookBusinessConfig config, RealmModel realm) {
        checkAlias(config);
        checkApp(config);
        checkAddresses(config);
        LoginConfiguration configuration = config.configuration();
        checkConfiguration("The provider", configuration, realm);
        new PermissionRules(options.permissions()).check(config.permissions(), configuration);
        checkNamedConfigurations(config, configuration, realm);
        checkKeycloaksOwnFields(config);
        checkChoices(config);
        checkOrganizations(config, realm);
        checkSecrets(config);
    }

    private static void checkAlias(FacebookBusinessConfig config) {
        refuseIf(
                config.getAlias() != null && config.getAlias().contains("."),
                "The alias must not contain a dot, because Keycloak separates broker sessions by dots.");
    }

    private static void checkApp(FacebookBusinessConfig config) {
        refuseIf(config.text(FacebookBusinessConfig.CLIENT_ID, "").isEmpty(), "The App ID is missing.");
        refuseIf(config.text(FacebookBusinessConfig.CLIENT_SECRET, "").isEmpty(), "The App secret is missing.");
        refuseIf(
                !LoginConfiguration.isConfigId(config.text(FacebookBusinessConfig.CONFIG_ID, "")),
                "The configuration ID must be digits only. Copy it from the App Dashboard,"
                        + " Facebook Login for Business, Configurations.");
    }

    private void checkAddresses(FacebookBusinessConfig config) {
        String version = config.text(FacebookBusinessConfig.API_VERSION, ApiVersion.DEFAULT.value());
        refuseIf(
                !ApiVersion.isWellFormed(version),
                "The API version must look like " + ApiVersion.DEFAULT + ": a v, a number, a dot, a number.");
        Map<String, String> urls = new LinkedHashMap<>();
        urls.put("Graph URL", config.graphUrl());
        urls.put("dialog URL", config.dialogUrl());
        if (config.loginMode() == LoginMode.JAVASCRIPT_SDK
                || !config.text(FacebookBusinessConfig.SDK_URL, "").isEmpty()) {
            urls.put("SDK URL", config.sdkUrl());
        }
        urls.forEach((label, url) -> options.allowedHosts().refusal(url).ifPresent(refusal -> {
            throw new IllegalArgumentException("The " + label + " " + refusal + ".");
        }));
    }

    private static void checkConfiguration(String who, LoginConfiguration configuration, RealmModel realm) {
        LoginVariation variation = configuration.loginVariation();
        refuseIf(
                !variation.allows(configuration.tokenType()),
                who + " has the login variation " + variation.configValue() + ", which Meta offers with the token type "
                        + other(configuration.tokenType()) + " only.");
        refuseIf(
                configuration.tokenType() == TokenType.SYSTEM_USER && realm.isRegistrationEmailAsUsername(),
                "A system user has no e-mail address, but this realm uses the e-mail address as the username."
                        + " Switch that off in the realm settings, Login, or choose the token type user.");
    }

    private static String other(TokenType type) {
        return (type == TokenType.USER ? TokenType.SYSTEM_USER : TokenType.USER).configValue();
    }

    private static void checkKeycloaksOwnFields(FacebookBusinessConfig config) {
        refuseIf(
                Boolean.parseBoolean(config.text("acceptsPromptNoneForwardFromClient", "")),
                "Accepts prompt=none forward from client must be off: Meta's dialog always asks the person.");
        if (!config.yields(TokenType.SYSTEM_USER)) {
            return;
        }
        refuseIf(
                config.getDefaultScope() != null && !config.getDefaultScope().isBlank(),
                "Scopes must be empty for the token type system-user: Meta takes the permissions from the"
                        + " configuration.");
        refuseIf(
                Booleans.isTrue(config.isTrustEmail()),
                "Trust email must be off for the token type system-user: a business has no e-mail address.");
        refuseIf(
                Booleans.isTrue(config.isLinkOnly()),
                "Account linking only must be off for the token type system-user: a business is never linked.");
        refuseIf(
                Boolean.parseBoolean(config.text(IdentityProviderModel.DO_NOT_STORE_USERS, "")),
                "Do not store users must be off for the token type system-user: a business keeps its account.");
    }

    private static void checkNamedConfigurations(
            FacebookBusinessConfig config, LoginConfiguration provider, RealmModel realm) {
        Map<String, LoginConfiguration> byId = new HashMap<>(Map.of(provider.configId(), provider));
        Map<String, String> named = config.namedConfigurations();
        named.forEach((name, value) -> {
            LoginConfiguration configuration = LoginConfiguration.parse(name, value, provider);
            checkConfiguration("The configuration " + name, configuration, realm);
            refuseIf(
                    !byId.computeIfAbsent(configuration.configId(), id -> configuration)
                            .equals(configuration),
                    "The configuration " + name + " has a configuration ID that is here twice, with another token type"
                            + " or login variation; at Meta it has one of each.");
        });
        config.clientConfigurations()
                .forEach((client, name) -> refuseIf(
                        !named.containsKey(name),
                        "The client " + client + " is given the configuration " + name
                                + ", which is not among the configurations."));
        config.tokenReaders()
                .forEach((client, businesses) -> refuseIf(
                        !TokenReader.isWellFormed(businesses),
                        "The token reader " + client
                                + " must be given client business ids (digits) or *, and optionally granular,"
                                + " separated by one space."));
    }

    private static void checkChoices(FacebookBusinessConfig config) {
        config.loginMode();
        config.sdkRedirectUri();
        checkChoice(
                config,
                "setting for organizations",
                FacebookBusinessConfig.MAP_BUSINESSES_TO_ORGANIZATIONS,
                List.of("false", "true"));
    }

    private static void checkOrganizations(FacebookBusinessConfig config, RealmModel realm) {
        if (!config.mapsBusinessesToOrganizations()) {
            return;
        }
        refuseIf(
                !Profile.isFeatureEnabled(Profile.Feature.ORGANIZATION),
                "Organizations are off on this server. Ask its operator for the feature organization, or switch off"
                        + " Map businesses to organizations.");
        refuseIf(
                !realm.isOrganizationsEnabled(),
                "Organizations are off in this realm. Switch them on in the realm settings, General, or switch off"
                        + " Map businesses to organizations.");
        refuseIf(
                config.getOrganizationId() != null,
                "The provider is linked to an organization, of which Keycloak would make every business a member beside"
                        + " its own. Remove the link, or switch off Map businesses to organizations.");
    }

    private static void checkChoice(FacebookBusinessConfig config, String label, String key, List<String> choices) {
        String value = config.text(key, choices.get(0));
        refuseIf(
                !choices.contains(value),
                "The " + label + " " + value + " is not one of " + String.join(", ", choices) + ".");
    }

    private static void checkSecrets(FacebookBusinessConfig config) {
        ONLY_BY_REFERENCE.forEach((key, label) -> {
            String value = config.text(key, "");
            refuseIf(
                    !value.isEmpty() && !VAULT_REFERENCE.matcher(value).matches(),
                    label + " must be a vault reference such as ${vault.key}: Keycloak would show and export"
                            + " any other value in clear.");
        });
    }

    static void refuseIf(boolean condition, String sentence) {
        if (condition) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
