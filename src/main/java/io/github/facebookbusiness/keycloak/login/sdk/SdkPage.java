package io.github.facebookbusiness.keycloak.login.sdk;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.LoginConfiguration;
import io.github.facebookbusiness.keycloak.graph.LoginVariation;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.BrowserSecurityHeaders;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The page that loads Meta's JavaScript SDK and calls {@code FB.login}. It has the login theme's styles, but is a
 * document of its own and not in the theme's {@code template.ftl}: that has inline scripts, which this page's policy
 * does not allow; and it sends its own security headers, since Keycloak would put the realm's over them.
 */
public final class SdkPage {

    private static final String TEMPLATE = "facebook-business-sdk.ftl";

    /** Meta's SDK speaks these, of the languages that the page does. */
    private static final Map<String, String> SDK_LOCALES =
            Map.of("de", "de_DE", "es", "es_LA", "fr", "fr_FR", "it", "it_IT", "pt", "pt_BR");

    /** The realm's headers that hold for this page, too. */
    private static final List<BrowserSecurityHeaders> REALMS_HEADERS = List.of(
            BrowserSecurityHeaders.STRICT_TRANSPORT_SECURITY,
            BrowserSecurityHeaders.X_CONTENT_TYPE_OPTIONS,
            BrowserSecurityHeaders.X_ROBOTS_TAG);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FacebookBusinessConfig config;

    public SdkPage(KeycloakSession session, RealmModel realm, FacebookBusinessConfig config) {
        this.session = session;
        this.realm = realm;
        this.config = config;
    }

    /**
     * @param answer where the page sends what the SDK brought
     * @param dialog the same login by redirect, for a browser that does not load the SDK
     */
    public record Addresses(URI answer, URI dialog) {}

    /** @param state goes back with the answer */
    public Response of(
            AuthenticationSessionModel authSession,
            LoginConfiguration configuration,
            Addresses addresses,
            String state) {
        String nonce = SecretGenerator.getInstance().randomString(32);
        URI sdk = URI.create(config.sdkUrl());
        LoginFormsProvider form = session.getProvider(LoginFormsProvider.class)
                .setAuthenticationSession(authSession)
                .setAttribute("facebookBusiness", model(configuration, addresses, state, nonce));
        session.getProvider(SecurityHeadersProvider.class).options().skipHeaders();
        form.setResponseHeader(
                BrowserSecurityHeaders.CONTENT_SECURITY_POLICY.getHeaderName(),
                new SdkContentPolicy(nonce, sdk, URI.create(config.dialogUrl()), URI.create(config.graphUrl()))
                        .toString());
        form.setResponseHeader(BrowserSecurityHeaders.X_FRAME_OPTIONS.getHeaderName(), "DENY");
        // Not the realm's "no-referrer": with that, browsers hide the origin of the form that this page sends.
        form.setResponseHeader(
                BrowserSecurityHeaders.REFERRER_POLICY.getHeaderName(), "strict-origin-when-cross-origin");
        form.setResponseHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        REALMS_HEADERS.forEach(header -> setRealms(form, header));
        return form.createForm(TEMPLATE);
    }

    private void setRealms(LoginFormsProvider form, BrowserSecurityHeaders header) {
        String value = realm.getBrowserSecurityHeaders().getOrDefault(header.getKey(), header.getDefaultValue());
        if (value != null && !value.isEmpty()) {
            form.setResponseHeader(header.getHeaderName(), value);
        }
    }

    private Map<String, Object> model(
            LoginConfiguration configuration, Addresses addresses, String state, String nonce) {
        Map<String, Object> model = new HashMap<>();
        model.put("nonce", nonce);
        model.put("state", state);
        model.put("answer", addresses.answer().toString());
        model.put("dialog", addresses.dialog().toString());
        model.put("sdk", config.sdkUrl() + "/" + sdkLocale() + "/sdk.js");
        model.put("metaOrigin", Origin.of(URI.create(config.dialogUrl())));
        model.put("appId", config.appId());
        model.put("apiVersion", config.apiVersion().toString());
        model.put("configId", configuration.configId());
        model.put("extras", configuration.loginVariation().extras().orElse(""));
        model.put("signup", configuration.loginVariation() == LoginVariation.WHATSAPP_EMBEDDED_SIGNUP);
        model.put("person", configuration.tokenType() == TokenType.USER);
        model.put("provider", KeycloakModelUtils.getIdentityProviderDisplayName(session, config));
        return model;
    }

    private String sdkLocale() {
        Locale locale = session.getContext().resolveLocale(null);
        return SDK_LOCALES.getOrDefault(locale.getLanguage(), "en_US");
    }
}
