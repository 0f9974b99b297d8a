package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.LoginMode;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.organizations.BusinessOrganizations;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import org.keycloak.broker.oidc.AbstractOAuth2IdentityProvider;
import org.keycloak.broker.oidc.OIDCIdentityProviderFactory;
import org.keycloak.broker.provider.AuthenticationRequest;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.provider.IdentityProviderMapper;
import org.keycloak.broker.social.SocialIdentityProvider;
import org.keycloak.constants.AdapterConstants;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Facebook Login for Business as a Keycloak identity provider. What Keycloak's OAuth provider does by itself and must
 * not happen here is overridden: the token in the user session, the stored token in clear, token exchange.
 */
public final class FacebookBusinessIdentityProvider extends AbstractOAuth2IdentityProvider<FacebookBusinessConfig>
        implements SocialIdentityProvider<FacebookBusinessConfig> {

    private final SharedGraph shared;

    FacebookBusinessIdentityProvider(KeycloakSession session, FacebookBusinessConfig config, SharedGraph shared) {
        super(session, config);
        this.shared = shared;
    }

    @Override
    public Object callback(RealmModel realm, AuthenticationCallback callback, EventBuilder event) {
        return new CallbackEndpoint(this, callback, session, realm, event, shared.graph());
    }

    @Override
    public Response performLogin(AuthenticationRequest request) {
        AuthenticationSessionModel authSession = request.getAuthenticationSession();
        EventBuilder event = event(request);
        ChosenConfiguration chosen;
        try {
            chosen = new ConfigurationChoice(session, getConfig()).choose(authSession);
        } catch (ConfigurationChoice.UnknownNameException e) {
            event.detail("configuration", e.name())
                    .detail("configuration_source", e.source().label());
            return refuse(event, authSession, LoginFailure.CONFIGURATION_UNKNOWN);
        }
        Optional<LoginFailure> refusal = refusal(request, chosen);
        if (refusal.isPresent()) {
            forgetHint(request, refusal.get());
            chosen.describe(event);
            return refuse(event, authSession, refusal.get());
        }
        String state = request.getState().getEncoded();
        if (getConfig().loginMode() == LoginMode.JAVASCRIPT_SDK) {
            return new SdkLogin(session, request.getRealm(), getConfig()).start(authSession, state);
        }
        URI dialog = new DialogRequest(getConfig())
                .address(chosen.configuration(), URI.create(request.getRedirectUri()), state);
        return Response.seeOther(dialog).build();
    }

    private Response refuse(EventBuilder event, AuthenticationSessionModel authSession, LoginFailure failure) {
        FailureReport report = new FailureReport(session, getConfig().getAlias());
        FailedLogin failed = FailedLogin.of(failure);
        return isConnecting(authSession)
                ? new BusinessConnection(session, authSession).failed(event, failed, report)
                : report.tell(event, authSession, failed);
    }

    private boolean isConnecting(AuthenticationSessionModel authSession) {
        return BusinessConnection.isUnderWay(authSession, getConfig().getAlias());
    }

    /** What is known to fail is said before the person leaves Keycloak. */
    private Optional<LoginFailure> refusal(AuthenticationRequest request, ChosenConfiguration chosen) {
        if (!isAllowed(getConfig().dialogUrl())
                || getConfig().loginMode() == LoginMode.JAVASCRIPT_SDK
                        && !isAllowed(getConfig().sdkUrl())) {
            return Optional.of(LoginFailure.HOST_NOT_ALLOWED);
        }
        if (isConnecting(request.getAuthenticationSession()) && !chosen.isForSystemUsers()) {
            return Optional.of(LoginFailure.CONNECTS_NO_PERSON);
        }
        if (chosen.isForSystemUsers()) {
            if (AccountLink.isUnderWay(request.getAuthenticationSession())) {
                return Optional.of(LoginFailure.LINKING_REFUSED);
            }
            if (request.getRealm().isRegistrationEmailAsUsername()) {
                return Optional.of(LoginFailure.EMAIL_AS_USERNAME);
            }
        }
        return chosen.configuration().needsDesktop()
                        && MobileBrowser.sent(session.getContext().getRequestHeaders())
                ? Optional.of(LoginFailure.MOBILE_NOT_SUPPORTED)
                : Optional.empty();
    }

    private boolean isAllowed(String url) {
        return shared.options().allowedHosts().refusal(url).isEmpty();
    }

    /** With {@code kc_idp_hint} kept, starting again on a phone would lead to the same page for ever. */
    private static void forgetHint(AuthenticationRequest request, LoginFailure refusal) {
        if (refusal == LoginFailure.MOBILE_NOT_SUPPORTED) {
            request.getAuthenticationSession().removeClientNote(AdapterConstants.KC_IDP_HINT);
        }
    }

    private EventBuilder event(AuthenticationRequest request) {
        ClientModel client = request.getAuthenticationSession().getClient();
        return new EventBuilder(
                        request.getRealm(), session, session.getContext().getConnection())
                .client(client);
    }

    /** Empty: Keycloak would otherwise put a default into the field "Scopes", which a system user must not have. */
    @Override
    protected String getDefaultScopes() {
        return "";
    }

    /** Keycloak calls this where a first login made an account, and has linked it; before {@link #updateBrokeredUser}. */
    @Override
    public void importNewUser(
            KeycloakSession session, RealmModel realm, UserModel user, BrokeredIdentityContext context) {
        super.importNewUser(session, realm, user, context);
        if (!AccountLink.isBusiness(context)
                && !LightweightUserAdapter.isLightweightUser(user)
                && new NewAccount(session, realm, context).note(user)) {
            new KeptUserToken(session, realm, getConfig()).watchFirst(user, context);
        }
    }

    /** Keycloak calls this at the end of every login, and of a first one with the link just made. */
    @Override
    public void updateBrokeredUser(
            KeycloakSession session, RealmModel realm, UserModel user, BrokeredIdentityContext context) {
        if (AccountLink.endsFirstLoginOfBusiness(context)) {
            new FirstBusinessLogin(session, realm, context).check(user);
        }
        if (AccountLink.isBusiness(context)) {
            BusinessOrganizations.of(session, getConfig())
                    .map(organizations -> new BusinessMembership(session, realm, organizations))
                    .ifPresent(membership -> membership.settle(user, context));
        }
        super.updateBrokeredUser(session, realm, user, context);
        ChosenInSession.note(context);
        LoginEvents.recordCarried(session, realm, user, context);
        new KeptUserToken(session, realm, getConfig()).watch(user, context);
    }

    /** Does nothing: Keycloak's own would copy the token in clear into the user session, and so into the database. */
    @Override
    public void authenticationFinished(AuthenticationSessionModel authSession, BrokeredIdentityContext context) {}

    /** The claim mappers of OpenID Connect read the same profile, but are offered to their own providers only. */
    @Override
    public boolean isMapperSupported(IdentityProviderMapper mapper) {
        return super.isMapperSupported(mapper)
                || Arrays.asList(mapper.getCompatibleProviders()).contains(OIDCIdentityProviderFactory.PROVIDER_ID);
    }

    @Override
    @Deprecated
    public Response retrieveToken(KeycloakSession session, FederatedIdentityModel identity) {
        return new StoredUserToken(session, getConfig()).of(identity);
    }

    @Override
    public Response retrieveToken(
            KeycloakSession session, FederatedIdentityModel identity, UserSessionModel userSession, UserModel user) {
        return new StoredUserToken(session, getConfig()).of(identity);
    }

    /** Token exchange reads the stored token and the session, where there is nothing in clear to be had. */
    @Override
    public Response exchangeFromToken(
            UriInfo uriInfo,
            EventBuilder event,
            ClientModel authorizedClient,
            UserSessionModel tokenUserSession,
            UserModel tokenSubject,
            MultivaluedMap<String, String> params) {
        return exchangeNotSupported();
    }
}
