package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.tokens.store.TokenKeys;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokenSeal;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokenSeal.UserToken;
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

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FacebookBusinessConfig config;

    KeptUserToken(KeycloakSession session, RealmModel realm, FacebookBusinessConfig config) {
        this.session = session;
        this.realm = realm;
        this.config = config;
    }

    /**
     * Once the login is committed: two logins of one person at a time would both make the row, and neither may fail for
     * that.
     */
    void watch(UserModel user, BrokeredIdentityContext context) {
        if (!Booleans.isTrue(config.isStoreToken()) || LightweightUserAdapter.isLightweightUser(user)) {
            return;
        }
        String userId = user.getId();
        Optional.ofNullable(context.getToken())
                .flatMap(text -> new UserTokenSeal(TokenKeys.of(session, realm), realm)
                        .open(new UserTokenSeal.Owner(config.getInternalId(), context.getId()), text))
                .ifPresent(token -> watchAfterwards(userId, token));
    }

    private void watchAfterwards(String userId, UserToken token) {
        KeycloakSessionFactory sessions = session.getKeycloakSessionFactory();
        String realmId = realm.getId();
        String providerId = config.getInternalId();
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                KeycloakSessionTask watch = own -> {
                    RealmModel sameRealm = own.realms().getRealm(realmId);
                    if (sameRealm != null) {
                        new UserTokens(own, sameRealm).watch(userId, providerId, token);
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
