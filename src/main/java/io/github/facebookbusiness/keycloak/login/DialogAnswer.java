package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.Signup;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URI;
import java.util.Optional;

/** What Meta's dialog answered, by whichever way it came back. */
sealed interface DialogAnswer {

    /**
     * @param redirectUri what goes with it at the exchange; empty for no parameter at all
     * @param signup what WhatsApp Embedded Signup told the page: the browser's word
     */
    record Code(String value, Optional<String> redirectUri, Optional<Signup> signup) implements DialogAnswer {}

    /**
     * Of a person; only Meta's login button brings one.
     *
     * @param signedRequest what the SDK gave with it, not verified
     */
    record Token(AccessToken value, Optional<String> signedRequest) implements DialogAnswer {}

    /** An error, a cancel, or nothing that can be understood. */
    record Refusal(FailedLogin failed) implements DialogAnswer {}

    /**
     * Reads the query of Meta's redirect: a code, or one of the two shapes of error. The OAuth one has {@code error} and
     * perhaps {@code error_reason}; the other has {@code error_code} and {@code error_message} and no {@code error},
     * which Keycloak's own endpoint takes for an answer with neither code nor error.
     *
     * @param callback the {@code redirect_uri} of the dialog request
     */
    static DialogAnswer read(MultivaluedMap<String, String> query, URI callback) {
        String error = value(query, "error");
        String errorCode = value(query, "error_code");
        if (!error.isEmpty() || !errorCode.isEmpty()) {
            return refusal(error, number(errorCode));
        }
        String code = value(query, "code");
        return code.isEmpty() ? incomplete() : new Code(code, Optional.of(callback.toString()), Optional.empty());
    }

    static Refusal incomplete() {
        return new Refusal(FailedLogin.of(LoginFailure.ANSWER_INCOMPLETE));
    }

    private static Refusal refusal(String error, int errorCode) {
        boolean denied = error.equals("access_denied");
        LoginFailure failure = denied ? LoginFailure.CANCELLED : LoginFailure.ofDialogCode(errorCode);
        return new Refusal(FailedLogin.ofDialog(failure, errorCode));
    }

    private static int number(String value) {
        return value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : 0;
    }

    private static String value(MultivaluedMap<String, String> query, String name) {
        String value = query.getFirst(name);
        return value == null ? "" : value;
    }
}
