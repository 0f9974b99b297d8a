package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.organizations.BusinessOrganizations;
import java.time.Duration;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.KeycloakSessionTask;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.ErrorPageException;
import org.keycloak.sessions.AuthenticationSessionModel;

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

    /**
     * Notes that the provider made the account.
     *
     * @throws ErrorPageException where the account was there before, or the business has another one by now
     */
    void check(UserModel user) {
        if (!takeLock()) {
            throw refusal(user, LoginFailure.CONNECTED_MEANWHILE);
        }
        switch (new NewAccount(session, realm, identity).noteIfOnlyOne(user)) {
            case ONLY_ONE -> {}
            case SECOND -> {
                removeAfterwards(user);
                throw refusal(user, LoginFailure.CONNECTED_MEANWHILE);
            }
            case SOMEBODYS -> throw refusal(user, LoginFailure.LINKING_REFUSED);
        }
    }

    /**
     * An admin may have disabled the organization while the person was in the first login flow.
     *
     * @throws ErrorPageException where that is so
     */
    void checkOrganization(UserModel user, BusinessOrganizations organizations) {
        if (organizations.isDisabled(identity.getId())) {
            removeAfterwards(user);
            throw refusal(user, LoginFailure.ORGANIZATION_DISABLED);
        }
    }

    /** For two first logins of a business that have not committed yet; all nodes see it. */
    private boolean takeLock() {
        String lock = "facebook-business.first." + realm.getId() + "." + alias() + "." + identity.getId();
        if (!session.singleUseObjects().putIfAbsent(lock, LOCK.toSeconds())) {
            return false;
        }
        afterwards(other -> other.singleUseObjects().remove(lock));
        return true;
    }

    /** The account was made by an earlier request of this login; without its link it would be nobody's. */
    private void removeAfterwards(UserModel user) {
        String id = user.getId();
        afterwards(other -> {
            RealmModel sameRealm = other.realms().getRealm(realm.getId());
            other.getContext().setRealm(sameRealm);
            UserModel orphan = other.users().getUserById(sameRealm, id);
            if (orphan != null
                    && other.users()
                            .getFederatedIdentitiesStream(sameRealm, orphan)
                            .findAny()
                            .isEmpty()) {
                other.users().removeUser(sameRealm, orphan);
            }
        });
    }

    /** Runs a job in a transaction of its own when this request's has ended, one way or the other. */
    private void afterwards(KeycloakSessionTask job) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                KeycloakModelUtils.runJobInTransaction(factory, job);
            }

            @Override
            protected void rollbackImpl() {
                KeycloakModelUtils.runJobInTransaction(factory, job);
            }
        });
    }

    /** The exception alone rolls back since Keycloak 26.7.1 only; below, the link would stay that is refused here. */
    private ErrorPageException refusal(UserModel user, LoginFailure failure) {
        session.getTransactionManager().setRollbackOnly();
        AuthenticationSessionModel authSession = identity.getAuthenticationSession();
        EventBuilder event = new EventBuilder(
                        realm, session, session.getContext().getConnection())
                .client(authSession.getClient())
                .user(user);
        return new ErrorPageException(
                new FailureReport(session, alias()).tell(event, authSession, FailedLogin.of(failure)));
    }

    private String alias() {
        return identity.getIdpConfig().getAlias();
    }
}
