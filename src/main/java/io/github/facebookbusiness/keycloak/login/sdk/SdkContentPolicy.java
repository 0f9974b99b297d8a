package io.github.facebookbusiness.keycloak.login.sdk;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The Content-Security-Policy of the page that runs Meta's JavaScript SDK: nothing but the page's own script, by its
 * nonce, and what the SDK needs.
 *
 * <p>Two things are wider than one would wish. Styles may be inline, because the SDK writes style elements of its own and
 * has no nonce for them. And there is no {@code form-action}: browsers apply it to the redirects that follow a form, and
 * this page's form ends at an application anywhere.
 */
final class SdkContentPolicy {

    private static final String META = "https://www.facebook.com";

    /** Where the SDK opens frames and fetches from, beside the dialog's own host. */
    private static final Set<String> META_FRAMES =
            Set.of(META, "https://web.facebook.com", "https://staticxx.facebook.com");

    private final String nonce;
    private final String sdk;
    private final String dialog;
    private final String graph;

    SdkContentPolicy(String nonce, URI sdk, URI dialog, URI graph) {
        this.nonce = nonce;
        this.sdk = Origin.of(sdk);
        this.dialog = Origin.of(dialog);
        this.graph = Origin.of(graph);
    }

    @Override
    public String toString() {
        Set<String> frames = new LinkedHashSet<>(Set.of(dialog));
        if (dialog.equals(META)) {
            frames.addAll(META_FRAMES);
        }
        String framed = String.join(" ", frames);
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'nonce-" + nonce + "' " + sdk,
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: " + framed,
                "font-src 'self'",
                "connect-src " + framed + " " + graph,
                "frame-src " + framed,
                "base-uri 'none'",
                "frame-ancestors 'none'");
    }
}
