package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.FormBody;
import io.github.facebookbusiness.keycloak.config.PageLanguage;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.Signup;
import io.github.facebookbusiness.keycloak.login.sdk.Origin;
import io.github.facebookbusiness.keycloak.login.sdk.SdkPage;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.Urls;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A login whose dialog is opened by Meta's JavaScript SDK. The person is sent to a page of ours first, at an address
 * that can be reloaded; the login's state stays in the authentication session, and stands on that page only.
 */
final class SdkLogin {

    private static final String STATE = "facebook-business.sdk.";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FacebookBusinessConfig config;

    SdkLogin(KeycloakSession session, RealmModel realm, FacebookBusinessConfig config) {
        this.session = session;
        this.realm = realm;
        this.config = config;
    }

    /** Sends the browser to the page. */
    Response start(AuthenticationSessionModel authSession, String state) {
        authSession.setAuthNote(STATE + config.getAlias(), state);
        return Response.seeOther(LoginInBrowser.name(address(), authSession).build())
                .build();
    }

    /** @return empty where this browser has no such login, or none that was sent here */
    Optional<Response> page(URI callback) {
        Optional<AuthenticationSessionModel> login = LoginInBrowser.find(session, realm);
        Optional<String> state =
                login.flatMap(authSession -> Optional.ofNullable(authSession.getAuthNote(STATE + config.getAlias())));
        Optional<ChosenConfiguration> chosen =
                login.flatMap(authSession -> new ConfigurationChoice(session, config).recall(authSession));
        if (state.isEmpty() || chosen.isEmpty()) {
            return Optional.empty();
        }
        AuthenticationSessionModel authSession = login.get();
        session.getContext().setClient(authSession.getClient());
        session.getContext().setAuthenticationSession(authSession);
        PageLanguage.choose(session, realm, authSession);
        SdkPage page = new SdkPage(session, realm, config);
        URI dialog = new DialogRequest(config).address(chosen.get().configuration(), callback, state.get());
        return Optional.of(page.of(
                authSession,
                chosen.get().configuration(),
                new SdkPage.Addresses(address().build(), dialog),
                state.get()));
    }

    /** Whether the request comes from a page of this server: browsers name the origin of every form that is sent. */
    static boolean isOwnPage(KeycloakSession session) {
        String origin = session.getContext().getRequestHeaders().getHeaderString("Origin");
        return Origin.of(session.getContext().getUri().getBaseUri()).equals(origin);
    }

    /**
     * What the page sent. Nothing is taken from it for a login that was not sent there: for that one, the admin has not
     * chosen that a browser may bring a token.
     */
    DialogAnswer answer(FormBody form, AuthenticationSessionModel authSession, URI callback) {
        Optional<String> sent = Optional.ofNullable(authSession.getAuthNote(STATE + config.getAlias()));
        return sent.isPresent() && sent.equals(value(form, "state"))
                ? read(form, config, callback)
                : new DialogAnswer.Refusal(FailedLogin.of(LoginFailure.STATE_INVALID));
    }

    /** Reads the form of the page. */
    static DialogAnswer read(FormBody form, FacebookBusinessConfig config, URI callback) {
        Optional<String> code = value(form, "code");
        Optional<String> token = value(form, "access_token");
        if (code.isPresent() && token.isEmpty()) {
            return new DialogAnswer.Code(
                    code.get(),
                    config.sdkRedirectUri().of(callback),
                    value(form, "session_info").flatMap(Signup::parse));
        }
        if (token.isPresent() && code.isEmpty()) {
            return new DialogAnswer.Token(new AccessToken(token.get()), value(form, "signed_request"));
        }
        return value(form, "error").equals(Optional.of("access_denied"))
                ? new DialogAnswer.Refusal(FailedLogin.of(LoginFailure.CANCELLED))
                : DialogAnswer.incomplete();
    }

    /** The page sends every field, those without a value too. */
    private static Optional<String> value(FormBody form, String name) {
        return form.only(name).filter(value -> !value.isBlank());
    }

    private UriBuilder address() {
        return UriBuilder.fromUri(Urls.identityProviderAuthnResponse(
                        session.getContext().getUri().getBaseUri(), config.getAlias(), realm.getName()))
                .path(CallbackEndpoint.class, "sdkPage");
    }
}
