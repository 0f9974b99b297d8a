package io.github.facebookbusiness.keycloak.tokens.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.jose.jwe.JWEException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.util.TokenUtil;

/**
 * Seals a person's token for Keycloak's federated identity, whose column Keycloak itself leaves in clear text: JWE
 * ({@code dir}, {@code A256GCM}) under a key derived from the realm's AES key, with that key's id in the header so that
 * keys can rotate. What is sealed names its owner, so that a value moved to another person's row does not open.
 */
public final class UserTokenSeal {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DERIVATION = "HmacSHA256";
    /** Changing it makes every stored token unreadable. */
    private static final byte[] LABEL = "facebook-business user token 1".getBytes(StandardCharsets.UTF_8);

    /** What else stands in that column (another provider's JSON, say) is not even tried. */
    private static final Pattern COMPACT_JWE = Pattern.compile("eyJ[A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]*){4}");

    private final KeycloakSession session;
    private final RealmModel realm;

    public UserTokenSeal(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Whose token it is.
     *
     * @param providerId the provider's internal id, which unlike its alias is never used again
     * @param userId Meta's app-scoped user id
     */
    public record Owner(String providerId, String userId) {}

    /** @param expiresAt epoch seconds, 0 for never */
    public record UserToken(AccessToken token, long expiresAt) {}

    public String seal(Owner owner, UserToken token) {
        KeyWrapper key = session.keys().getActiveKey(realm, KeyUse.ENC, Algorithm.AES);
        ObjectNode content = JSON.createObjectNode()
                .put("realm", realm.getId())
                .put("provider", owner.providerId())
                .put("user", owner.userId())
                .put("token", token.token().value())
                .put("expiresAt", token.expiresAt());
        try {
            return TokenUtil.jweDirectEncode(
                    key.getKid(), derived(key.getSecretKey()), null, JSON.writeValueAsBytes(content));
        } catch (JWEException | IOException e) {
            throw new IllegalStateException("The realm's AES key cannot encrypt", e);
        }
    }

    /** Opens a sealed token; empty where the key is gone, the value was altered, or it belongs to somebody else. */
    public Optional<UserToken> open(Owner owner, String sealed) {
        if (!COMPACT_JWE.matcher(sealed).matches()) {
            return Optional.empty();
        }
        try {
            KeyWrapper key = session.keys().getKey(realm, keyId(sealed), KeyUse.ENC, Algorithm.AES);
            if (key == null) {
                return Optional.empty();
            }
            JsonNode content =
                    JSON.readTree(TokenUtil.jweDirectVerifyAndDecode(derived(key.getSecretKey()), null, sealed));
            boolean same = realm.getId().equals(content.path("realm").asText())
                    && owner.providerId().equals(content.path("provider").asText())
                    && owner.userId().equals(content.path("user").asText());
            return same
                    ? Optional.of(new UserToken(
                            new AccessToken(content.path("token").asText()),
                            content.path("expiresAt").asLong()))
                    : Optional.empty();
        } catch (JWEException | IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String keyId(String sealed) throws IOException {
        byte[] header = Base64.getUrlDecoder().decode(sealed.substring(0, sealed.indexOf('.')));
        return JSON.readTree(header).path("kid").asText();
    }

    /** Always 256 bits: realms of older Keycloak versions have AES keys of 128. */
    private static SecretKey derived(SecretKey realmKey) {
        try {
            Mac mac = Mac.getInstance(DERIVATION);
            mac.init(new SecretKeySpec(realmKey.getEncoded(), DERIVATION));
            return new SecretKeySpec(mac.doFinal(LABEL), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java runtime has " + DERIVATION, e);
        }
    }
}
