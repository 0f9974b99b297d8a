package io.github.facebookbusiness.sandbox;

import java.util.Optional;

/** The parameters of {@code system_user_access_tokens}. All are optional, and read in the same way wherever they came. */
record SystemUserTokensRequest(Narrowing narrowing, Purpose purpose, TokenExpiry expiry, Optional<String> userId) {
    /** Whether a token is made. */
    enum Purpose {
        MINT,
        FETCH
    }

    static SystemUserTokensRequest of(Parameters parameters, Faults faults) {
        Narrowing narrowing = new Narrowing(
                ListParameter.of("scope", parameters, faults), ListParameter.of("asset", parameters, faults));
        return new SystemUserTokensRequest(
                narrowing,
                isTrue("fetch_only", parameters) ? Purpose.FETCH : Purpose.MINT,
                isTrue("set_token_expires_in_60_days", parameters) ? TokenExpiry.SIXTY_DAYS : TokenExpiry.NEVER,
                parameters.value("system_user_id"));
    }

    private static boolean isTrue(String name, Parameters parameters) {
        return switch (parameters.value(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw GraphError.invalidParameter(name, "must be a boolean.").refusal();
        };
    }
}
