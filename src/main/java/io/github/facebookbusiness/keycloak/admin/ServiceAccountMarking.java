package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.tokens.ServiceAccountMark;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/**
 * Puts {@link ServiceAccountMark} into every access token of a service account, after all protocol mappers. All of
 * them, since looking for what {@code tokenReaders} lists would cost a query for each token, and a token would be
 * worth nothing to a client that is listed after it was issued.
 */
public final class ServiceAccountMarking implements TokenPostProcessorFactory {

    @Override
    public String getId() {
        return FacebookBusinessConfig.PROVIDER_ID;
    }

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return context -> mark(session, context);
    }

    private static void mark(KeycloakSession session, TokenPostProcessorContext context) {
        if (context.accessToken() == null) {
            return;
        }
        AuthenticatedClientSessionModel issued = context.clientSessionCtx().getClientSession();
        ClientModel client = issued.getClient();
        UserModel user = issued.getUserSession().getUser();
        if (client.getId().equals(user.getServiceAccountClientLink())) {
            new ServiceAccountMark(session, issued.getRealm()).put(context.accessToken(), client, user);
        }
    }
}
