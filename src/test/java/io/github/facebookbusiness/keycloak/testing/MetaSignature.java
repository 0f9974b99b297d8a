package io.github.facebookbusiness.keycloak.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as Meta does, written after Meta's pages and not after the product. */
public final class MetaSignature {

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private MetaSignature() {}

    /** The value of {@code X-Hub-Signature-256}. */
    public static String ofWebhook(String appSecret, byte[] body) {
        return "sha256=" + HexFormat.of().formatHex(hmac("HmacSHA256", appSecret, body));
    }

    /** The value of the older {@code X-Hub-Signature}. */
    public static String ofWebhookWithSha1(String appSecret, byte[] body) {
        return "sha1=" + HexFormat.of().formatHex(hmac("HmacSHA1", appSecret, body));
    }

    /** A {@code signed_request} with this JSON in it. */
    public static String signedRequest(String appSecret, String json) {
        String payload = BASE64URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
        byte[] signature = hmac("HmacSHA256", appSecret, payload.getBytes(StandardCharsets.US_ASCII));
        return BASE64URL.encodeToString(signature) + "." + payload;
    }

    private static byte[] hmac(String algorithm, String key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
