package io.github.facebookbusiness.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The {@code appsecret_proof} of an access token: lower-case hex of its HMAC-SHA256 under the app secret (Meta's SDKs;
 * the sentence "sha256 hash of your access token" in Meta's page is wrong).
 */
final class AppSecretProof {
    private AppSecretProof() {}

    static String of(String accessToken, String appSecret) {
        return HexFormat.of().formatHex(AppSecretHmac.SHA_256.of(accessToken, appSecret));
    }

    /** The variant that ends after five minutes; it travels with its {@code appsecret_time}. */
    static String timed(String accessToken, String time, String appSecret) {
        return of(accessToken + '|' + time, appSecret);
    }

    static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
