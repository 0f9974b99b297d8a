package io.github.facebookbusiness.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What Meta signs with: an HMAC under the app secret, whose bytes are the key as they are written. */
enum AppSecretHmac {
    SHA_256("HmacSHA256"),
    /** Of the older header {@code X-Hub-Signature}, which Meta still sends beside the newer one. */
    SHA_1("HmacSHA1");

    private final String algorithm;

    AppSecretHmac(String algorithm) {
        this.algorithm = algorithm;
    }

    byte[] of(byte[] message, String appSecret) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(appSecret.getBytes(StandardCharsets.UTF_8), algorithm));
            return mac.doFinal(message);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    byte[] of(String message, String appSecret) {
        return of(message.getBytes(StandardCharsets.UTF_8), appSecret);
    }
}
