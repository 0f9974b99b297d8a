package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.tokens.store.Finding;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderCondition;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.common.util.Time;

/**
 * What an answer of Meta's about a token, or the lack of one, says: about that token, about the provider that asked, or
 * about neither. A call of {@code debug_token} is made with the app's credentials, so that its failure is never the
 * token's; only an answer that says {@code is_valid: false} is. Source: Meta, "Handling Errors", and the field reports
 * that {@link GraphError} reads.
 *
 * @param token what became known about it
 * @param trouble of the provider, which all its tokens share
 */
public record Verdict(Optional<Finding> token, Optional<Trouble> trouble) {

    /**
     * Why Meta cannot be asked on behalf of a provider.
     *
     * @param retryAfter zero where nobody knows
     */
    public record Trouble(ProviderCondition condition, String reason, Duration retryAfter) {}

    private static final int EXPIRED = 463;
    private static final int CHECKPOINT = 459;
    private static final int UNCONFIRMED = 464;

    /** @param appId of the provider */
    static Verdict of(TokenInspection inspection, String appId) {
        if (inspection.valid()) {
            boolean isOver = inspection.expiresAt() != 0 && inspection.expiresAt() <= Time.currentTime();
            return ofToken(
                    inspection.appId().equals(appId) && !isOver
                            ? new Finding.Good(inspection)
                            : new Finding.Unanswered(TokenStatus.UNKNOWN, "graph_answer_refused"));
        }
        return inspection.error().map(Verdict::ofInvalid).orElseGet(() -> ofToken(invalid()));
    }

    private static Verdict ofInvalid(GraphError error) {
        return switch (error.cause()) {
            case TOKEN_REVOKED -> ofToken(new Finding.Dead(TokenStatus.REVOKED, "token_revoked"));
            case TOKEN_INVALID -> ofToken(ofSubcode(error.subcode()));
            case RATE_LIMITED -> ofToken(new Finding.Unanswered(TokenStatus.WAITING, code(error)));
            case GRAPH_UNAVAILABLE -> ofToken(new Finding.Unanswered(TokenStatus.UNKNOWN, code(error)));
            case APP_ID_INVALID, APP_SECRET_INVALID, APP_SECRET_PROOF_INVALID -> ofProvider(appRefused(error));
            default -> ofToken(invalid());
        };
    }

    private static Finding ofSubcode(int subcode) {
        return switch (subcode) {
            case EXPIRED -> new Finding.Dead(TokenStatus.EXPIRED, "token_expired");
            // Somebody has to log in at Meta and do what it asks for; the token works again after that.
            case CHECKPOINT -> new Finding.Unanswered(TokenStatus.UNKNOWN, "user_checkpointed");
            case UNCONFIRMED -> new Finding.Unanswered(TokenStatus.UNKNOWN, "user_unconfirmed");
            default -> invalid();
        };
    }

    private static Finding invalid() {
        return new Finding.Dead(TokenStatus.INVALID, "token_invalid");
    }

    /** The call failed. */
    static Verdict of(GraphException failure, GraphConnection connection, RateSubject subject) {
        GraphError error = failure.error();
        return switch (error.cause()) {
            case TOO_MANY_CALLS -> new Verdict(Optional.empty(), Optional.empty());
            case RATE_LIMITED ->
                isOfApp(error, connection, subject)
                        ? ofProvider(new Trouble(ProviderCondition.RATE_LIMITED, code(error), failure.retryAfter()))
                        : ofToken(new Finding.Unanswered(TokenStatus.WAITING, code(error)));
            case GRAPH_SUSPENDED -> ofProvider(unreachable(failure));
            // Refusals of the call that are about the token: this app may not ask about it, or it is none.
            case TOKEN_OF_OTHER_APP, REQUEST_INVALID ->
                ofToken(new Finding.Unanswered(TokenStatus.UNKNOWN, code(error)));
            case GRAPH_UNAVAILABLE, GRAPH_UNREACHABLE, GRAPH_TIMEOUT, ANSWER_MALFORMED ->
                new Verdict(
                        Optional.of(new Finding.Unanswered(TokenStatus.UNKNOWN, code(error))),
                        Optional.of(unreachable(failure)));
            default -> ofProvider(appRefused(error));
        };
    }

    /**
     * A renewal failed. It is made with the token, so that what Meta says against a token or its permissions is not about
     * the provider; nor is it a verdict on the token, which only {@code debug_token} can give.
     */
    public static Verdict ofRenewal(GraphException failure, GraphConnection connection, RateSubject subject) {
        return switch (failure.error().cause()) {
            case TOKEN_INVALID,
                    TOKEN_REVOKED,
                    PERMISSION_DENIED,
                    PERMISSION_NOT_VALID,
                    REQUEST_INVALID,
                    TOKEN_OF_OTHER_APP -> new Verdict(Optional.empty(), Optional.empty());
            default -> of(failure, connection, subject);
        };
    }

    /** Without Meta's code it was not Meta that said so now: it had said so before, for whom the budget knows. */
    private static boolean isOfApp(GraphError error, GraphConnection connection, RateSubject subject) {
        return error.code() == 0
                ? !connection.budget().remaining(RateSubject.APP).isZero()
                : !subject.limitedBy(error.code()).equals(Optional.of(subject));
    }

    private static Verdict ofToken(Finding finding) {
        return new Verdict(Optional.of(finding), Optional.empty());
    }

    private static Verdict ofProvider(Trouble trouble) {
        return new Verdict(Optional.empty(), Optional.of(trouble));
    }

    private static Trouble unreachable(GraphException failure) {
        return new Trouble(ProviderCondition.UNREACHABLE, code(failure.error()), failure.retryAfter());
    }

    private static Trouble appRefused(GraphError error) {
        return new Trouble(ProviderCondition.APP_REFUSED, code(error), Duration.ZERO);
    }

    private static String code(GraphError error) {
        return error.cause().name().toLowerCase(Locale.ROOT);
    }
}
