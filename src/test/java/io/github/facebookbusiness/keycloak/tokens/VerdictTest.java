package io.github.facebookbusiness.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.graph.ApiVersion;
import io.github.facebookbusiness.keycloak.graph.App;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.RateBudget;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.tokens.store.Finding;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderCondition;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {

    private static final String APP = "4004";
    private static final RateSubject BUSINESS = RateSubject.business("1001");

    private final Set<RateSubject> paused = new HashSet<>();
    private final RateBudget budget = new RateBudget() {
        @Override
        public Duration remaining(RateSubject subject) {
            return paused.contains(subject) ? Duration.ofMinutes(1) : Duration.ZERO;
        }

        @Override
        public void pause(RateSubject subject, Duration duration) {
            paused.add(subject);
        }
    };
    private final GraphConnection connection = new GraphConnection(
            URI.create("https://graph.facebook.com"), ApiVersion.DEFAULT, new App(APP, "s"), budget);

    @Test
    void valid_and_of_this_app_is_good() {
        TokenInspection inspection = inspection(true, APP, Optional.empty());
        assertEquals(ofToken(new Finding.Good(inspection)), Verdict.of(inspection, APP));
    }

    @Test
    void valid_for_another_app_is_no_answer() {
        assertEquals(
                ofToken(new Finding.Unanswered(TokenStatus.UNKNOWN, "graph_answer_refused")),
                Verdict.of(inspection(true, "5005", Optional.empty()), APP));
    }

    @Test
    void not_valid_and_nothing_else_is_dead() {
        assertEquals(
                ofToken(new Finding.Dead(TokenStatus.INVALID, "token_invalid")),
                Verdict.of(inspection(false, APP, Optional.empty()), APP));
    }

    @ParameterizedTest
    @CsvSource({
        "TOKEN_REVOKED, 190, 458, REVOKED, token_revoked",
        "TOKEN_INVALID, 190, 463, EXPIRED, token_expired",
        "TOKEN_INVALID, 190, 460, INVALID, token_invalid",
        "TOKEN_INVALID, 190, 0,   INVALID, token_invalid",
        "TOKEN_INVALID, 102, 0,   INVALID, token_invalid",
        "REQUEST_INVALID, 12345, 0, INVALID, token_invalid",
    })
    void not_valid_with_an_error_about_the_token_is_dead(
            GraphError.Cause cause, int code, int subcode, TokenStatus status, String reason) {
        assertEquals(ofToken(new Finding.Dead(status, reason)), invalid(cause, code, subcode));
    }

    @ParameterizedTest
    @CsvSource({"459, user_checkpointed", "464, user_unconfirmed"})
    void what_a_person_can_mend_at_meta_is_not_dead(int subcode, String reason) {
        assertEquals(
                ofToken(new Finding.Unanswered(TokenStatus.UNKNOWN, reason)),
                invalid(GraphError.Cause.TOKEN_INVALID, 190, subcode));
    }

    @ParameterizedTest
    @CsvSource({"APP_ID_INVALID, 101", "APP_SECRET_PROOF_INVALID, 104"})
    void not_valid_with_an_error_about_the_app_is_about_the_app(GraphError.Cause cause, int code) {
        Verdict verdict = invalid(cause, code, 0);
        assertEquals(Optional.empty(), verdict.token());
        assertEquals(
                ProviderCondition.APP_REFUSED, verdict.trouble().orElseThrow().condition());
    }

    @ParameterizedTest
    @EnumSource
    void a_call_that_failed_never_condemns_the_token(GraphError.Cause cause) {
        Verdict verdict = failed(cause, 1);
        assertTrue(verdict.token()
                .filter(finding -> !(finding instanceof Finding.Unanswered))
                .isEmpty());
        assertTrue(verdict.token()
                .map(Finding.Unanswered.class::cast)
                .filter(unanswered -> unanswered.status().isDead())
                .isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void each_failure_is_about_something_unless_meta_was_not_asked(GraphError.Cause cause) {
        Verdict verdict = failed(cause, 1);
        assertEquals(
                cause == GraphError.Cause.TOO_MANY_CALLS,
                verdict.token().isEmpty() && verdict.trouble().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"4", "341", "368"})
    void the_apps_rate_limit_is_the_providers(int code) {
        Verdict verdict = failed(GraphError.Cause.RATE_LIMITED, code);
        assertEquals(Optional.empty(), verdict.token());
        assertEquals(
                ProviderCondition.RATE_LIMITED, verdict.trouble().orElseThrow().condition());
    }

    @ParameterizedTest
    @CsvSource({"80008", "17", "613"})
    void another_rate_limit_lets_the_token_wait(int code) {
        assertEquals(
                ofToken(new Finding.Unanswered(TokenStatus.WAITING, "rate_limited")),
                failed(GraphError.Cause.RATE_LIMITED, code));
    }

    @Test
    void a_limit_that_meta_told_of_before_is_that_of_whom_the_budget_knows() {
        assertTrue(failed(GraphError.Cause.RATE_LIMITED, 0).token().isPresent());
        budget.pause(RateSubject.APP, Duration.ofMinutes(1));
        assertTrue(failed(GraphError.Cause.RATE_LIMITED, 0).trouble().isPresent());
    }

    @Test
    void a_refused_renewal_is_neither_about_the_provider_nor_a_verdict_on_the_token() {
        Set<GraphError.Cause> aboutTheToken = EnumSet.of(
                GraphError.Cause.TOKEN_INVALID, GraphError.Cause.TOKEN_REVOKED, GraphError.Cause.PERMISSION_DENIED);
        for (GraphError.Cause cause : aboutTheToken) {
            Verdict verdict =
                    Verdict.ofRenewal(GraphException.of(new GraphError(cause, 190, 0, "")), connection, BUSINESS);
            assertEquals(new Verdict(Optional.empty(), Optional.empty()), verdict, cause.name());
        }
    }

    private Verdict failed(GraphError.Cause cause, int code) {
        return Verdict.of(GraphException.of(new GraphError(cause, code, 0, "")), connection, BUSINESS);
    }

    private static Verdict invalid(GraphError.Cause cause, int code, int subcode) {
        return Verdict.of(inspection(false, APP, Optional.of(new GraphError(cause, code, subcode, ""))), APP);
    }

    private static Verdict ofToken(Finding finding) {
        return new Verdict(Optional.of(finding), Optional.empty());
    }

    private static TokenInspection inspection(boolean valid, String appId, Optional<GraphError> error) {
        return new TokenInspection(valid, appId, "SYSTEM_USER", "2002", 0, 0, 0, Set.of(), List.of(), error);
    }
}
