package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.tokens.TokenRefusedException;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every way in which a login through this provider ends without a login. The name in lower case is the reason code:
 * shown on the page, kept in the event, listed in {@code docs/troubleshooting.md}, never renamed.
 *
 * <p>The person gets one of few sentences, since to them a wrong app secret and a wrong App ID are the same: not theirs
 * to mend.
 */
enum LoginFailure {
    CANCELLED(Sentence.CANCELLED, Response.Status.OK),
    STATE_MISSING(Sentence.START_AGAIN, Response.Status.BAD_REQUEST),
    STATE_INVALID(Sentence.START_AGAIN, Response.Status.BAD_REQUEST),
    /** What is said to be an answer of the SDK came from another site's page. */
    ORIGIN_REFUSED(Sentence.START_AGAIN, Response.Status.FORBIDDEN),
    ANSWER_INCOMPLETE(Sentence.START_AGAIN, Response.Status.BAD_REQUEST),
    /** Named by an application, a client's entry or an organization, and not listed by the admin. */
    CONFIGURATION_UNKNOWN(Sentence.SETUP, Response.Status.BAD_REQUEST),
    /** The admin changed or removed it while the person was at Meta. */
    CONFIGURATION_CHANGED(Sentence.START_AGAIN, Response.Status.CONFLICT),

    DIALOG_REFUSED(Sentence.REFUSED, Response.Status.BAD_REQUEST),
    URL_BLOCKED(Sentence.SETUP, Response.Status.BAD_REQUEST),
    DOMAIN_NOT_LISTED(Sentence.SETUP, Response.Status.BAD_REQUEST),
    APP_NOT_LIVE(Sentence.NOT_OPEN, Response.Status.BAD_REQUEST),
    FEATURE_UNAVAILABLE(Sentence.NOT_OPEN, Response.Status.BAD_REQUEST),

    CODE_EXPIRED(Sentence.START_AGAIN, Response.Status.BAD_REQUEST),
    CODE_USED(Sentence.START_AGAIN, Response.Status.BAD_REQUEST),
    CODE_INVALID(Sentence.START_AGAIN, Response.Status.BAD_REQUEST),
    REDIRECT_URI_MISMATCH(Sentence.SETUP, Response.Status.BAD_GATEWAY),
    APP_SECRET_INVALID(Sentence.SETUP, Response.Status.BAD_GATEWAY),
    APP_SECRET_UNRESOLVED(Sentence.SETUP, Response.Status.INTERNAL_SERVER_ERROR),
    APP_ID_INVALID(Sentence.SETUP, Response.Status.BAD_GATEWAY),
    APP_SECRET_PROOF_INVALID(Sentence.SETUP, Response.Status.BAD_GATEWAY),
    HOST_NOT_ALLOWED(Sentence.SETUP, Response.Status.INTERNAL_SERVER_ERROR),
    EMAIL_AS_USERNAME(Sentence.SETUP, Response.Status.INTERNAL_SERVER_ERROR),
    REQUEST_INVALID(Sentence.SETUP, Response.Status.BAD_GATEWAY),

    TOKEN_OF_OTHER_APP(Sentence.REFUSED, Response.Status.BAD_GATEWAY),
    TOKEN_OF_OTHER_USER(Sentence.REFUSED, Response.Status.BAD_GATEWAY),
    TOKEN_INVALID(Sentence.START_AGAIN, Response.Status.BAD_GATEWAY),
    TOKEN_REVOKED(Sentence.START_AGAIN, Response.Status.BAD_GATEWAY),
    /** The browser brought a token where a code is due: only Meta's login button may, and only a person's. */
    TOKEN_NOT_ACCEPTED(Sentence.START_AGAIN, Response.Status.BAD_REQUEST),
    /** The browser brought a token that is older than the login. */
    TOKEN_NOT_FRESH(Sentence.START_AGAIN, Response.Status.BAD_REQUEST),
    TOKEN_TYPE_MISMATCH(Sentence.SETUP, Response.Status.BAD_GATEWAY),
    CLIENT_BUSINESS_MISSING(Sentence.NO_BUSINESS, Response.Status.BAD_GATEWAY),
    PERMISSIONS_MISSING(Sentence.PERMISSIONS, Response.Status.FORBIDDEN),
    PERMISSION_DENIED(Sentence.PERMISSIONS, Response.Status.FORBIDDEN),
    PERMISSION_NOT_VALID(Sentence.SETUP, Response.Status.BAD_GATEWAY),
    /** There is no key to keep it with; a connection whose token is lost would be none. */
    TOKEN_NOT_STORED(Sentence.SETUP, Response.Status.INTERNAL_SERVER_ERROR),

    RATE_LIMITED(Sentence.BUSY, Response.Status.SERVICE_UNAVAILABLE),
    TOO_MANY_CALLS(Sentence.BUSY, Response.Status.SERVICE_UNAVAILABLE),
    GRAPH_UNAVAILABLE(Sentence.NO_ANSWER, Response.Status.BAD_GATEWAY),
    GRAPH_UNREACHABLE(Sentence.NO_ANSWER, Response.Status.BAD_GATEWAY),
    GRAPH_TIMEOUT(Sentence.NO_ANSWER, Response.Status.GATEWAY_TIMEOUT),
    GRAPH_SUSPENDED(Sentence.NO_ANSWER, Response.Status.SERVICE_UNAVAILABLE),
    ANSWER_MALFORMED(Sentence.NO_ANSWER, Response.Status.BAD_GATEWAY),

    MOBILE_NOT_SUPPORTED(Sentence.DESKTOP, Response.Status.BAD_REQUEST),
    LINKING_REFUSED(Sentence.LINKING, Response.Status.BAD_REQUEST),
    /** To an account, a business is connected and not a person. */
    CONNECTS_NO_PERSON(Sentence.SETUP, Response.Status.BAD_REQUEST),
    /** Two first logins of one business at the same time: the second would give it a second account. */
    CONNECTED_MEANWHILE(Sentence.START_AGAIN, Response.Status.CONFLICT),
    /** An admin disabled the organization of the client business. */
    ORGANIZATION_DISABLED(Sentence.ORGANIZATION_DISABLED, Response.Status.FORBIDDEN),
    /** Ours or Keycloak's: the log has the cause. */
    INTERNAL_ERROR(Sentence.SETUP, Response.Status.INTERNAL_SERVER_ERROR);

    /** What the person reads: the keys of the message bundles. */
    enum Sentence {
        CANCELLED("facebookBusinessFailureCancelled"),
        START_AGAIN("facebookBusinessFailureStartAgain"),
        REFUSED("facebookBusinessFailureRefused"),
        SETUP("facebookBusinessFailureSetup"),
        NOT_OPEN("facebookBusinessFailureNotOpen"),
        NO_BUSINESS("facebookBusinessFailureNoBusiness"),
        PERMISSIONS("facebookBusinessFailurePermissions"),
        BUSY("facebookBusinessFailureBusy"),
        NO_ANSWER("facebookBusinessFailureNoAnswer"),
        DESKTOP("facebookBusinessFailureDesktop"),
        LINKING("facebookBusinessFailureLinking"),
        ORGANIZATION_DISABLED("facebookBusinessFailureOrganizationDisabled");

        private final String messageKey;

        Sentence(String messageKey) {
            this.messageKey = messageKey;
        }

        String messageKey() {
            return messageKey;
        }
    }

    private final Sentence sentence;
    private final Response.Status status;

    LoginFailure(Sentence sentence, Response.Status status) {
        this.sentence = sentence;
        this.status = status;
    }

    String reason() {
        return name().toLowerCase(Locale.ROOT);
    }

    Sentence sentence() {
        return sentence;
    }

    Response.Status status() {
        return status;
    }

    static Optional<LoginFailure> ofReason(String reason) {
        return Arrays.stream(values())
                .filter(failure -> failure.reason().equals(reason))
                .findFirst();
    }

    static LoginFailure of(GraphError.Cause cause) {
        return valueOf(cause.name());
    }

    static LoginFailure of(TokenRefusedException.Refusal refusal) {
        return switch (refusal) {
            case OTHER_APP -> TOKEN_OF_OTHER_APP;
            case OTHER_TYPE -> TOKEN_TYPE_MISMATCH;
            case OTHER_USER -> TOKEN_OF_OTHER_USER;
            case CLIENT_BUSINESS_MISSING -> CLIENT_BUSINESS_MISSING;
            case PERMISSIONS_MISSING -> PERMISSIONS_MISSING;
            case NOT_FRESH -> TOKEN_NOT_FRESH;
        };
    }

    /**
     * Reads the {@code error_code} with which Meta's dialog comes back; the codes are from the field, Meta lists none.
     */
    static LoginFailure ofDialogCode(int code) {
        return switch (code) {
            case 200 -> CANCELLED;
            case 1349048 -> DOMAIN_NOT_LISTED;
            case 1349126, 1349245 -> APP_NOT_LIVE;
            case 1349168 -> URL_BLOCKED;
            case 1349186, 1349220 -> FEATURE_UNAVAILABLE;
            default -> DIALOG_REFUSED;
        };
    }
}
