package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.LoginConfiguration;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.TokenRefusedException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.provider.UserAuthenticationIdentityProvider.AuthenticationCallback;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.Urls;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Where Meta's dialog sends the browser back to. Every end that is not a login goes through {@link FailureReport}.
 *
 * <p>Keycloak's own endpoint is not used: it takes Meta's second shape of error for an incomplete answer, logs whole
 * answers of the token endpoint, and tells neither the person nor the event what happened.
 */
public final class CallbackEndpoint {

    private final FacebookBusinessIdentityProvider provider;
    private final AuthenticationCallback callback;
    private final KeycloakSession session;
    private final RealmModel realm;
    private final EventBuilder event;
    private final GraphApi graph;
    private final FacebookBusinessConfig config;
    private final FailureReport report;

    CallbackEndpoint(
            FacebookBusinessIdentityProvider provider,
            AuthenticationCallback callback,
            KeycloakSession session,
            RealmModel realm,
            EventBuilder event,
            GraphApi graph) {
        this.provider = provider;
        this.callback = callback;
        this.session = session;
        this.realm = realm;
        this.event = event;
        this.graph = graph;
        this.config = provider.getConfig();
        this.report = new FailureReport(session, config.getAlias());
    }

    /** Meta's redirect; its other parameters are read from the query. */
    @GET
    public Response answer(@QueryParam("state") String state) {
        if (state == null || state.isBlank()) {
            report.record(event, FailedLogin.of(LoginFailure.STATE_MISSING));
            return report.pageWithoutLogin(LoginFailure.STATE_MISSING);
        }
        AuthenticationSessionModel authSession;
        try {
            authSession = callback.getAndVerifyAuthenticationSession(state);
        } catch (WebApplicationException e) {
            return e.getResponse();
        }
        session.getContext().setAuthenticationSession(authSession);
        DialogAnswer answer = DialogAnswer.read(session.getContext().getUri().getQueryParameters());
        return answer.failure()
                .map(failed -> fail(authSession, failed))
                .orElseGet(() -> logIn(authSession, answer.code()));
    }

    private Response logIn(AuthenticationSessionModel authSession, String code) {
        LoginConfiguration configuration = config.configuration();
        if (configuration.tokenType() == TokenType.SYSTEM_USER && AccountLink.isUnderWay(authSession)) {
            return fail(authSession, FailedLogin.of(LoginFailure.LINKING_REFUSED));
        }
        BrokeredIdentityContext identity;
        try {
            GraphConnection connection = config.connection(AppSecret.resolve(session, config));
            CodeExchange.Result exchanged =
                    new CodeExchange(graph, connection, config).exchange(code, redirectUri(), configuration);
            LoginEvents.record(event.clone(), config, exchanged.token(), configuration);
            identity =
                    new VerifiedIdentity(session, realm, config).of(exchanged.token(), configuration, exchanged.kept());
        } catch (GraphException e) {
            return fail(authSession, FailedLogin.of(e));
        } catch (TokenRefusedException e) {
            return fail(authSession, FailedLogin.of(e));
        } catch (AppSecret.UnresolvedException e) {
            return fail(authSession, FailedLogin.of(LoginFailure.APP_SECRET_UNRESOLVED));
        }
        identity.setIdp(provider);
        identity.setAuthenticationSession(authSession);
        return callback.authenticated(identity);
    }

    /** Keycloak finishes what it began itself: linking from an application goes back there with its status. */
    private Response fail(AuthenticationSessionModel authSession, FailedLogin failed) {
        report.record(event.clone(), failed);
        if (AccountLink.isUnderWay(authSession)) {
            return failed.failure() == LoginFailure.CANCELLED
                    ? callback.cancelled(config)
                    : callback.error(config, failed.failure().sentence().messageKey());
        }
        return report.page(authSession, failed.failure());
    }

    private URI redirectUri() {
        return Urls.identityProviderAuthnResponse(
                session.getContext().getUri().getBaseUri(), config.getAlias(), realm.getName());
    }
}
