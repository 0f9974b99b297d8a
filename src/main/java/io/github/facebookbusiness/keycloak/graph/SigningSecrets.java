package io.github.facebookbusiness.keycloak.graph;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * The App secrets that a callback of Meta's may be signed with: after a reset the one before, too, since what is under
 * way was signed with it. Without any, no signature holds. Never prints them.
 */
public record SigningSecrets(List<String> values) {

    public SigningSecrets {
        values = List.copyOf(values);
    }

    /** Compares in constant time, and with every secret, so that nobody learns a signature by trying. */
    boolean signed(byte[] message, byte[] signature) {
        boolean signed = false;
        for (String secret : values) {
            byte[] expected = HmacSha256.of(secret.getBytes(StandardCharsets.UTF_8), message);
            signed |= MessageDigest.isEqual(expected, signature);
        }
        return signed;
    }

    @Override
    public String toString() {
        return "SigningSecrets[" + values.size() + " hidden]";
    }
}
