package io.github.facebookbusiness.keycloak.login;

import java.util.Locale;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The username of a new account: made of Meta's id, never of a name. Where somebody already goes by it, a suffix is
 * added: otherwise Keycloak would offer to link the two accounts, and whoever registers {@code fb-<id>} first could
 * keep a business out.
 */
final class BusinessUsername {

    private static final int TRIES = 9;

    private final KeycloakSession session;
    private final RealmModel realm;

    BusinessUsername(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    String freeFor(String id) {
        String username = "fb-" + id;
        for (int suffix = 2; isTaken(username) && suffix <= TRIES; suffix++) {
            username = "fb-" + id + "-" + suffix;
        }
        return isTaken(username)
                ? "fb-" + id + "-"
                        + SecretGenerator.getInstance().randomString(8).toLowerCase(Locale.ROOT)
                : username;
    }

    private boolean isTaken(String username) {
        return session.users().getUserByUsername(realm, username) != null;
    }
}
