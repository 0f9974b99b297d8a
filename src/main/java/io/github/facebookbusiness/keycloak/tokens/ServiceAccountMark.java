package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.graph.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;

/**
 * Which client a service account's access token was really issued to. The token's own {@code azp} and {@code sub} do
 * not say it: a client's protocol mappers may set both (Keycloak 26.7, {@code OIDCAttributeMapperHelper}), and for a
 * token without a session Keycloak takes client and user from them. So the server marks each such token when it issues
 * it, after all mappers, with a MAC over what no mapper can set: the token's id, and the models of client and user.
 */
public final class ServiceAccountMark {

    public static final String CLAIM = "facebook-business.service-account";

    private static final String LABEL = "facebook-business service account 1";

    private final KeycloakSession session;
    private final RealmModel realm;

    public ServiceAccountMark(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** The client whose service account {@code user} is, by Keycloak's models; empty for a person. */
    public static Optional<ClientModel> clientOf(RealmModel realm, UserModel user) {
        return Optional.ofNullable(user.getServiceAccountClientLink()).map(realm::getClientById);
    }

    public void put(AccessToken token, ClientModel client, UserModel user) {
        KeyWrapper key = session.keys().getActiveKey(realm, KeyUse.SIG, Algorithm.HS512);
        token.setOtherClaims(CLAIM, mark(key.getSecretKey(), token, client, user));
    }

    public boolean proves(AccessToken token, ClientModel client, UserModel user) {
        return token.getOtherClaims().get(CLAIM) instanceof String given
                && session.keys()
                        .getKeysStream(realm, KeyUse.SIG, Algorithm.HS512)
                        .anyMatch(key -> MessageDigest.isEqual(
                                mark(key.getSecretKey(), token, client, user).getBytes(StandardCharsets.UTF_8),
                                given.getBytes(StandardCharsets.UTF_8)));
    }

    private static String mark(SecretKey key, AccessToken token, ClientModel client, UserModel user) {
        String message = String.join("\0", LABEL, token.getId(), client.getId(), user.getId());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(HmacSha256.of(key.getEncoded(), message));
    }
}
