package io.github.facebookbusiness.keycloak.tokens.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.keycloak.jose.jwe.JWE;
import org.keycloak.jose.jwe.JWEConstants;
import org.keycloak.jose.jwe.JWEException;
import org.keycloak.jose.jwe.JWEHeader;
import org.keycloak.jose.jwe.JWEKeyStorage;
import org.keycloak.util.TokenUtil;

/**
 * A value at rest: Keycloak's JWE ({@code dir}, {@code A256GCM}) with the key's id in the header. The key is derived
 * for the one place where the value may stand, so that it opens nowhere else.
 */
final class Seal {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What else may stand in a column (another provider's JSON, say) is not even tried. */
    private static final Pattern COMPACT_JWE = Pattern.compile("eyJ[A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]*){4}");

    private final TokenKeys keys;
    private final String[] place;

    /** @param place kind of value first, then what identifies its row; changing it makes what is stored unreadable */
    Seal(TokenKeys keys, String... place) {
        this.keys = keys;
        this.place = place.clone();
    }

    /** @param keyId what it was sealed with, to find what must be sealed again when keys change */
    record Sealed(String value, String keyId) {}

    Sealed seal(byte[] content) {
        TokenKeys.Key key = keys.active();
        try {
            JWE jwe = new JWE()
                    .header(new JWEHeader(JWEConstants.DIRECT, JWEConstants.A256GCM, null, key.id()))
                    .content(content);
            jwe.getKeyStorage().setCEKKey(derived(key), JWEKeyStorage.KeyUse.ENCRYPTION);
            return new Sealed(jwe.encodeJwe(), key.id());
        } catch (JWEException e) {
            throw new IllegalStateException("A key of 256 bits cannot encrypt", e);
        }
    }

    /** Empty where the key is gone, the value was altered, or it belongs to another place. */
    Optional<byte[]> open(String sealed) {
        return open(sealed, keyId -> true);
    }

    /** As {@link #open(String)}, where a column beside the value names the key: what the two say must agree. */
    Optional<byte[]> open(Sealed sealed) {
        return open(sealed.value(), sealed.keyId()::equals);
    }

    private Optional<byte[]> open(String sealed, Predicate<String> expected) {
        if (!COMPACT_JWE.matcher(sealed).matches()) {
            return Optional.empty();
        }
        try {
            JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(sealed.substring(0, sealed.indexOf('.'))));
            if (!JWEConstants.DIRECT.equals(header.path("alg").asText())
                    || !JWEConstants.A256GCM.equals(header.path("enc").asText())) {
                return Optional.empty();
            }
            Optional<TokenKeys.Key> key =
                    Optional.of(header.path("kid").asText()).filter(expected).flatMap(keys::byId);
            return key.isEmpty()
                    ? Optional.empty()
                    : Optional.of(TokenUtil.jweDirectVerifyAndDecode(derived(key.get()), null, sealed));
        } catch (JWEException | IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private SecretKeySpec derived(TokenKeys.Key key) {
        return new SecretKeySpec(key.derive(place), "AES");
    }
}
