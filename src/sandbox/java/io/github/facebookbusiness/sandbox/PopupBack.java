package io.github.facebookbusiness.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The dialog in a popup of the JavaScript SDK: what comes of it is posted to the page that opened the popup, and to the
 * origin of that page alone. For Embedded Signup the session info goes before it.
 *
 * @param callback the SDK's name for this login, which the answer repeats
 */
record PopupBack(String origin, String callback, Wanted wanted) implements WayBack {
    /** What the SDK asked for. */
    enum Wanted {
        CODE,
        TOKEN;

        /** The SDK's own default is {@code token,signed_request,graph_domain}. */
        static Optional<Wanted> by(String responseType) {
            if (responseType.equals("code")) {
                return Optional.of(CODE);
            }
            return List.of(responseType.split(",")).contains("token") ? Optional.of(TOKEN) : Optional.empty();
        }
    }

    @Override
    public Answer granted(SandboxApp app, DialogRequest dialog, Grant grant) {
        Map<String, String> result = wanted == Wanted.CODE
                ? Map.of("code", app.ledger().issueSdkCode(grant).value())
                : token(app, app.ledger().issueToken(grant));
        boolean isSignup = dialog.configuration().isSignup();
        return toOpener(app, dialog, isSignup ? app.signup().finished(grant) : List.of(), result);
    }

    @Override
    public Answer cancelled(SandboxApp app, DialogRequest dialog, Map<String, String> error) {
        boolean isSignup = dialog.configuration().isSignup();
        return toOpener(app, dialog, isSignup ? app.signup().cancelled() : List.of(), error);
    }

    @Override
    public Answer failed(SandboxApp app, DialogRequest dialog, Map<String, String> error) {
        return Answer.html(200, DialogPage.failure(app, dialog, DialogError.words(error)));
    }

    private Answer toOpener(
            SandboxApp app, DialogRequest dialog, List<String> sessionInfo, Map<String, String> result) {
        List<String> messages = new ArrayList<>(sessionInfo);
        Map<String, String> named = new LinkedHashMap<>();
        named.put("cb", callback);
        named.putAll(result);
        messages.add(DialogRedirect.query(named));
        app.ledger().keep(dialog, new PopupMessages(origin, messages));
        return Answer.redirect(302, XdArbiter.address(app, dialog));
    }

    private static Map<String, String> token(SandboxApp app, AccessToken token) {
        Map<String, String> result = new LinkedHashMap<>();
        String userId = token.grant().grantor().userId();
        result.put("access_token", token.value());
        result.put("expires_in", Long.toString(token.secondsLeft(app.now())));
        result.put("signed_request", app.signedRequest(userId).value());
        result.put("user_id", userId);
        result.put("graph_domain", "facebook");
        result.put(
                "data_access_expiration_time",
                Long.toString(token.issuedAt().plus(app.lives().dataAccess()).getEpochSecond()));
        return result;
    }
}
