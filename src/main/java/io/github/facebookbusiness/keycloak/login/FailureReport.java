package io.github.facebookbusiness.keycloak.login;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import org.jboss.logging.Logger;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.Urls;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Tells of a failed login: the admin and the operator by an event and a line in the log, the person by a page. */
final class FailureReport {

    private static final Logger LOG = Logger.getLogger(FailureReport.class);

    private final KeycloakSession session;
    private final String alias;

    FailureReport(KeycloakSession session, String alias) {
        this.session = session;
        this.alias = alias;
    }

    /** The event is stored at once, in a transaction of its own: an error page rolls the request's back. */
    void record(EventBuilder event, FailedLogin failed) {
        LOG.logf(
                failed.failure() == LoginFailure.CANCELLED ? Logger.Level.DEBUG : Logger.Level.WARN,
                "Login failed: realm=%s, provider=%s, reason=%s, graph_code=%d, graph_subcode=%d, fbtrace_id=%s",
                session.getContext().getRealm().getName(),
                alias,
                failed.failure().reason(),
                failed.graphCode(),
                failed.graphSubcode(),
                failed.fbtraceId());
        event.event(EventType.IDENTITY_PROVIDER_LOGIN)
                .detail(Details.IDENTITY_PROVIDER, alias)
                .detail(Details.REASON, failed.failure().reason());
        if (failed.graphCode() != 0) {
            event.detail("graph_code", String.valueOf(failed.graphCode()))
                    .detail("graph_subcode", String.valueOf(failed.graphSubcode()));
        }
        if (!failed.fbtraceId().isEmpty()) {
            event.detail("fbtrace_id", failed.fbtraceId());
        }
        if (!failed.permissions().isEmpty()) {
            event.detail("permissions_missing", String.join(" ", failed.permissions()));
        }
        event.error(
                failed.failure() == LoginFailure.CANCELLED
                        ? Errors.ACCESS_DENIED
                        : Errors.IDENTITY_PROVIDER_LOGIN_FAILURE);
    }

    /** Records a failed login and sends the browser to its page. */
    Response tell(EventBuilder event, AuthenticationSessionModel authSession, FailedLogin failed) {
        record(event, failed);
        URI page = LoginInBrowser.name(page(failed.failure()), authSession).build();
        return Response.seeOther(page).build();
    }

    /** As {@link #tell}, where there is no login that could be started again. */
    Response tellWithoutLogin(EventBuilder event, LoginFailure failure) {
        record(event, FailedLogin.of(failure));
        return Response.seeOther(page(failure).build()).build();
    }

    /**
     * The address of {@link FailurePage}. One of its own, because that of the callback has Meta's code in it, and a
     * page under it can neither be reloaded nor read in another language.
     */
    private UriBuilder page(LoginFailure failure) {
        return UriBuilder.fromUri(Urls.identityProviderAuthnResponse(
                        session.getContext().getUri().getBaseUri(),
                        alias,
                        session.getContext().getRealm().getName()))
                .path(CallbackEndpoint.class, "failed")
                .resolveTemplate("reason", failure.reason());
    }
}
