package io.github.facebookbusiness.keycloak.login;

import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A business being connected to the account of whoever is signed in: how far {@link ConnectBusinessAction} is, kept in
 * the authentication session while the person is at Meta. Whatever ends there comes back to the action.
 */
final class BusinessConnection {

    private static final String UNDER_WAY = "facebook-business.connect";
    private static final String END = "facebook-business.connect.end";
    private static final String CONNECTED = "connected";

    private final KeycloakSession session;
    private final AuthenticationSessionModel authSession;

    BusinessConnection(KeycloakSession session, AuthenticationSessionModel authSession) {
        this.session = session;
        this.authSession = authSession;
    }

    /** Whether the action sent this person to Meta through this provider, and still waits for the answer. */
    static boolean isUnderWay(AuthenticationSessionModel authSession, String alias) {
        return alias.equals(authSession.getAuthNote(UNDER_WAY))
                && ConnectBusinessAction.ID.equals(authSession.getClientNote(Constants.KC_ACTION))
                && authSession.getAuthenticatedUser() != null;
    }

    /**
     * Whether this person was sent to Meta by the action, and the answer can be given to it no more: it comes to another
     * provider, or the account is gone. A login it is not either.
     */
    static boolean isBroken(AuthenticationSessionModel authSession, String alias) {
        return authSession.getAuthNote(UNDER_WAY) != null && !isUnderWay(authSession, alias);
    }

    void begin(String alias) {
        authSession.removeAuthNote(END);
        authSession.setAuthNote(UNDER_WAY, alias);
    }

    Response succeeded() {
        return back(CONNECTED);
    }

    /** Records what went wrong, with the account that it was for, and lets the action tell it. */
    Response failed(EventBuilder event, FailedLogin failed, FailureReport report) {
        UserModel user = authSession.getAuthenticatedUser();
        report.record(event.user(user).detail(Details.CUSTOM_REQUIRED_ACTION, ConnectBusinessAction.ID), failed);
        return back(failed.failure().reason());
    }

    boolean isConnected() {
        return CONNECTED.equals(authSession.getAuthNote(END));
    }

    /** Why the last try failed; empty where there was none, or it did not. */
    Optional<LoginFailure> failure() {
        return Optional.ofNullable(authSession.getAuthNote(END)).flatMap(LoginFailure::ofReason);
    }

    void forget() {
        authSession.removeAuthNote(UNDER_WAY);
        authSession.removeAuthNote(END);
    }

    /** To an address of the action's own: that of the callback has Meta's code in it. */
    private Response back(String end) {
        authSession.removeAuthNote(UNDER_WAY);
        authSession.setAuthNote(END, end);
        return AuthenticationManager.redirectToRequiredActions(
                session,
                session.getContext().getRealm(),
                authSession,
                session.getContext().getUri(),
                ConnectBusinessAction.ID);
    }
}
