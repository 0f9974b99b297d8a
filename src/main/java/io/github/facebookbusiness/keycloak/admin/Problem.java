package io.github.facebookbusiness.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.migration.MigrationRefusal;
import io.github.facebookbusiness.keycloak.migration.MigrationRefusedException;
import io.github.facebookbusiness.keycloak.tokens.TokenDenial;
import io.github.facebookbusiness.keycloak.tokens.TokenDeniedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.keycloak.services.ErrorResponseException;

/**
 * A refusal as the REST API answers it.
 *
 * @param error stable: what programs decide on
 * @param description a sentence for a person
 * @param parameter the one that is wrong
 * @param candidates what of it is wrong, or what to choose from
 * @param graphCode Meta's code
 * @param graphSubcode Meta's subcode
 * @param fbtraceId what Meta's support asks for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Error")
public record Problem(
        @Schema(description = "Stable code, to decide on") String error,

        @JsonProperty("error_description") @Schema(description = "A sentence for a person")
        String description,

        @Schema(description = "The parameter that is wrong") String parameter,

        @Schema(description = "What of it is wrong, or what to choose from")
        List<String> candidates,

        @JsonProperty("graph_code") @Schema(description = "Meta's code")
        Integer graphCode,

        @JsonProperty("graph_subcode") @Schema(description = "Meta's subcode")
        Integer graphSubcode,

        @JsonProperty("fbtrace_id") @Schema(description = "What Meta's support asks for")
        String fbtraceId) {

    private static final int UNPROCESSABLE = 422;

    /** For failures of Meta's that pass; Meta names no time for them. */
    private static final Duration SOON = Duration.ofSeconds(5);

    static ErrorResponseException forbidden() {
        return thrown(403, of("forbidden", "The caller may not do this."), Duration.ZERO);
    }

    static ErrorResponseException unknownProvider() {
        return thrown(
                404,
                of("unknown_provider", "There is no Facebook Login for Business provider with this alias."),
                Duration.ZERO);
    }

    static ErrorResponseException unknownBusiness() {
        return thrown(404, of(TokenDenial.CLIENT_BUSINESS_NOT_FOUND), Duration.ZERO);
    }

    static ErrorResponseException unknownToken() {
        return thrown(404, of(TokenDenial.TOKEN_NOT_FOUND), Duration.ZERO);
    }

    /** @param reason the rest of a sentence that begins with the parameter's name */
    static ErrorResponseException parameter(String parameter, String reason) {
        return thrown(
                400,
                new Problem("invalid_parameter", parameter + " " + reason, parameter, null, null, null, null),
                Duration.ZERO);
    }

    static ErrorResponseException noKey() {
        return thrown(
                409,
                of("key_missing", "There is no key to encrypt the token with; nothing was changed."),
                Duration.ZERO);
    }

    static ErrorResponseException storeFailed() {
        return thrown(503, of("token_store_failed", "The token store could not be read or written."), SOON);
    }

    static ErrorResponseException appSecretUnresolved() {
        return thrown(
                409,
                of("app_secret_unresolved", "The vault has no value for a reference in the provider's settings."),
                Duration.ZERO);
    }

    static ErrorResponseException of(MigrationRefusedException e) {
        MigrationRefusal refusal = e.refusal();
        return thrown(status(refusal), of(code(refusal), refusal.sentence()), Duration.ZERO);
    }

    static ErrorResponseException of(TokenDeniedException e) {
        TokenDenial denial = e.denial();
        return thrown(
                status(denial),
                new Problem(
                        code(denial),
                        denial.sentence(),
                        parameter(denial),
                        e.about().isEmpty() ? null : e.about(),
                        null,
                        null,
                        null),
                Duration.ZERO);
    }

    static ErrorResponseException of(GraphException e) {
        GraphError error = e.error();
        Problem problem = new Problem(
                code(error.cause()),
                sentence(error.cause()),
                null,
                null,
                error.code() == 0 ? null : error.code(),
                error.code() == 0 ? null : error.subcode(),
                error.fbtraceId().isEmpty() ? null : error.fbtraceId());
        return thrown(status(error.cause()), problem, retryAfter(e));
    }

    private static Problem of(String error, String description) {
        return new Problem(error, description, null, null, null, null, null);
    }

    private static Problem of(TokenDenial denial) {
        return of(code(denial), denial.sentence());
    }

    static String code(TokenDenial denial) {
        return denial == TokenDenial.UNKNOWN_PERMISSION || denial == TokenDenial.PROOF_REFUSED
                ? "invalid_parameter"
                : denial.name().toLowerCase(Locale.ROOT);
    }

    private static String parameter(TokenDenial denial) {
        return switch (denial) {
            case UNKNOWN_PERMISSION, SCOPE_NOT_GRANTED -> "scope";
            case ASSET_NOT_GRANTED -> "asset";
            case PROOF_REFUSED -> "appsecret_proof";
            case CALLER_TOKEN_REFUSED -> "access_token";
            case AMBIGUOUS_CONFIGURATION -> "config_id";
            default -> null;
        };
    }

    static int status(TokenDenial denial) {
        return switch (denial) {
            case TOKEN_NOT_FOUND, CLIENT_BUSINESS_NOT_FOUND -> 404;
            case UNKNOWN_PERMISSION, PROOF_REFUSED, CALLER_TOKEN_REFUSED -> 400;
            case SCOPE_NOT_GRANTED, ASSET_NOT_GRANTED -> UNPROCESSABLE;
            case GRAPH_ANSWER_REFUSED, REVOCATION_UNCONFIRMED -> 502;
            case AMBIGUOUS_CONFIGURATION,
                    TOKEN_REVOKED,
                    TOKEN_EXPIRED,
                    TOKEN_INVALID,
                    KEY_MISSING,
                    OTHER_APP,
                    NEVER_EXPIRES,
                    NO_CALLING_TOKEN,
                    STILL_VALID,
                    BUSY,
                    REPLACED_MEANWHILE -> 409;
        };
    }

    static String code(MigrationRefusal refusal) {
        return refusal.name().toLowerCase(Locale.ROOT);
    }

    static int status(MigrationRefusal refusal) {
        return switch (refusal) {
            case UNKNOWN_OTHER_PROVIDER -> 404;
            case SAME_PROVIDER -> 400;
            case NOT_FACEBOOK, DIFFERENT_APP, NO_PEOPLE -> 409;
        };
    }

    static String code(GraphError.Cause cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }

    static int status(GraphError.Cause cause) {
        return switch (cause) {
            case PERMISSION_NOT_VALID, REQUEST_INVALID -> UNPROCESSABLE;
            case TOKEN_INVALID, TOKEN_REVOKED, PERMISSION_DENIED, TOKEN_OF_OTHER_APP -> 409;
            case RATE_LIMITED, TOO_MANY_CALLS, GRAPH_UNAVAILABLE, GRAPH_SUSPENDED -> 503;
            default -> 502;
        };
    }

    private static String sentence(GraphError.Cause cause) {
        return switch (cause) {
            case PERMISSION_NOT_VALID -> "Meta says that a permission is not valid for this token.";
            case REQUEST_INVALID -> "Meta refused the request's parameters.";
            case TOKEN_INVALID -> "Meta says that the token it was asked with is not valid; inspect tells more.";
            case TOKEN_REVOKED -> "The client business removed the app. It must connect again.";
            case PERMISSION_DENIED ->
                "Meta denies it to the token it was asked with, for lack of a permission or access.";
            case TOKEN_OF_OTHER_APP -> "Meta says that the token belongs to another app.";
            case RATE_LIMITED -> "Meta said to wait; it is not asked again before that.";
            case TOO_MANY_CALLS -> "This server already calls Meta as often as it may at once.";
            case GRAPH_SUSPENDED -> "Meta did not answer the last calls; it is not asked for a while.";
            case APP_SECRET_INVALID, APP_ID_INVALID, APP_SECRET_PROOF_INVALID ->
                "Meta does not accept the provider's App ID and App secret.";
            case HOST_NOT_ALLOWED -> "The provider's Graph URL names a host that this server does not allow.";
            default -> "Meta could not be asked, or did not answer as expected.";
        };
    }

    private static Duration retryAfter(GraphException e) {
        return switch (e.error().cause().remedy()) {
            case WAIT, RETRY -> e.retryAfter().isZero() ? SOON : e.retryAfter();
            case RECONNECT, FIX_CONFIGURATION -> Duration.ZERO;
        };
    }

    /** The header knows whole seconds; less than one must not become "at once". */
    private static long secondsUp(Duration wait) {
        return wait.plusNanos(999_999_999).toSeconds();
    }

    private static ErrorResponseException thrown(int status, Problem problem, Duration retryAfter) {
        Response.ResponseBuilder response = Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(problem);
        Optional.of(retryAfter)
                .filter(wait -> !wait.isZero())
                .ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, secondsUp(wait)));
        return new ErrorResponseException(response.build());
    }
}
