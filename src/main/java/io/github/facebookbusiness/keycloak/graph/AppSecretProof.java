package io.github.facebookbusiness.keycloak.graph;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Meta's {@code appsecret_proof}: the lowercase hexadecimal HMAC-SHA256 of the calling token under the app secret.
 *
 * <p>Meta's page on the token management API calls it "a sha256 hash of your access token", which is not what its SDKs
 * compute; a plain hash is refused. Source: Meta's Login Security page and the Java and Python Business SDKs.
 */
public record AppSecretProof(String value) {

    static AppSecretProof of(String appSecret, AccessToken token) {
        byte[] mac = HmacSha256.of(appSecret.getBytes(StandardCharsets.UTF_8), token.value());
        return new AppSecretProof(HexFormat.of().formatHex(mac));
    }

    /** Compares in constant time, so that nobody learns a proof by trying. */
    public boolean matches(String given) {
        return MessageDigest.isEqual(value.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "AppSecretProof[hidden]";
    }
}
