package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.ConnectActionRegistration;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionContext.KcActionStatus;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventType;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.ClientSessionCode;
import org.keycloak.services.resources.IdentityBrokerService;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * {@code kc_action=connect-facebook-business:<alias>}: whoever is signed in connects a client business. Its token goes
 * into the token store; the account stays what it was, and gets no link: so a second admin of the business can do the
 * same, and nobody comes in as the business by it.
 *
 * <p>It asks before it sends anybody to Meta: an application's link alone must not connect anything.
 */
final class ConnectBusinessAction implements RequiredActionProvider {

    static final String ID = ConnectActionRegistration.ACTION;

    private static final String TEMPLATE = "facebook-business-connect.ftl";

    /** The button that gives up after a failure. */
    private static final String RETURN = "facebook-business-return";

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return InitiatedActionSupport.SUPPORTED;
    }

    /** Only an application asks for it. */
    @Override
    public void evaluateTriggers(RequiredActionContext context) {}

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        Optional<FacebookBusinessConfig> provider = provider(context);
        if (provider.isEmpty()) {
            context.getEvent()
                    .clone()
                    .event(EventType.CUSTOM_REQUIRED_ACTION)
                    .detail(Details.CUSTOM_REQUIRED_ACTION, ID)
                    .error(Errors.UNKNOWN_IDENTITY_PROVIDER);
            context.ignore();
            return;
        }
        BusinessConnection connection = connection(context);
        Optional<LoginFailure> failure = connection.failure();
        if (connection.isConnected()) {
            connection.forget();
            context.success();
        } else if (failure.equals(Optional.of(LoginFailure.CANCELLED))) {
            connection.forget();
            endWith(KcActionStatus.CANCELLED, context);
            context.ignore();
        } else {
            context.challenge(page(context, failure));
        }
    }

    /** A button of the page: on to Meta, once more, or back to the application. Cancelling is Keycloak's own. */
    @Override
    public void processAction(RequiredActionContext context) {
        Optional<FacebookBusinessConfig> provider = provider(context);
        boolean givesUp = context.getHttpRequest().getDecodedFormParameters().containsKey(RETURN);
        if (provider.isEmpty() || givesUp) {
            connection(context).forget();
            endWith(KcActionStatus.ERROR, context);
            context.cancel();
            return;
        }
        String alias = provider.get().getAlias();
        connection(context).begin(alias);
        context.challenge(dialog(context, alias));
    }

    /** Said before Keycloak says its own, which then has no effect. */
    private static void endWith(KcActionStatus status, RequiredActionContext context) {
        AuthenticationManager.setKcActionStatus(ID, status, context.getAuthenticationSession());
    }

    private static Response dialog(RequiredActionContext context, String alias) {
        KeycloakSession session = context.getSession();
        ClientSessionCode<AuthenticationSessionModel> code =
                new ClientSessionCode<>(session, context.getRealm(), context.getAuthenticationSession());
        code.setAction(AuthenticationSessionModel.Action.AUTHENTICATE.name());
        return new IdentityBrokerService(session).performClientInitiatedAccountLogin(alias, code);
    }

    private static Response page(RequiredActionContext context, Optional<LoginFailure> failure) {
        RealmModel realm = context.getRealm();
        Map<String, Object> model = new HashMap<>();
        model.put("account", context.getUser().getUsername());
        model.put("realm", realm.getDisplayName() == null ? realm.getName() : realm.getDisplayName());
        failure.ifPresent(why -> {
            model.put("sentence", why.sentence().messageKey());
            model.put("reason", why.reason());
        });
        return context.form().setAttribute("facebookBusiness", model).createForm(TEMPLATE);
    }

    private static BusinessConnection connection(RequiredActionContext context) {
        return new BusinessConnection(context.getSession(), context.getAuthenticationSession());
    }

    /** The provider that the application named, as long as it is one of ours and enabled. */
    private static Optional<FacebookBusinessConfig> provider(RequiredActionContext context) {
        return Optional.ofNullable(context.getAuthenticationSession().getClientNote(Constants.KC_ACTION_PARAMETER))
                .flatMap(alias -> FacebookBusinessConfig.find(context.getSession(), alias))
                .filter(FacebookBusinessConfig::isEnabled);
    }

    @Override
    public void close() {}
}
