package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.OwnTransaction;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.config.TriedAgain;
import java.util.Optional;
import java.util.function.Function;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Where the tokens of one provider are kept, for work in transactions of its own. Nothing here belongs to a session, so
 * that it also serves work that has none: the one that calls Meta in between.
 */
public record StorePlace(KeycloakSessionFactory sessions, String realmId, FacebookBusinessConfig provider) {

    public static StorePlace of(KeycloakSession session, FacebookBusinessConfig provider) {
        return new StorePlace(
                session.getKeycloakSessionFactory(),
                session.getContext().getRealm().getId(),
                provider);
    }

    /** Empty where the realm or the provider is not there any more. */
    public static Optional<StorePlace> find(KeycloakSessionFactory sessions, String realmId, String providerId) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            if (realm == null) {
                return Optional.empty();
            }
            session.getContext().setRealm(realm);
            return Optional.ofNullable(session.identityProviders().getById(providerId))
                    .map(model -> new StorePlace(
                            sessions,
                            realm.getId(),
                            FacebookBusinessConfig.of(
                                    model, SharedGraph.of(session).options())));
        });
    }

    public <T> T read(Function<TokenStore, T> work) {
        return inOwnTransaction(work);
    }

    /**
     * Writes in a transaction of its own, committed when this returns: what was granted stays, whatever becomes of the
     * request. Those who store a token that is not there yet collide, and the next try finds the other's row; whoever
     * finds a row waits for its lock instead. {@code work} may run more than once and must do nothing else.
     */
    public <T> T write(Function<TokenStore, T> work) {
        return TriedAgain.onCollision(() -> inOwnTransaction(work));
    }

    private <T> T inOwnTransaction(Function<TokenStore, T> work) {
        return OwnTransaction.asModel(() -> KeycloakModelUtils.runJobInTransactionWithResult(sessions, own -> {
            RealmModel realm = own.realms().getRealm(realmId);
            if (realm == null) {
                throw new ProviderDeletedException();
            }
            own.getContext().setRealm(realm);
            if (own.identityProviders().getById(provider.getInternalId()) == null) {
                throw new ProviderDeletedException();
            }
            return work.apply(new TokenStore(own, realm, provider));
        }));
    }
}
