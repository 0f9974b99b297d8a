package io.github.facebookbusiness.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The {@code appsecret_proof} of an access token: lower-case hex of its HMAC-SHA256 under the app secret (Meta's SDKs;
 * the sentence "sha256 hash of your access token" in Meta's page is wrong).
 */
final class AppSecretProof {
    private AppSecretProof() {}

    static String of(String accessToken, String appSecret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(appSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(accessToken.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** The variant that ends after five minutes; it travels with its {@code appsecret_time}. */
    static String timed(String accessToken, String time, String appSecret) {
        return of(accessToken + '|' + time, appSecret);
    }

    static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
