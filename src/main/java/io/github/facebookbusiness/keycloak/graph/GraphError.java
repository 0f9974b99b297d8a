package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Why a call to Graph did not give what it was made for: Meta's refusal, or the lack of a usable answer.
 *
 * <p>Decided on {@code code} and {@code error_subcode}, never on {@code type}: Meta says {@code OAuthException} for
 * rate limits as well as for dead tokens. The message is looked at only where Meta gives two meanings the same code,
 * and is never kept: it can quote the token ("Malformed access token …"), and it is not ours to show.
 *
 * @param code Meta's code, 0 where there was none
 * @param subcode Meta's {@code error_subcode}, 0 where there was none
 * @param fbtraceId what Meta's support asks for, empty where there was none
 */
public record GraphError(Cause cause, int code, int subcode, String fbtraceId) {

    /** What can be done about it. */
    public enum Remedy {
        RETRY,
        WAIT,
        RECONNECT,
        FIX_CONFIGURATION
    }

    /** What went wrong. */
    public enum Cause {
        CODE_EXPIRED(Remedy.RECONNECT),
        CODE_USED(Remedy.RECONNECT),
        CODE_INVALID(Remedy.RECONNECT),
        REDIRECT_URI_MISMATCH(Remedy.FIX_CONFIGURATION),
        APP_SECRET_INVALID(Remedy.FIX_CONFIGURATION),
        APP_ID_INVALID(Remedy.FIX_CONFIGURATION),
        APP_SECRET_PROOF_INVALID(Remedy.FIX_CONFIGURATION),
        TOKEN_OF_OTHER_APP(Remedy.FIX_CONFIGURATION),
        TOKEN_INVALID(Remedy.RECONNECT),
        TOKEN_REVOKED(Remedy.RECONNECT),
        PERMISSION_DENIED(Remedy.RECONNECT),
        /** A permission that the original token does not have, or that Meta does not know. */
        PERMISSION_NOT_VALID(Remedy.FIX_CONFIGURATION),
        REQUEST_INVALID(Remedy.FIX_CONFIGURATION),
        RATE_LIMITED(Remedy.WAIT),
        GRAPH_UNAVAILABLE(Remedy.RETRY),
        /** No connection, or it ended before an answer. */
        GRAPH_UNREACHABLE(Remedy.RETRY),
        GRAPH_TIMEOUT(Remedy.RETRY),
        /**
         * An answer that is not what Graph answers: HTML of a gateway, no JSON, too large, a redirect, a field
         * missing.
         */
        ANSWER_MALFORMED(Remedy.RETRY),
        /** This server already runs as many calls to Graph as it may. */
        TOO_MANY_CALLS(Remedy.RETRY),
        /** Graph did not answer the last calls of this server, and is not called for a while: the circuit breaker. */
        GRAPH_SUSPENDED(Remedy.RETRY),
        HOST_NOT_ALLOWED(Remedy.FIX_CONFIGURATION);

        private final Remedy remedy;

        Cause(Remedy remedy) {
            this.remedy = remedy;
        }

        public Remedy remedy() {
            return remedy;
        }
    }

    private static final Pattern TRACE_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** Whether it is the calling token that Graph finds dead. */
    public boolean isOfDeadToken() {
        return cause == Cause.TOKEN_INVALID || cause == Cause.TOKEN_REVOKED;
    }

    static GraphError of(Cause cause) {
        return new GraphError(cause, 0, 0, "");
    }

    /**
     * Reads Meta's {@code error} object.
     *
     * @param error the object; its {@code code} may be a string in odd cases
     * @param httpStatus 5xx is Graph's own failure, whatever the code says
     */
    static GraphError read(JsonNode error, int httpStatus) {
        int code = error.path("code").asInt(0);
        int subcode = error.path("error_subcode").asInt(error.path("subcode").asInt(0));
        String trace = error.path("fbtrace_id").asText("");
        Cause cause = cause(
                code,
                subcode,
                error.path("message").asText("").toLowerCase(Locale.ROOT),
                error.path("is_transient").asBoolean(false) || httpStatus >= 500);
        return new GraphError(cause, code, subcode, TRACE_ID.matcher(trace).matches() ? trace : "");
    }

    private static Cause cause(int code, int subcode, String message, boolean transientFailure) {
        if (code == 1 && (message.contains("client secret") || message.contains("code_verifier"))) {
            return Cause.APP_SECRET_INVALID;
        }
        if (isRateLimit(code)) {
            return Cause.RATE_LIMITED;
        }
        if (transientFailure || code == 1 || code == 2) {
            return Cause.GRAPH_UNAVAILABLE;
        }
        return switch (code) {
            case 100 -> ofInvalidParameter(subcode, message);
            case 101 -> Cause.APP_ID_INVALID;
            case 104 -> Cause.APP_SECRET_PROOF_INVALID;
            case 191 -> Cause.REDIRECT_URI_MISMATCH;
            case 102, 452 -> Cause.TOKEN_INVALID;
            case 190 -> subcode == 458 ? Cause.TOKEN_REVOKED : Cause.TOKEN_INVALID;
            case 3, 10, 33 -> Cause.PERMISSION_DENIED;
            case 3962 -> Cause.PERMISSION_NOT_VALID;
            default -> code >= 200 && code <= 299 ? Cause.PERMISSION_DENIED : Cause.REQUEST_INVALID;
        };
    }

    private static Cause ofInvalidParameter(int subcode, String message) {
        return switch (subcode) {
            case 33 -> Cause.PERMISSION_DENIED;
            case 36007 -> Cause.CODE_EXPIRED;
            case 36008 -> Cause.REDIRECT_URI_MISMATCH;
            case 36009 -> Cause.CODE_USED;
            default -> {
                if (message.contains("appsecret_proof")) {
                    yield Cause.APP_SECRET_PROOF_INVALID;
                }
                if (message.contains("verification code")) {
                    yield Cause.CODE_INVALID;
                }
                yield message.contains("viewing app") ? Cause.TOKEN_OF_OTHER_APP : Cause.REQUEST_INVALID;
            }
        };
    }

    private static boolean isRateLimit(int code) {
        return switch (code) {
            case 4, 17, 32, 341, 368, 613 -> true;
            default -> code >= 80000 && code <= 80014;
        };
    }
}
