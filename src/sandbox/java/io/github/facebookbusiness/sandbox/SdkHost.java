package io.github.facebookbusiness.sandbox;

import java.util.Map;
import java.util.regex.Pattern;

/** What Meta serves to web pages: the JavaScript SDK, and the page at which its popups end. */
final class SdkHost {
    private static final Pattern LOCALE = Pattern.compile("[a-z]{2,3}_[A-Z]{2}");

    private final Apps apps;

    SdkHost(Apps apps) {
        this.apps = apps;
    }

    static boolean isForSdk(GraphRequest request) {
        return request.method().equals("GET")
                && request.path().size() == 2
                && LOCALE.matcher(request.path().get(0)).matches()
                && request.path().get(1).equals("sdk.js");
    }

    /** A page may load it with {@code crossorigin="anonymous"}, as Meta's own sample does. */
    Answer sdk() {
        return new Answer(
                200,
                Map.of(
                        "Content-Type", "application/x-javascript; charset=utf-8",
                        "Cache-Control", "no-cache",
                        "Access-Control-Allow-Origin", "*",
                        "Cross-Origin-Resource-Policy", "cross-origin"),
                BundledFile.text("sdk.js"));
    }

    Answer arbiter(GraphRequest request) {
        return apps.app(request.parameters().valueOrEmpty("app"))
                .flatMap(app -> XdArbiter.answer(app, request))
                .orElseGet(() -> Answer.html(400, DialogPage.refusal("This dialog is not open.")));
    }
}
