package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.FormBody;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.keycloak.broker.provider.UserAuthenticationIdentityProvider.AuthenticationCallback;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.Urls;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The addresses of a provider that browsers come to: Meta's redirect, the page that runs Meta's JavaScript SDK with what
 * it sends, and the page of a login that failed. What an answer becomes is {@link AnsweredDialog}'s.
 *
 * <p>Keycloak's own endpoint is not used: it takes Meta's second shape of error for an incomplete answer, logs whole
 * answers of the token endpoint, and tells neither the person nor the event what happened.
 */
public final class CallbackEndpoint {

    private static final Logger LOG = Logger.getLogger(CallbackEndpoint.class);

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
        MultivaluedMap<String, String> query = session.getContext().getUri().getQueryParameters();
        return end(state, authSession -> DialogAnswer.read(query, redirectUri()));
    }

    /** The page of a failed login, at an address that can be reloaded. */
    @GET
    @Path("failed/{reason}")
    public Response failed(@PathParam("reason") String reason) {
        return new FailurePage(session, realm).of(reason);
    }

    /** The page that runs Meta's JavaScript SDK, for the login that this browser began. */
    @GET
    @Path("sdk")
    public Response sdkPage() {
        SdkLogin sdk = new SdkLogin(session, realm, config);
        return sdk.page(redirectUri()).orElseGet(() -> report.tellWithoutLogin(event, LoginFailure.STATE_INVALID));
    }

    /** What that page sends. The state is its proof: nobody else knows it, and it is good for one answer. */
    @POST
    @Path("sdk")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response sdkAnswer(String body) {
        if (!SdkLogin.isOwnPage(session)) {
            return report.tellWithoutLogin(event, LoginFailure.ORIGIN_REFUSED);
        }
        FormBody form = FormBody.read(body);
        SdkLogin sdk = new SdkLogin(session, realm, config);
        return end(form.only("state").orElse(""), authSession -> sdk.answer(form, authSession, redirectUri()));
    }

    private Response end(String state, Function<AuthenticationSessionModel, DialogAnswer> answer) {
        if (state == null || state.isBlank()) {
            return report.tellWithoutLogin(event, LoginFailure.STATE_MISSING);
        }
        AuthenticationSessionModel authSession;
        try {
            authSession = callback.getAndVerifyAuthenticationSession(state);
        } catch (WebApplicationException e) {
            return e.getResponse();
        } catch (RuntimeException e) {
            LOG.debugf(e, "The state of a callback to provider %s is malformed", config.getAlias());
            return report.tellWithoutLogin(event, LoginFailure.STATE_INVALID);
        }
        session.getContext().setAuthenticationSession(authSession);
        return new AnsweredDialog(provider, callback, session, realm, event, graph, authSession)
                .end(answer.apply(authSession));
    }

    private URI redirectUri() {
        return Urls.identityProviderAuthnResponse(
                session.getContext().getUri().getBaseUri(), config.getAlias(), realm.getName());
    }
}
