package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.CallbackRefusedException;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.LoginVariation;
import io.github.facebookbusiness.keycloak.graph.SignedRequest;
import io.github.facebookbusiness.keycloak.graph.Signup;
import io.github.facebookbusiness.keycloak.graph.TokenOwner.ClientBusiness;
import io.github.facebookbusiness.keycloak.organizations.BusinessOrganizations;
import io.github.facebookbusiness.keycloak.tokens.BusinessGrant;
import io.github.facebookbusiness.keycloak.tokens.ProvenToken;
import io.github.facebookbusiness.keycloak.tokens.ProviderGraph;
import io.github.facebookbusiness.keycloak.tokens.SignupClaim;
import io.github.facebookbusiness.keycloak.tokens.TokenRefusedException;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.KeyMissingException;
import io.github.facebookbusiness.keycloak.tokens.store.TokenKeys;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.provider.UserAuthenticationIdentityProvider.AuthenticationCallback;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.Booleans;

/**
 * From what Meta's dialog answered to a login, to a connected business, or to a failure that is told. Whatever way the
 * answer came by, it ends here. One reason for its length: every end that an answer can come to is here.
 */
final class AnsweredDialog {

    private static final Logger LOG = Logger.getLogger(AnsweredDialog.class);

    private final FacebookBusinessIdentityProvider provider;
    private final FacebookBusinessConfig config;
    private final AuthenticationCallback callback;
    private final KeycloakSession session;
    private final RealmModel realm;
    private final EventBuilder event;
    private final GraphApi graph;
    private final AuthenticationSessionModel authSession;

    AnsweredDialog(
            FacebookBusinessIdentityProvider provider,
            AuthenticationCallback callback,
            KeycloakSession session,
            RealmModel realm,
            EventBuilder event,
            GraphApi graph,
            AuthenticationSessionModel authSession) {
        this.provider = provider;
        this.config = provider.getConfig();
        this.callback = callback;
        this.session = session;
        this.realm = realm;
        this.event = event;
        this.graph = graph;
        this.authSession = authSession;
    }

    Response end(DialogAnswer answer) {
        if (BusinessConnection.isBroken(authSession, config.getAlias())) {
            return fail(LoginFailure.STATE_INVALID);
        }
        try {
            return endAsChosen(answer);
        } catch (WebApplicationException e) {
            throw e;
        } catch (RuntimeException e) {
            return internalError(e);
        }
    }

    private Response endAsChosen(DialogAnswer answer) {
        ConfigurationChoice choice = new ConfigurationChoice(session, config);
        Optional<ChosenConfiguration> recalled = choice.recall(authSession);
        recalled.ifPresent(chosen -> chosen.describe(event));
        if (answer instanceof DialogAnswer.Refusal refusal) {
            return fail(refusal.failed());
        }
        if (recalled.isEmpty()) {
            return fail(LoginFailure.STATE_INVALID);
        }
        ChosenConfiguration chosen = recalled.get();
        if (!choice.stillStands(chosen)) {
            return fail(LoginFailure.CONFIGURATION_CHANGED);
        }
        if (answer instanceof DialogAnswer.Token && chosen.isForSystemUsers()) {
            return fail(LoginFailure.TOKEN_NOT_ACCEPTED);
        }
        if (chosen.isForSystemUsers() && AccountLink.isUnderWay(authSession)) {
            return fail(LoginFailure.LINKING_REFUSED);
        }
        return accept(answer, chosen);
    }

    private Response accept(DialogAnswer answer, ChosenConfiguration chosen) {
        try {
            requireKey(chosen);
            CodeExchange.Result exchanged = exchange(answer, chosen);
            Optional<BusinessToken> kept;
            try {
                kept = keep(answer, exchanged, chosen);
            } catch (ModelException e) {
                return notStored(e);
            }
            if (isOfDisabledOrganization(exchanged.token())) {
                return fail(LoginFailure.ORGANIZATION_DISABLED);
            }
            if (BusinessConnection.isUnderWay(authSession, config.getAlias())) {
                return connect(exchanged, chosen, kept);
            }
            if (BusinessConnection.isBroken(authSession, config.getAlias())) {
                // While Meta was asked.
                return fail(LoginFailure.STATE_INVALID);
            }
            if (chosen.isForSystemUsers()) {
                LoginEvents.record(event.clone(), config, exchanged, chosen, kept);
            }
            return logIn(exchanged, chosen);
        } catch (GraphException e) {
            return fail(FailedLogin.of(e));
        } catch (TokenRefusedException e) {
            return fail(FailedLogin.of(e));
        } catch (AppSecret.UnresolvedException e) {
            return fail(LoginFailure.APP_SECRET_UNRESOLVED);
        } catch (KeyMissingException e) {
            return notStored(e);
        }
    }

    /**
     * The boundary: what mappers, user storage and Keycloak throw, and a key of the provider that was edited by hand,
     * would be a bare 500 without event or reason. A connection changes nothing in the request's own transaction but what
     * the action has to know.
     */
    private Response internalError(RuntimeException e) {
        LOG.errorf(e, "Login through provider %s of realm %s failed", config.getAlias(), realm.getName());
        if (BusinessConnection.isUnderWay(authSession, config.getAlias())) {
            return fail(LoginFailure.INTERNAL_ERROR);
        }
        session.getTransactionManager().setRollbackOnly();
        return new FailureReport(session, config.getAlias())
                .tell(event.clone(), authSession, FailedLogin.of(LoginFailure.INTERNAL_ERROR));
    }

    private CodeExchange.Result exchange(DialogAnswer answer, ChosenConfiguration chosen)
            throws GraphException, TokenRefusedException, AppSecret.UnresolvedException {
        GraphConnection connection = ProviderGraph.connect(session, realm, config);
        CodeExchange exchange = new CodeExchange(graph, connection, config);
        return answer instanceof DialogAnswer.Token token
                ? exchange.accept(token.value(), verified(token), chosen)
                : exchange.exchange((DialogAnswer.Code) answer, chosen);
    }

    /** Whatever Meta did not sign for this app says nothing. */
    private Optional<SignedRequest> verified(DialogAnswer.Token token) {
        try {
            return token.signedRequest().isPresent()
                    ? Optional.of(
                            SignedRequest.verify(token.signedRequest().get(), AppSecret.ofCallbacks(session, config)))
                    : Optional.empty();
        } catch (CallbackRefusedException e) {
            return Optional.empty();
        }
    }

    private Response logIn(CodeExchange.Result exchanged, ChosenConfiguration chosen) {
        BrokeredIdentityContext identity = new VerifiedIdentity(session, realm, config).of(exchanged, chosen);
        identity.setIdp(provider);
        identity.setAuthenticationSession(authSession);
        if (AccountLink.wouldLendAccount(identity, session, realm)) {
            return fail(LoginFailure.LINKING_REFUSED);
        }
        if (!chosen.isForSystemUsers() && !AccountLink.isUnderWay(authSession)) {
            LoginEvents.carry(identity, event.clone(), config, exchanged, chosen);
        }
        return callback.authenticated(identity);
    }

    /** Nobody signs in by this: who is signed in already goes on. */
    private Response connect(CodeExchange.Result exchanged, ChosenConfiguration chosen, Optional<BusinessToken> kept) {
        LoginEvents.recordConnection(event.clone(), config, exchanged, chosen, kept, authSession);
        exchanged.token().clientBusiness().ifPresent(this::join);
        return new BusinessConnection(session, authSession).succeeded();
    }

    /** Where businesses are mapped. A user that Keycloak does not store is a member of nothing. */
    private void join(ClientBusiness business) {
        UserModel user = authSession.getAuthenticatedUser();
        if (!LightweightUserAdapter.isLightweightUser(user)) {
            BusinessOrganizations.of(session, config).ifPresent(organizations -> organizations.admit(business, user));
        }
    }

    /** The token is kept all the same: Meta would not give it once more. */
    private boolean isOfDisabledOrganization(ProvenToken token) {
        return token.clientBusiness()
                .filter(business -> BusinessOrganizations.of(session, config)
                        .filter(organizations -> organizations.isDisabled(business.id()))
                        .isPresent())
                .isPresent();
    }

    private Response notStored(RuntimeException e) {
        LOG.errorf(e, "Provider %s of realm %s cannot keep tokens", config.getAlias(), realm.getName());
        return fail(LoginFailure.TOKEN_NOT_STORED);
    }

    /** Before the code is used up: a token that could not be kept would be lost, and live on at Meta. */
    private void requireKey(ChosenConfiguration chosen) {
        if (chosen.isForSystemUsers() || Booleans.isTrue(config.isStoreToken())) {
            TokenKeys.of(session, realm).requireActive();
        }
    }

    /** A business's token is kept as soon as it is proven; a person's only with the account that it belongs to. */
    private Optional<BusinessToken> keep(
            DialogAnswer answer, CodeExchange.Result exchanged, ChosenConfiguration chosen) {
        if (!chosen.isForSystemUsers()) {
            return Optional.empty();
        }
        Optional<Signup> told = signup(answer, chosen);
        SignupClaim.of(exchanged.token(), told)
                .contradiction()
                .ifPresent(contradiction -> event.detail("signup_ignored", contradiction.code()));
        return Optional.of(BusinessGrant.keep(session, config, exchanged.token(), chosen.configId(), told)
                .token());
    }

    private static Optional<Signup> signup(DialogAnswer answer, ChosenConfiguration chosen) {
        return answer instanceof DialogAnswer.Code code
                        && chosen.configuration().loginVariation() == LoginVariation.WHATSAPP_EMBEDDED_SIGNUP
                ? code.signup()
                : Optional.empty();
    }

    private Response fail(LoginFailure failure) {
        return fail(FailedLogin.of(failure));
    }

    /** Keycloak finishes what it began itself: linking from an application goes back there with its status. */
    private Response fail(FailedLogin failed) {
        FailureReport report = new FailureReport(session, config.getAlias());
        if (BusinessConnection.isUnderWay(authSession, config.getAlias())) {
            return new BusinessConnection(session, authSession).failed(event.clone(), failed, report);
        }
        if (!AccountLink.isUnderWay(authSession)) {
            return report.tell(event.clone(), authSession, failed);
        }
        report.record(event.clone(), failed);
        return failed.failure() == LoginFailure.CANCELLED
                ? callback.cancelled(config)
                : callback.error(config, failed.failure().sentence().messageKey());
    }
}
