package io.github.facebookbusiness.keycloak.login;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;

/**
 * How Meta's dialog came back: with a code, or with one of its two shapes of error. The OAuth one has {@code error} and
 * perhaps {@code error_reason}; the other has {@code error_code} and {@code error_message} and no {@code error}, which
 * Keycloak's own endpoint takes for an answer with neither code nor error.
 *
 * @param code empty exactly when there is a failure
 */
record DialogAnswer(String code, Optional<FailedLogin> failure) {

    static DialogAnswer read(MultivaluedMap<String, String> query) {
        String error = value(query, "error");
        String errorCode = value(query, "error_code");
        if (!error.isEmpty() || !errorCode.isEmpty()) {
            return failed(error, number(errorCode));
        }
        String code = value(query, "code");
        return code.isEmpty()
                ? new DialogAnswer("", Optional.of(FailedLogin.of(LoginFailure.ANSWER_INCOMPLETE)))
                : new DialogAnswer(code, Optional.empty());
    }

    private static DialogAnswer failed(String error, int errorCode) {
        boolean denied = error.equals("access_denied");
        LoginFailure failure = denied ? LoginFailure.CANCELLED : LoginFailure.ofDialogCode(errorCode);
        return new DialogAnswer("", Optional.of(FailedLogin.ofDialog(failure, errorCode)));
    }

    private static int number(String value) {
        return value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : 0;
    }

    private static String value(MultivaluedMap<String, String> query, String name) {
        String value = query.getFirst(name);
        return value == null ? "" : value;
    }
}
