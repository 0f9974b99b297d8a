package io.github.facebookbusiness.keycloak.login;

import java.time.Duration;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorPageException;

/**
 * The end of a business's first login, after Keycloak made the link and before it counts: the one place that every
 * first login flow passes. What is refused here is rolled back with everything that the request did.
 */
final class FirstBusinessLogin {

    /** Longer than a request takes; a node that dies keeps the business waiting no longer. */
    private static final Duration LOCK = Duration.ofMinutes(1);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final BrokeredIdentityContext identity;

    FirstBusinessLogin(KeycloakSession session, RealmModel realm, BrokeredIdentityContext identity) {
        this.session = session;
        this.realm = realm;
        this.identity = identity;
    }

    /** @throws ErrorPageException where the account was there before, or the business has another one by now */
    void check(UserModel user) {
        if (!AccountLink.wasMadeFor(identity, user, session, realm)) {
            throw refusal(user, LoginFailure.LINKING_REFUSED);
        }
        if (!isOnlyAccount(user)) {
            throw refusal(user, LoginFailure.CONNECTED_MEANWHILE);
        }
    }

    /**
     * Keycloak's table allows one identity at two users, and fails every login from then on. Two admins of a business
     * may come for the first time at once: the lock, which all nodes see, is for two that have not committed yet.
     */
    private boolean isOnlyAccount(UserModel user) {
        String alias = identity.getIdpConfig().getAlias();
        String lock = "facebook-business.first." + realm.getId() + "." + alias + "." + identity.getId();
        if (!session.singleUseObjects().putIfAbsent(lock, LOCK.toSeconds())) {
            return false;
        }
        releaseAfterwards(lock);
        try {
            UserModel owner = session.users()
                    .getUserByFederatedIdentity(realm, new FederatedIdentityModel(alias, identity.getId(), ""));
            return owner != null && owner.getId().equals(user.getId());
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private void releaseAfterwards(String lock) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                session.singleUseObjects().remove(lock);
            }

            @Override
            protected void rollbackImpl() {
                session.singleUseObjects().remove(lock);
            }
        });
    }

    private ErrorPageException refusal(UserModel user, LoginFailure failure) {
        FailureReport report =
                new FailureReport(session, identity.getIdpConfig().getAlias());
        report.record(
                new EventBuilder(realm, session, session.getContext().getConnection())
                        .client(identity.getAuthenticationSession().getClient())
                        .user(user),
                FailedLogin.of(failure));
        return new ErrorPageException(report.redirect(identity.getAuthenticationSession(), failure));
    }
}
