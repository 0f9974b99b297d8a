package io.github.facebookbusiness.keycloak.config;

import java.util.Optional;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.IdentityProviderQuery;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.provider.ProviderEvent;

/**
 * The action that connects a business to a signed-in user's account, in a realm's list of required actions: Keycloak
 * silently passes over one that is not there. It is registered when a provider is saved, and taken out with the last one.
 */
public final class ConnectActionRegistration {

    /** As {@code kc_action} names it. */
    public static final String ACTION = "connect-facebook-business";

    /** As the console lists it. */
    public static final String NAME = "Connect a business through Facebook";

    private ConnectActionRegistration() {}

    /** Leaves one that is there as it is: an admin may have disabled it. */
    static void register(RealmModel realm) {
        if (realm.getRequiredActionProviderByAlias(ACTION) != null) {
            return;
        }
        RequiredActionProviderModel action = new RequiredActionProviderModel();
        action.setAlias(ACTION);
        action.setProviderId(ACTION);
        action.setName(NAME);
        action.setEnabled(true);
        action.setDefaultAction(false);
        action.setPriority(realm.getRequiredActionProvidersStream()
                        .mapToInt(RequiredActionProviderModel::getPriority)
                        .max()
                        .orElse(0)
                + 1);
        realm.addRequiredActionProvider(action);
    }

    /** To be called with every event of Keycloak's. */
    public static void follow(ProviderEvent event) {
        if (event instanceof RealmModel.IdentityProviderRemovedEvent removed
                && isLast(removed.getKeycloakSession(), removed.getRemovedIdentityProvider())) {
            RealmModel realm = removed.getRealm();
            Optional.ofNullable(realm.getRequiredActionProviderByAlias(ACTION))
                    .ifPresent(realm::removeRequiredActionProvider);
        }
    }

    private static boolean isLast(KeycloakSession session, IdentityProviderModel removed) {
        return FacebookBusinessConfig.PROVIDER_ID.equals(removed.getProviderId())
                && session.identityProviders()
                        .getAllStream(IdentityProviderQuery.any())
                        .filter(model -> FacebookBusinessConfig.PROVIDER_ID.equals(model.getProviderId()))
                        .allMatch(model -> model.getInternalId().equals(removed.getInternalId()));
    }
}
