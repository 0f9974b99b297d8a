package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokens;
import jakarta.persistence.PersistenceException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.KeycloakSessionTask;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.util.Booleans;

/** The token of a person that a login stores, and is watched from then on. */
final class KeptUserToken {

    private static final Logger LOG = Logger.getLogger(KeptUserToken.class);
    private static final int TRIES = 3;
    private static final String EXPIRES_AT = "facebook-business.expires-at";
    private static final String DATA_ACCESS_EXPIRES_AT = "facebook-business.data-access-expires-at";
    private static final String WATCHED = "facebook-business.watched";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FacebookBusinessConfig config;

    KeptUserToken(KeycloakSession session, RealmModel realm, FacebookBusinessConfig config) {
        this.session = session;
        this.realm = realm;
        this.config = config;
    }

    /** When the token ends that the identity carries sealed. */
    static void carry(BrokeredIdentityContext identity, UserTokens.Ends ends) {
        identity.getContextData().put(EXPIRES_AT, Long.toString(ends.expiresAt()));
        identity.getContextData().put(DATA_ACCESS_EXPIRES_AT, Long.toString(ends.dataAccessExpiresAt()));
    }

    /** Of a login that made the account: in the transaction of the link, and with it or not at all. */
    void watchFirst(UserModel user, BrokeredIdentityContext identity) {
        ends(identity).ifPresent(ends -> {
            new UserTokens(session, realm).watchFirst(user.getId(), config.getInternalId(), ends);
            identity.getContextData().put(WATCHED, "true");
        });
    }

    /** Writes only what is news: most people who come back were here today. Nothing after {@link #watchFirst}. */
    void watch(UserModel user, BrokeredIdentityContext identity) {
        if (LightweightUserAdapter.isLightweightUser(user)
                || identity.getContextData().containsKey(WATCHED)) {
            return;
        }
        String userId = user.getId();
        ends(identity)
                .filter(ends -> !new UserTokens(session, realm).isWatched(userId, config.getInternalId(), ends))
                .ifPresent(ends -> watchAfterwards(userId, ends));
    }

    private Optional<UserTokens.Ends> ends(BrokeredIdentityContext identity) {
        return Booleans.isTrue(config.isStoreToken())
                        && identity.getContextData().get(EXPIRES_AT) instanceof String expiresAt
                        && identity.getContextData().get(DATA_ACCESS_EXPIRES_AT) instanceof String dataAccess
                ? Optional.of(new UserTokens.Ends(Long.parseLong(expiresAt), Long.parseLong(dataAccess)))
                : Optional.empty();
    }

    /**
     * Once the login is committed: two logins of one person at a time would both make the row, and neither may fail for
     * that.
     */
    private void watchAfterwards(String userId, UserTokens.Ends ends) {
        KeycloakSessionFactory sessions = session.getKeycloakSessionFactory();
        String realmId = realm.getId();
        String providerId = config.getInternalId();
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                KeycloakSessionTask watch = own -> {
                    RealmModel sameRealm = own.realms().getRealm(realmId);
                    if (sameRealm != null) {
                        new UserTokens(own, sameRealm).watch(userId, providerId, ends);
                    }
                };
                for (int left = TRIES; left > 0 && !isDone(sessions, watch, left); left--) {
                    LOG.debugf("Another login of user %s made the row first", userId);
                }
            }

            @Override
            protected void rollbackImpl() {
                // Nothing was stored.
            }
        });
    }

    /** The login stands: what fails here must not fail it. */
    private static boolean isDone(KeycloakSessionFactory sessions, KeycloakSessionTask watch, int left) {
        try {
            KeycloakModelUtils.runJobInTransaction(sessions, watch);
            return true;
        } catch (ModelException | PersistenceException e) {
            if (e instanceof ModelDuplicateException && left > 1) {
                return false;
            }
            LOG.error("The end of a person's stored token will not be told", e);
            return true;
        }
    }
}
