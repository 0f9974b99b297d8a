package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.tokens.BusinessGrant;
import io.github.facebookbusiness.keycloak.tokens.ProviderGraph;
import io.github.facebookbusiness.keycloak.tokens.TokenRefusedException;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.KeyMissingException;
import io.github.facebookbusiness.keycloak.tokens.store.TokenKeys;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.provider.UserAuthenticationIdentityProvider.AuthenticationCallback;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.services.Urls;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.Booleans;

/**
 * Where Meta's dialog sends the browser back to. Every end that is not a login goes through {@link FailureReport}.
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
        DialogAnswer answer = DialogAnswer.read(session.getContext().getUri().getQueryParameters());
        return answer.failure()
                .map(failed -> fail(authSession, failed))
                .orElseGet(() -> logIn(authSession, answer.code()));
    }

    /** The page of a failed login, at an address that can be reloaded. */
    @GET
    @Path("failed/{reason}")
    public Response failed(@PathParam("reason") String reason) {
        return new FailurePage(session, realm).of(reason);
    }

    private Response logIn(AuthenticationSessionModel authSession, String code) {
        ConfigurationChoice choice = new ConfigurationChoice(session, config);
        Optional<ChosenConfiguration> recalled = choice.recall(authSession);
        if (recalled.isEmpty()) {
            return fail(authSession, FailedLogin.of(LoginFailure.STATE_INVALID));
        }
        ChosenConfiguration chosen = recalled.get();
        chosen.describe(event);
        return choice.stillStands(chosen)
                ? logIn(authSession, code, chosen)
                : fail(authSession, FailedLogin.of(LoginFailure.CONFIGURATION_CHANGED));
    }

    private Response logIn(AuthenticationSessionModel authSession, String code, ChosenConfiguration chosen) {
        if (chosen.isForSystemUsers() && AccountLink.isUnderWay(authSession)) {
            return fail(authSession, FailedLogin.of(LoginFailure.LINKING_REFUSED));
        }
        try {
            requireKey(chosen);
            GraphConnection connection = ProviderGraph.connect(session, realm, config);
            CodeExchange.Result exchanged =
                    new CodeExchange(graph, connection, config).exchange(code, redirectUri(), chosen);
            Optional<BusinessToken> kept;
            try {
                kept = keep(exchanged, chosen);
            } catch (ModelException e) {
                return notStored(authSession, e);
            }
            if (!AccountLink.isUnderWay(authSession)) {
                LoginEvents.record(event.clone(), config, exchanged, chosen, kept);
            }
            BrokeredIdentityContext identity = new VerifiedIdentity(session, realm, config).of(exchanged, chosen);
            identity.setIdp(provider);
            identity.setAuthenticationSession(authSession);
            if (AccountLink.wouldLendAccount(identity, session, realm)) {
                return fail(authSession, FailedLogin.of(LoginFailure.LINKING_REFUSED));
            }
            return callback.authenticated(identity);
        } catch (GraphException e) {
            return fail(authSession, FailedLogin.of(e));
        } catch (TokenRefusedException e) {
            return fail(authSession, FailedLogin.of(e));
        } catch (AppSecret.UnresolvedException e) {
            return fail(authSession, FailedLogin.of(LoginFailure.APP_SECRET_UNRESOLVED));
        } catch (KeyMissingException e) {
            return notStored(authSession, e);
        } catch (WebApplicationException e) {
            throw e;
        } catch (RuntimeException e) {
            // The boundary: what mappers, user storage and Keycloak throw would be a bare 500 without event or reason.
            LOG.errorf(e, "Login through provider %s of realm %s failed", config.getAlias(), realm.getName());
            session.getTransactionManager().setRollbackOnly();
            return report.tell(event.clone(), authSession, FailedLogin.of(LoginFailure.INTERNAL_ERROR));
        }
    }

    private Response notStored(AuthenticationSessionModel authSession, RuntimeException e) {
        LOG.errorf(e, "Provider %s of realm %s cannot keep tokens", config.getAlias(), realm.getName());
        return fail(authSession, FailedLogin.of(LoginFailure.TOKEN_NOT_STORED));
    }

    /** Before the code is used up: a token that could not be kept would be lost, and live on at Meta. */
    private void requireKey(ChosenConfiguration chosen) {
        if (chosen.isForSystemUsers() || Booleans.isTrue(config.isStoreToken())) {
            TokenKeys.of(session, realm).requireActive();
        }
    }

    /** A business's token is kept as soon as it is proven; a person's only with the account that it belongs to. */
    private Optional<BusinessToken> keep(CodeExchange.Result exchanged, ChosenConfiguration chosen) {
        return chosen.isForSystemUsers()
                ? Optional.of(BusinessGrant.keep(session, config, exchanged.token(), chosen.configId())
                        .token())
                : Optional.empty();
    }

    /** Keycloak finishes what it began itself: linking from an application goes back there with its status. */
    private Response fail(AuthenticationSessionModel authSession, FailedLogin failed) {
        if (!AccountLink.isUnderWay(authSession)) {
            return report.tell(event.clone(), authSession, failed);
        }
        report.record(event.clone(), failed);
        return failed.failure() == LoginFailure.CANCELLED
                ? callback.cancelled(config)
                : callback.error(config, failed.failure().sentence().messageKey());
    }

    private URI redirectUri() {
        return Urls.identityProviderAuthnResponse(
                session.getContext().getUri().getBaseUri(), config.getAlias(), realm.getName());
    }
}
