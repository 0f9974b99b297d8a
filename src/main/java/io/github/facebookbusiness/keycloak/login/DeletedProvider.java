package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Has Keycloak forget whose the identities of a deleted provider were. Its cache keeps that under the provider's alias
 * ({@code UserCacheSession.preRemove} of 26.7.4 drops the links only), and would let them in through a provider that is
 * made anew under the same alias, which no account is linked to.
 */
final class DeletedProvider implements ProviderEventListener {

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof RealmModel.IdentityProviderRemovedEvent removed
                && FacebookBusinessConfig.PROVIDER_ID.equals(
                        removed.getRemovedIdentityProvider().getProviderId())) {
            LinkedAccount.forgetCached(removed.getKeycloakSession(), removed.getRealm());
        }
    }
}
