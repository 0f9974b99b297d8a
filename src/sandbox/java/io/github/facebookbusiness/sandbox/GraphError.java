package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An error in Graph's envelope. Its type says little: Meta uses {@code OAuthException} for expired codes and for rate
 * limits alike.
 */
record GraphError(int status, String type, int code, OptionalInt subcode, Permanence permanence, String message) {
    /** What an error says about trying again. */
    enum Permanence {
        UNSAID,
        TRANSIENT
    }

    static GraphError oauth(int code, String message) {
        return new GraphError(400, "OAuthException", code, OptionalInt.empty(), Permanence.UNSAID, message);
    }

    static GraphError method(int code, String message) {
        return new GraphError(400, "GraphMethodException", code, OptionalInt.empty(), Permanence.UNSAID, message);
    }

    static GraphError batch(String message) {
        return new GraphError(400, "GraphBatchException", 100, OptionalInt.empty(), Permanence.UNSAID, message);
    }

    static GraphError serviceDown() {
        return new GraphError(
                500, "OAuthException", 2, OptionalInt.empty(), Permanence.TRANSIENT, "Service temporarily unavailable");
    }

    /** Meta calls this one transient as well, though trying again at once lengthens the block. */
    static GraphError rateLimited() {
        return new GraphError(
                400,
                "OAuthException",
                4,
                OptionalInt.empty(),
                Permanence.TRANSIENT,
                "(#4) Application request limit reached");
    }

    static GraphError businessRateLimited() {
        return oauth(
                80008,
                "(#80008) There have been too many calls to this WhatsApp Business account. Wait a bit and try again.");
    }

    static GraphError noSuchObject(String id) {
        return unsupported("get", id);
    }

    static GraphError noSuchObjectToPost(String id) {
        return unsupported("post", id);
    }

    private static GraphError unsupported(String verb, String id) {
        return method(
                        100,
                        "Unsupported " + verb + " request. Object with ID '" + id
                                + "' does not exist, cannot be loaded due to "
                                + "missing permissions, or does not support this operation.")
                .withSubcode(33);
    }

    static GraphError noSuchField(String field, String nodeType) {
        return oauth(100, "(#100) Tried accessing nonexisting field (" + field + ") on node type (" + nodeType + ")");
    }

    static GraphError invalidParameter(String name, String rule) {
        return oauth(100, "(#100) Param " + name + ' ' + rule);
    }

    static GraphError permissionNotValid() {
        return oauth(3962, "permission provided not valid");
    }

    static GraphError sessionInvalid() {
        return oauth(
                452,
                "Session key invalid. This could be because the session key has an incorrect format, or because the "
                        + "user has revoked this session");
    }

    static GraphError permissions() {
        return oauth(200, "Permissions error");
    }

    static GraphError actionForbidden() {
        return oauth(10, "(#10) Application does not have permission for this action");
    }

    static GraphError insufficientPermissions() {
        return oauth(33, "(#33) Insufficient permissions to access this data");
    }

    /** Code and words as others report them. */
    static GraphError appDeleted() {
        return oauth(101, "Error validating application. Application has been deleted.");
    }

    static GraphError incorrectSignature() {
        return oauth(104, "Incorrect signature");
    }

    /** The code that elsewhere means a missing permission of the token; here the app is meant. */
    static GraphError appDisabled() {
        return oauth(200, "API access deactivated. To reactivate, go to the app dashboard.");
    }

    GraphError withSubcode(int newSubcode) {
        return new GraphError(status, type, code, OptionalInt.of(newSubcode), permanence, message);
    }

    /** The error as it is told while these faults are on. */
    GraphError under(Faults faults) {
        return faults.strikes(Fault.SCRIPT_IN_ERRORS)
                ? new GraphError(status, type, code, subcode, permanence, Markup.in(message))
                : this;
    }

    GraphRefusal refusal() {
        return new GraphRefusal(this);
    }

    Answer answer() {
        ObjectNode error = Json.object().put("message", message).put("type", type);
        if (permanence == Permanence.TRANSIENT) {
            error.put("is_transient", true);
        }
        error.put("code", code);
        subcode.ifPresent(value -> error.put("error_subcode", value));
        error.put("fbtrace_id", trace());
        return Answer.json(status, Json.object().set("error", error))
                .with("WWW-Authenticate", "OAuth \"Facebook Platform\" \"" + challenge() + "\" \"" + quotable() + "\"");
    }

    private String challenge() {
        return switch (code) {
            case 190 -> "invalid_token";
            case 100 -> subcode.orElse(0) >= 36007 ? "invalid_code" : "invalid_request";
            default -> "invalid_request";
        };
    }

    private String quotable() {
        return message.replaceAll("[^\\x20-\\x7e]|\"", " ");
    }

    private static String trace() {
        return "A" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 58, Long.MAX_VALUE), 36);
    }
}
