package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.tokens.TokenRefusedException;
import java.util.Set;

/**
 * One login that failed: why, and what Meta said that its support would ask for. Holds no secret and no text of Meta's.
 *
 * @param graphCode Meta's code, 0 where there was none
 * @param graphSubcode Meta's subcode, 0 where there was none
 * @param fbtraceId empty where there was none
 * @param permissions those that are missing, where that is the reason
 */
record FailedLogin(LoginFailure failure, int graphCode, int graphSubcode, String fbtraceId, Set<String> permissions) {

    static FailedLogin of(LoginFailure failure) {
        return new FailedLogin(failure, 0, 0, "", Set.of());
    }

    static FailedLogin ofDialog(LoginFailure failure, int dialogCode) {
        return new FailedLogin(failure, dialogCode, 0, "", Set.of());
    }

    static FailedLogin of(GraphException e) {
        GraphError error = e.error();
        return new FailedLogin(
                LoginFailure.of(error.cause()), error.code(), error.subcode(), error.fbtraceId(), Set.of());
    }

    static FailedLogin of(TokenRefusedException e) {
        return new FailedLogin(LoginFailure.of(e.refusal()), 0, 0, "", e.permissions());
    }
}
