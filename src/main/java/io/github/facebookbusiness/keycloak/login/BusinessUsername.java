package io.github.facebookbusiness.keycloak.login;

import java.util.Locale;
import java.util.Optional;
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

    /** What it is where nobody else goes by it. */
    static String of(String id) {
        return "fb-" + id;
    }

    /**
     * For an account that a first login makes; empty where somebody has the username and the identity has its account.
     * Whether it has one is asked only then: at most first logins that is two statements less.
     */
    Optional<String> ofNewAccount(String alias, String id) {
        String username = of(id);
        if (!isTaken(username)) {
            return Optional.of(username);
        }
        return LinkedAccount.of(session, realm, alias, id).isPresent() ? Optional.empty() : Optional.of(withSuffix(id));
    }

    private String withSuffix(String id) {
        for (int suffix = 2; suffix <= TRIES; suffix++) {
            String username = of(id) + "-" + suffix;
            if (!isTaken(username)) {
                return username;
            }
        }
        return of(id) + "-" + SecretGenerator.getInstance().randomString(8).toLowerCase(Locale.ROOT);
    }

    private boolean isTaken(String username) {
        return session.users().getUserByUsername(realm, username) != null;
    }
}
