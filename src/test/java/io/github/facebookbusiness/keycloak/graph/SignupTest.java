package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignupTest {

    @Test
    void session_info_says_account_phone_number_and_business() {
        assertEquals(
                Optional.of(new Signup("FINISH", Optional.of("12"), Optional.of("11"), Optional.of("13"))),
                Signup.parse("{\"type\":\"WA_EMBEDDED_SIGNUP\",\"event\":\"FINISH\",\"version\":\"3\",\"data\":"
                        + "{\"phone_number_id\":\"11\",\"waba_id\":\"12\",\"business_id\":\"13\","
                        + "\"waba_ids\":[\"12\"],\"page_ids\":[]}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FINISH_ONLY_WABA",
                "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING",
                "FINISH_OBO_MIGRATION",
                "FINISH_GRANT_ONLY_API_ACCESS",
                "FINISH_SOMETHING_NEW_2"
            })
    void every_way_to_finish_is_kept_in_metas_words(String event) {
        assertEquals(
                Optional.of(new Signup(event, Optional.of("12"), Optional.empty(), Optional.empty())),
                Signup.parse(message(event, "{\"waba_id\":\"12\"}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "{\"waba_id\":null,\"phone_number_id\":\"\"}", "[]", "\"13\""})
    void ids_may_be_missing(String data) {
        assertEquals(
                Optional.of(new Signup("FINISH", Optional.empty(), Optional.empty(), Optional.empty())),
                Signup.parse(message("FINISH", data)));
    }

    @Test
    void an_id_may_be_a_number() {
        assertEquals(
                Optional.of("90071992547409931234"),
                Signup.parse(message("FINISH", "{\"waba_id\":90071992547409931234}"))
                        .flatMap(Signup::wabaId));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"12 \"",
                "\"0\"",
                "-1",
                "1.5",
                "true",
                "{}",
                "[\"12\"]",
                "\"<script>\"",
                "\"123456789012345678901234567890123\""
            })
    void an_id_that_is_none_makes_all_of_it_unbelievable(String id) {
        for (String name : new String[] {"waba_id", "phone_number_id", "business_id"}) {
            assertEquals(Optional.empty(), Signup.parse(message("FINISH", "{\"" + name + "\":" + id + "}")), name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANCEL", "ERROR", "", "finish", "FINISH ", "FI-NISH", "_FINISH"})
    void what_is_not_finished_or_no_event_is_no_signup(String event) {
        assertEquals(Optional.empty(), Signup.parse(message(event, "{\"waba_id\":\"12\"}")));
    }

    @Test
    void an_event_without_end_is_no_event() {
        assertEquals(
                64,
                Signup.parse(message("F".repeat(64), "{}"))
                        .orElseThrow()
                        .event()
                        .length());
        assertEquals(Optional.empty(), Signup.parse(message("F".repeat(65), "{}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "[]",
                "{",
                "{}",
                "cb=f1&domain=example.com",
                "{\"type\":\"WA_EMBEDDED_SIGNUP\"}",
                "{\"event\":\"FINISH\",\"data\":{\"waba_id\":\"12\"}}",
                "{\"type\":\"OTHER\",\"event\":\"FINISH\",\"data\":{}}",
                "{\"type\":\"WA_EMBEDDED_SIGNUP\",\"type\":\"WA_EMBEDDED_SIGNUP\",\"event\":\"FINISH\",\"data\":{}}",
                "{\"type\":\"WA_EMBEDDED_SIGNUP\",\"event\":\"FINISH\",\"data\":{}}{}"
            })
    void whatever_else_a_page_is_sent_is_no_signup(String text) {
        assertEquals(Optional.empty(), Signup.parse(text));
    }

    @Test
    void a_text_without_end_and_one_that_nests_without_end_are_no_signup() {
        assertEquals(Optional.empty(), Signup.parse(message("FINISH", "{\"more\":\"" + "x".repeat(17_000) + "\"}")));
        assertEquals(Optional.empty(), Signup.parse(message("FINISH", "[".repeat(2_000) + "]".repeat(2_000))));
    }

    private static String message(String event, String data) {
        return "{\"type\":\"WA_EMBEDDED_SIGNUP\",\"event\":\"" + event + "\",\"data\":" + data + "}";
    }
}
