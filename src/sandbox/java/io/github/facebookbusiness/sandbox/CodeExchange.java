package io.github.facebookbusiness.sandbox;

import java.util.Optional;

/**
 * A code for an access token. The errors are those that others report; Meta documents none of them. A code is used up
 * by the first attempt, also by one that fails.
 */
final class CodeExchange {
    Answer exchange(SandboxApp app, Parameters parameters) {
        String value = parameters.valueOrEmpty("code");
        boolean firstUse = app.ledger().spend(value);
        Faults faults = app.faults();
        if (faults.strikes(Fault.UNKNOWN_APP)) {
            throw AccessTokenEndpoint.unknownApp();
        }
        if (faults.strikes(Fault.WRONG_SECRET)) {
            throw AccessTokenEndpoint.wrongSecret();
        }
        AccessTokenEndpoint.checkSecret(app, parameters);
        checkNoPkce(parameters);
        if (value.isEmpty()) {
            throw GraphError.oauth(1, "Missing authorization code").refusal();
        }
        Optional<AuthorizationCode> code = app.ledger().code(value);
        if (code.isEmpty() || faults.strikes(Fault.CODE_INVALID)) {
            throw GraphError.oauth(100, "Invalid verification code format.").refusal();
        }
        if (!firstUse || faults.strikes(Fault.CODE_USED)) {
            throw refused(36009, "This authorization code has been used.");
        }
        if (!app.now().isBefore(code.get().expiresAt()) || faults.strikes(Fault.CODE_EXPIRED)) {
            throw refused(36007, "This authorization code has expired.");
        }
        if (!code.get().goesWith(parameters, app) || faults.strikes(Fault.REDIRECT_URI_MISMATCH)) {
            throw refused(
                    36008,
                    "Error validating verification code. Please make sure your redirect_uri is identical to the one "
                            + "you used in the OAuth dialog request");
        }
        return AccessTokenEndpoint.token(app, app.ledger().issueToken(code.get().grant()));
    }

    /** The dialog drops a {@code code_challenge} without a word, so that a verifier is always one too many. */
    private static void checkNoPkce(Parameters parameters) {
        if (parameters.has("code_verifier")) {
            throw GraphError.oauth(
                            1, "code_verifier param is provided without a code_challenge in authorization request.")
                    .refusal();
        }
    }

    private static GraphRefusal refused(int subcode, String message) {
        return GraphError.oauth(100, message).withSubcode(subcode).refusal();
    }
}
