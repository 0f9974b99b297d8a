package io.github.facebookbusiness.keycloak.login;

import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Tells of a failed login: the person by a page in the realm's login theme, the admin and the operator by an event and a
 * line in the log. The page is a template of ours on the theme's own {@code template.ftl}, so that it works in every
 * login theme, and has what Keycloak's error page lacks: a way to start again.
 */
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

    /** @param authSession the login that failed; its page can start it again */
    Response page(AuthenticationSessionModel authSession, LoginFailure failure) {
        return page(authSession, failure, "again");
    }

    /** A page without a way to start again: there is no login any more that could be. */
    Response pageWithoutLogin(LoginFailure failure) {
        return page(null, failure, "");
    }

    private Response page(AuthenticationSessionModel authSession, LoginFailure failure, String again) {
        Map<String, Object> model = new HashMap<>();
        model.put("sentence", failure.sentence().messageKey());
        model.put("reason", failure.reason());
        model.put("again", again);
        return session.getProvider(LoginFormsProvider.class)
                .setAuthenticationSession(authSession)
                .setStatus(failure.status())
                .setAttribute("facebookBusiness", model)
                .createForm("facebook-business-failure.ftl");
    }
}
