package io.github.facebookbusiness.sandbox;

import java.net.URI;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The page at which a popup of the JavaScript SDK ends: it posts what it has to the page that opened it, and closes
 * itself. At Meta it stands on a host for such files. The SDK names its address as {@code redirect_uri}, though nobody
 * lists it among the Valid OAuth Redirect URIs of an app.
 */
final class XdArbiter {
    private static final String PATH = "/x/connect/xd_arbiter/";

    private XdArbiter() {}

    /** Whether this is the address of the page on the host that was called. */
    static boolean isAt(String redirectUri, GraphRequest request) {
        try {
            URI uri = URI.create(redirectUri);
            return PATH.equals(uri.getPath())
                    && request.headers().getOrDefault("host", "").equals(uri.getAuthority());
        } catch (IllegalArgumentException noUri) {
            return false;
        }
    }

    static boolean isFor(GraphRequest request) {
        return request.method().equals("GET") && request.isFor("x", "connect", "xd_arbiter");
    }

    static String address(SandboxApp app, DialogRequest dialog) {
        return PATH + "?version=46&app=" + app.id() + "&request=" + dialog.id();
    }

    /** What a dialog left for its opener; it is there once. */
    static Optional<Answer> answer(SandboxApp app, GraphRequest request) {
        return app.ledger()
                .takeMessages(request.parameters().valueOrEmpty("request"))
                .map(messages -> Answer.htmlWithScript(200, page(messages)));
    }

    private static String page(PopupMessages messages) {
        String posts = messages.messages().stream()
                .map(message -> "<p class=\"message\" data-message=\"%s\" hidden></p>\n".formatted(Html.text(message)))
                .collect(Collectors.joining());
        return Html.page("Facebook", """
                <section class="dialog" id="xd-arbiter" data-origin="%s">
                <p>You can close this window.</p>
                %s</section>
                <script src="/sandbox/xd_arbiter.js"></script>
                """.formatted(Html.text(messages.origin()), posts));
    }
}
