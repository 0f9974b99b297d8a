package io.github.facebookbusiness.keycloak.login;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Optional;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The login that an address of ours is about: named by its client and tab, and found only in the browser that began it,
 * by Keycloak's cookie. Such an address can be reloaded, and is worth nothing to anybody else.
 */
final class LoginInBrowser {

    private LoginInBrowser() {}

    /** The same address for one login. */
    static UriBuilder name(UriBuilder address, AuthenticationSessionModel authSession) {
        return address.queryParam(Constants.CLIENT_ID, "{client}")
                .queryParam(Constants.TAB_ID, "{tab}")
                .resolveTemplate("client", authSession.getClient().getClientId())
                .resolveTemplate("tab", authSession.getTabId());
    }

    /** What the request's address names, as long as this browser has it. */
    static Optional<AuthenticationSessionModel> find(KeycloakSession session, RealmModel realm) {
        MultivaluedMap<String, String> query = session.getContext().getUri().getQueryParameters();
        String clientId = query.getFirst(Constants.CLIENT_ID);
        String tabId = query.getFirst(Constants.TAB_ID);
        if (clientId == null || tabId == null) {
            return Optional.empty();
        }
        AuthenticationSessionManager logins = new AuthenticationSessionManager(session);
        return Optional.ofNullable(realm.getClientByClientId(clientId))
                .map(client -> logins.getCurrentAuthenticationSession(realm, client, tabId));
    }
}
