package io.github.facebookbusiness.keycloak.graph;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header {@code X-Hub-Signature-256} of a webhook: {@code sha256=} and the lowercase hexadecimal HMAC-SHA256 of the
 * body under the App secret. Of the bytes that came: Meta escapes non-ASCII characters in its own way, so that JSON
 * written anew has another signature. The older {@code X-Hub-Signature}, with SHA-1, is not looked at. Source: Meta,
 * Webhooks, Getting Started.
 */
public final class WebhookSignature {

    public static final String HEADER = "X-Hub-Signature-256";

    private static final Pattern FORM = Pattern.compile("sha256=([0-9a-f]{64})");

    private final byte[] signature;

    private WebhookSignature(byte[] signature) {
        this.signature = signature;
    }

    /** Empty where the header does not have exactly that form. */
    public static Optional<WebhookSignature> parse(String header) {
        return Optional.of(FORM.matcher(header))
                .filter(Matcher::matches)
                .map(matcher -> new WebhookSignature(HexFormat.of().parseHex(matcher.group(1))));
    }

    public boolean isOf(byte[] body, SigningSecrets secrets) {
        return secrets.signed(body, signature);
    }
}
