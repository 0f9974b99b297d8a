package io.github.facebookbusiness.keycloak.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.facebookbusiness.keycloak.graph.FormEncoding;
import io.github.facebookbusiness.keycloak.testing.FuzzInput;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands in the query and in the form of a callback. */
class CallbackParametersFuzzTest {

    /** Each line is a parameter of the query. */
    @FuzzTest
    void a_challenge_is_echoed_only_to_who_knows_the_verify_token_and_only_where_it_is_harmless(byte[] input) {
        MultivaluedHashMap<String, String> query = new MultivaluedHashMap<>();
        FuzzInput lines = new FuzzInput(input);
        while (lines.hasMore()) {
            String[] parameter = lines.line().split("=", 2);
            query.add(parameter[0], parameter.length < 2 ? "" : parameter[1]);
        }
        assertEquals(Optional.empty(), WebhookHandshake.challenge(query, Optional.empty()));
        WebhookHandshake.challenge(query, Optional.of("verify-me")).ifPresent(challenge -> {
            assertEquals(List.of("verify-me"), query.get("hub.verify_token"));
            assertEquals(List.of("subscribe"), query.get("hub.mode"));
            assertEquals(List.of(challenge), query.get("hub.challenge"));
            assertTrue(challenge.matches("[A-Za-z0-9_-]{1,128}"), challenge);
        });
    }

    @FuzzTest
    void a_form_has_one_signed_request_or_none(byte[] input) {
        String form = new String(input, StandardCharsets.UTF_8);
        String found = CallbackBody.signedRequest(form);
        assertTrue(found.length() <= form.length());
        assertTrue(found.isEmpty() || form.contains("signed_request="));
        String alone = FormEncoding.of(Map.of("signed_request", form));
        assertEquals(form, CallbackBody.signedRequest(alone), "what was encoded is decoded");
        assertEquals("", CallbackBody.signedRequest(alone + "&" + alone), "which of two is meant, nobody knows");
    }
}
