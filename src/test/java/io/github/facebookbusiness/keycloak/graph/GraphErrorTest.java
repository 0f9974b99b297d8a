package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.facebookbusiness.keycloak.graph.GraphError.Cause;
import io.github.facebookbusiness.keycloak.graph.GraphError.Remedy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphErrorTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest(name = "{0}/{1} {2} is {3}")
    @CsvSource({
        "100, 36007, This authorization code has expired., CODE_EXPIRED",
        "100, 36008, Error validating verification code., REDIRECT_URI_MISMATCH",
        "100, 36009, This authorization code has been used., CODE_USED",
        "100, 0, Invalid verification code format., CODE_INVALID",
        "100, 0, Invalid appsecret_proof provided in the API argument, APP_SECRET_PROOF_INVALID",
        "100, 0, (#100) The App_id in the input_token did not match the Viewing App, TOKEN_OF_OTHER_APP",
        "100, 33, Unsupported get request., PERMISSION_DENIED",
        "100, 0, (#100) Tried accessing nonexisting field (email), REQUEST_INVALID",
        "1, 0, Error validating client secret., APP_SECRET_INVALID",
        "1, 0, An unknown error occurred, GRAPH_UNAVAILABLE",
        "2, 0, Service temporarily unavailable, GRAPH_UNAVAILABLE",
        "101, 0, Error validating application. Invalid application ID., APP_ID_INVALID",
        "104, 0, Incorrect signature, APP_SECRET_PROOF_INVALID",
        "191, 0, redirect, REDIRECT_URI_MISMATCH",
        "190, 458, The user has not authorized application, TOKEN_REVOKED",
        "190, 463, Session has expired, TOKEN_INVALID",
        "452, 0, session key invalid, TOKEN_INVALID",
        "3, 0, capability, PERMISSION_DENIED",
        "10, 0, permission, PERMISSION_DENIED",
        "33, 0, insufficient, PERMISSION_DENIED",
        "200, 0, permission, PERMISSION_DENIED",
        "3962, 0, not valid, PERMISSION_NOT_VALID",
        "299, 0, permission, PERMISSION_DENIED",
        "300, 0, something, REQUEST_INVALID",
        "4, 0, app calls, RATE_LIMITED",
        "17, 2446079, user calls, RATE_LIMITED",
        "613, 1996, custom, RATE_LIMITED",
        "80000, 0, ads, RATE_LIMITED",
        "80014, 0, catalog, RATE_LIMITED",
        "80015, 0, other, REQUEST_INVALID",
    })
    void is_decided_on_code_and_subcode(int code, int subcode, String message, Cause cause) {
        assertEquals(cause, read(code, subcode, message, 400).cause());
    }

    @Test
    void a_rate_limit_is_to_be_waited_for_even_where_the_answer_is_a_5xx() {
        assertEquals(Remedy.WAIT, read(4, 0, "", 503).cause().remedy());
    }

    @Test
    void any_other_5xx_is_graphs_own_failure() {
        assertEquals(Cause.GRAPH_UNAVAILABLE, read(190, 463, "", 503).cause());
    }

    @Test
    void a_code_sent_as_a_string_counts() throws JsonProcessingException {
        assertEquals(
                Cause.APP_ID_INVALID,
                GraphError.read(JSON.readTree("{\"code\":\"101\"}"), 400).cause());
    }

    @Test
    void keeps_the_trace_id_only_where_it_looks_like_one() throws JsonProcessingException {
        assertEquals(
                "AbC_1-2",
                GraphError.read(JSON.readTree("{\"fbtrace_id\":\"AbC_1-2\"}"), 400)
                        .fbtraceId());
        assertEquals(
                "",
                GraphError.read(JSON.readTree("{\"fbtrace_id\":\"<script>\"}"), 400)
                        .fbtraceId());
    }

    @Test
    void metas_message_is_not_kept() {
        GraphException e = new GraphException(read(190, 0, "Malformed access token EAAB-secret", 400));
        assertFalse(e.toString().contains("EAAB-secret"));
    }

    private static GraphError read(int code, int subcode, String message, int status) {
        return GraphError.read(
                JSON.createObjectNode()
                        .put("code", code)
                        .put("error_subcode", subcode)
                        .put("type", "OAuthException")
                        .put("message", message),
                status);
    }
}
