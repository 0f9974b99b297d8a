package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.tokens.ServiceAccountMark;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;
import org.keycloak.representations.AccessToken;

/**
 * Puts a {@link ServiceAccountMark} into the access tokens of service accounts, after all protocol mappers: whether or
 * not {@code tokenReaders} lists the client, since to look for that would cost a query for each token, and a token would
 * be worth nothing to a client that is listed after it was issued.
 *
 * <p>Only where the client itself has just shown who it is. A permission ticket, or an exchange, makes a token for whom
 * another token names, and such a name may be another client's invention. Why a mark: ADR 0007.
 */
public final class ServiceAccountMarking implements TokenPostProcessorFactory {

    private static final Set<String> GRANTS_OF_THE_CLIENT =
            Set.of(OAuth2Constants.CLIENT_CREDENTIALS, OAuth2Constants.REFRESH_TOKEN);

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
        if (client.getId().equals(user.getServiceAccountClientLink())
                && GRANTS_OF_THE_CLIENT.contains(grantOf(session, context.accessToken()))) {
            new ServiceAccountMark(session, issued.getRealm()).put(context.accessToken(), client, user);
        }
    }

    /** Keycloak notes it in the token's id, which no mapper sets, at issuing; the context has lost it on some ways. */
    private static String grantOf(KeycloakSession session, AccessToken token) {
        return session.getProvider(TokenContextEncoderProvider.class)
                .getTokenContextFromTokenId(token.getId())
                .getGrantType();
    }
}
