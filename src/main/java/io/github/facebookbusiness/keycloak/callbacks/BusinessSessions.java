package io.github.facebookbusiness.keycloak.callbacks;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.tokens.store.AppRemoval;
import java.util.List;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/**
 * The sessions of whoever came in as a client business, online and offline. They end with the connection; what a person
 * has as themselves stays, even where that person connected the business.
 */
final class BusinessSessions {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FacebookBusinessConfig provider;

    BusinessSessions(KeycloakSession session, FacebookBusinessConfig provider) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.provider = provider;
    }

    /** All of them; where the business has connected again since, those that are older than the removal. */
    void end(AppRemoval removal, AppRemoval.Outcome outcome) {
        for (UserModel user : new LinkedPeople(session, realm).of(provider, removal.clientBusinessId())) {
            List<UserSessionModel> online =
                    session.sessions().getUserSessionsStream(realm, user).toList();
            List<UserSessionModel> offline =
                    session.sessions().getOfflineUserSessionsStream(realm, user).toList();
            int ended = 0;
            for (UserSessionModel old : online) {
                if (isMeant(old, removal, outcome)) {
                    session.sessions().removeUserSession(realm, old);
                    ended++;
                }
            }
            for (UserSessionModel old : offline) {
                if (isMeant(old, removal, outcome)) {
                    session.sessions().removeOfflineUserSession(realm, old);
                    ended++;
                }
            }
            if (ended > 0) {
                new AccountEvents(session).changed(OperationType.ACTION, provider, user, "logout");
            }
        }
    }

    private static boolean isMeant(UserSessionModel old, AppRemoval removal, AppRemoval.Outcome outcome) {
        return !outcome.reconnected() || old.getStarted() <= removal.time();
    }
}
