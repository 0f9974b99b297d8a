package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.store.TokenKeys;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokenSeal;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.keycloak.common.util.Time;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.services.ErrorResponse;
import org.keycloak.util.Booleans;

/**
 * What Keycloak's own broker token endpoint answers: a person's own kept token. A system user token is the business's,
 * and never served to whoever is signed in.
 */
final class StoredUserToken {

    private final KeycloakSession session;
    private final FacebookBusinessConfig config;

    StoredUserToken(KeycloakSession session, FacebookBusinessConfig config) {
        this.session = session;
        this.config = config;
    }

    Response of(FederatedIdentityModel identity) {
        if (!Booleans.isTrue(config.isStoreToken()) || !config.yields(TokenType.USER)) {
            throw none();
        }
        RealmModel realm = session.getContext().getRealm();
        UserTokenSeal.Owner owner = new UserTokenSeal.Owner(config.getInternalId(), identity.getUserId());
        String sealed = identity.getToken() == null ? "" : identity.getToken();
        return new UserTokenSeal(TokenKeys.of(session, realm), realm)
                .open(owner, sealed)
                .filter(token -> token.expiresAt() == 0 || token.expiresAt() > Time.currentTime())
                .map(StoredUserToken::response)
                .orElseThrow(StoredUserToken::none);
    }

    private static WebApplicationException none() {
        return ErrorResponse.error("No valid token is stored for this user.", Response.Status.NOT_FOUND);
    }

    private static Response response(UserTokenSeal.UserToken token) {
        AccessTokenResponse response = new AccessTokenResponse();
        response.setToken(token.token().value());
        response.setTokenType("bearer");
        if (token.expiresAt() != 0) {
            response.setExpiresIn(token.expiresAt() - Time.currentTime());
        }
        return Response.ok(response).build();
    }
}
