package io.github.facebookbusiness.keycloak.config;

import io.github.facebookbusiness.keycloak.graph.ApiVersion;
import io.github.facebookbusiness.keycloak.graph.App;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.LoginVariation;
import io.github.facebookbusiness.keycloak.graph.RateBudget;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.broker.oidc.OAuth2IdentityProviderConfig;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.IdentityProviderQuery;
import org.keycloak.models.IdentityProviderShowInAccountConsole;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The keys of a provider, typed. The names of the keys are a contract: realm files, Terraform and scripts use them. One
 * reason for its length: every key is here.
 *
 * <p>Reading an unset key gives its default; reading a malformed one is an error, which saving has ruled out except
 * where a database was edited by hand.
 */
public final class FacebookBusinessConfig extends OAuth2IdentityProviderConfig {

    private static final long serialVersionUID = 1L;

    public static final String PROVIDER_ID = "facebook-business";

    public static final String CLIENT_ID = "clientId";
    public static final String CLIENT_SECRET = "clientSecret";
    public static final String CONFIG_ID = "configId";
    public static final String TOKEN_TYPE = "tokenType";
    public static final String LOGIN_VARIATION = "loginVariation";
    public static final String PERMISSIONS = "permissions";
    public static final String API_VERSION = "apiVersion";
    public static final String GRAPH_URL = "graphUrl";
    public static final String DIALOG_URL = "dialogUrl";
    public static final String SDK_URL = "sdkUrl";
    public static final String LOGIN_MODE = "loginMode";
    public static final String SDK_REDIRECT_URI = "sdkRedirectUri";
    public static final String CONFIGURATIONS = "configurations";
    public static final String CLIENT_CONFIGURATIONS = "clientConfigurations";
    public static final String TOKEN_READERS = "tokenReaders";
    public static final String PREVIOUS_CLIENT_SECRET = "previousClientSecret";
    public static final String PROVIDER_ACCESS_TOKEN = "providerAccessToken";
    public static final String WEBHOOK_VERIFY_TOKEN = "webhookVerifyToken";
    public static final String MAP_BUSINESSES_TO_ORGANIZATIONS = "mapBusinessesToOrganizations";

    public static final String DEFAULT_GRAPH_URL = "https://graph.facebook.com";
    public static final String DEFAULT_DIALOG_URL = "https://www.facebook.com";
    public static final String DEFAULT_SDK_URL = "https://connect.facebook.net";

    private final transient ServerOptions options;

    public FacebookBusinessConfig(ServerOptions options) {
        this.options = options;
    }

    FacebookBusinessConfig(IdentityProviderModel model, ServerOptions options) {
        super(model);
        this.options = options;
    }

    /**
     * The provider of this kind with that alias in the session's realm. Anybody may ask, so control characters are not
     * looked for: no alias has them, and PostgreSQL fails at one of them.
     */
    public static Optional<FacebookBusinessConfig> find(KeycloakSession session, String alias) {
        if (alias.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        return Optional.ofNullable(session.identityProviders().getByAlias(alias))
                .filter(model -> PROVIDER_ID.equals(model.getProviderId()))
                .map(model -> of(model, SharedGraph.of(session).options()));
    }

    /** Every provider of the session's realm for the app of this one, itself among them. */
    public List<FacebookBusinessConfig> ofSameApp(KeycloakSession session) {
        ServerOptions options = SharedGraph.of(session).options();
        return session.identityProviders()
                .getAllStream(IdentityProviderQuery.any().with(CLIENT_ID, appId()))
                .filter(model -> PROVIDER_ID.equals(model.getProviderId()))
                .map(model -> of(model, options))
                .toList();
    }

    /** What Keycloak hands out is not always made by our factory: its cache wraps models in classes of its own. */
    public static FacebookBusinessConfig of(IdentityProviderModel model, ServerOptions options) {
        return model instanceof FacebookBusinessConfig ours ? ours : new FacebookBusinessConfig(model, options);
    }

    /**
     * Refuses what cannot work. It also takes a system user configuration out of the account console, where Keycloak
     * would offer it for linking by a query on the stored value: a business cannot be linked to a person's account. What
     * is for that is registered in the realm: Keycloak calls this wherever a provider comes from.
     */
    @Override
    public void validate(RealmModel realm) {
        check(realm);
        if (tokenType() == TokenType.SYSTEM_USER) {
            getConfig().put(SHOW_IN_ACCOUNT_CONSOLE, IdentityProviderShowInAccountConsole.NEVER.name());
        }
        ConnectActionRegistration.register(realm);
    }

    /** The rules of saving, without saving: {@link IllegalArgumentException} with the sentence for the admin. */
    public void check(RealmModel realm) {
        new ConfigRules(options).check(this, realm);
    }

    public String appId() {
        return text(CLIENT_ID, "");
    }

    /** The provider's own configuration; what is used where no named one is chosen. */
    public LoginConfiguration configuration() {
        return new LoginConfiguration(text(CONFIG_ID, ""), tokenType(), loginVariation());
    }

    public TokenType tokenType() {
        String value = text(TOKEN_TYPE, TokenType.SYSTEM_USER.configValue());
        return TokenType.ofConfigValue(value)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The token type " + value + " is not one of " + TokenType.choices() + "."));
    }

    public LoginVariation loginVariation() {
        String value = text(LOGIN_VARIATION, LoginVariation.GENERAL.configValue());
        return LoginVariation.ofConfigValue(value)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The login variation " + value + " is not one of " + LoginVariation.choices() + "."));
    }

    /** What the configuration asks for, in the admin's order; empty where the admin did not say. */
    public Set<String> permissions() {
        Set<String> names = new LinkedHashSet<>();
        Arrays.stream(text(PERMISSIONS, "").split(",|##"))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        return names;
    }

    /** The configuration that the admin gave this name; empty where there is none. */
    public Optional<LoginConfiguration> configuration(String name) {
        return Optional.ofNullable(namedConfigurations().get(name))
                .map(value -> LoginConfiguration.parse(name, value, configuration()));
    }

    /** The name of the configuration that logins of the client with this client id go by; empty for no entry. */
    public Optional<String> configurationOfClient(String clientId) {
        return Optional.ofNullable(clientConfigurations().get(clientId));
    }

    /** Whether the provider's own configuration or a named one yields such tokens. */
    public boolean yields(TokenType type) {
        return configurations().stream().anyMatch(configuration -> configuration.tokenType() == type);
    }

    /** The configuration IDs that this provider's logins can have been made with: its own and the named ones. */
    public Set<String> configIds() {
        Set<String> ids = new LinkedHashSet<>();
        configurations().forEach(configuration -> ids.add(configuration.configId()));
        return ids;
    }

    /**
     * The configuration that signups on Meta's hosted page are made with, which Meta does not tell: the provider's own
     * where it is for WhatsApp Embedded Signup, else the named one that is. Empty where there is none, or more than one.
     */
    public Optional<LoginConfiguration> signupConfiguration() {
        if (configuration().loginVariation() == LoginVariation.WHATSAPP_EMBEDDED_SIGNUP) {
            return Optional.of(configuration());
        }
        List<LoginConfiguration> forSignup = configurations().stream()
                .filter(configuration -> configuration.loginVariation() == LoginVariation.WHATSAPP_EMBEDDED_SIGNUP)
                .distinct()
                .toList();
        return forSignup.size() == 1 ? Optional.of(forSignup.get(0)) : Optional.empty();
    }

    private List<LoginConfiguration> configurations() {
        LoginConfiguration own = configuration();
        List<LoginConfiguration> all = new ArrayList<>(List.of(own));
        namedConfigurations().forEach((name, value) -> all.add(LoginConfiguration.parse(name, value, own)));
        return all;
    }

    /** What the service account of the client with this client id may read; empty where it is not listed. */
    public Optional<TokenReader> tokenReader(String clientId) {
        return Optional.ofNullable(tokenReaders().get(clientId)).map(TokenReader::parse);
    }

    /** The client ids that are listed as token readers. */
    public Set<String> tokenReaderClients() {
        return tokenReaders().keySet();
    }

    Map<String, String> namedConfigurations() {
        return ConsoleMap.parse("Configurations", text(CONFIGURATIONS, ""));
    }

    /** Client ids, and names of configurations; the names need not be there any more. */
    public Map<String, String> clientConfigurations() {
        return ConsoleMap.parse("Client configurations", text(CLIENT_CONFIGURATIONS, ""));
    }

    Map<String, String> tokenReaders() {
        return ConsoleMap.parse("Token readers", text(TOKEN_READERS, ""));
    }

    /** A vault reference; empty where the Tech Provider's own token is not set. */
    public Optional<String> providerAccessToken() {
        return Optional.of(text(PROVIDER_ACCESS_TOKEN, "")).filter(reference -> !reference.isEmpty());
    }

    /** Whether each client business has an organization. */
    public boolean mapsBusinessesToOrganizations() {
        return Boolean.parseBoolean(text(MAP_BUSINESSES_TO_ORGANIZATIONS, ""));
    }

    public ApiVersion apiVersion() {
        return new ApiVersion(text(API_VERSION, ApiVersion.DEFAULT.value()));
    }

    public String graphUrl() {
        return withoutSlash(text(GRAPH_URL, DEFAULT_GRAPH_URL));
    }

    public String dialogUrl() {
        return withoutSlash(text(DIALOG_URL, DEFAULT_DIALOG_URL));
    }

    /** Where Meta's JavaScript SDK is loaded from. */
    public String sdkUrl() {
        return withoutSlash(text(SDK_URL, DEFAULT_SDK_URL));
    }

    public LoginMode loginMode() {
        String value = text(LOGIN_MODE, LoginMode.REDIRECT.configValue());
        return LoginMode.ofConfigValue(value)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The login mode " + value + " is not one of " + LoginMode.choices() + "."));
    }

    public SdkRedirectUri sdkRedirectUri() {
        String value = text(SDK_REDIRECT_URI, SdkRedirectUri.OMIT.configValue());
        return SdkRedirectUri.ofConfigValue(value)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The SDK redirect URI " + value + " is not one of " + SdkRedirectUri.choices() + "."));
    }

    /** @param app with the resolved secret, see {@link AppSecret} */
    public GraphConnection connection(App app, RateBudget budget) {
        return new GraphConnection(URI.create(graphUrl()), apiVersion(), app, budget);
    }

    private static String withoutSlash(String url) {
        return url.replaceAll("/+$", "");
    }

    /** The value of a key, {@code otherwise} where it is unset or blank. */
    String text(String key, String otherwise) {
        String value = getConfig().get(key);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }
}
