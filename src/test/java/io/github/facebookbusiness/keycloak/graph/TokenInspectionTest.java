package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenInspectionTest {

    @Test
    void reads_a_system_user_token_that_never_expires() throws Exception {
        TokenInspection inspection = read("""
                {"data":{"app_id":"10293","type":"SYSTEM_USER","application":"App","is_valid":true,"issued_at":17,
                 "expires_at":0,"data_access_expires_at":0,"user_id":"12218","scopes":["ads_read","pages_show_list"],
                 "granular_scopes":[{"scope":"ads_read"},{"scope":"pages_show_list","target_ids":["9007199254740993"]}]}}
                """);
        assertEquals(0, inspection.expiresAt());
        assertEquals("SYSTEM_USER", inspection.type());
        assertEquals(List.of("ads_read", "pages_show_list"), List.copyOf(inspection.scopes()));
        assertEquals(Optional.empty(), inspection.granularScopes().get(0).targetIds());
        assertEquals(
                Optional.of(List.of("9007199254740993")),
                inspection.granularScopes().get(1).targetIds());
    }

    @Test
    void an_app_id_sent_as_a_number_is_compared_as_a_string() throws Exception {
        assertEquals(
                "1029384756102938",
                read("{\"data\":{\"is_valid\":true,\"app_id\":1029384756102938}}")
                        .appId());
    }

    @Test
    void a_dead_token_is_an_answer_and_says_why() throws Exception {
        TokenInspection inspection = read("""
                {"data":{"is_valid":false,"scopes":[],"error":{"code":190,"message":"Session has expired","subcode":463}}}
                """);
        assertFalse(inspection.valid());
        assertEquals(463, inspection.error().orElseThrow().subcode());
    }

    @Test
    void an_answer_without_validity_is_malformed() {
        assertThrows(GraphException.class, () -> read("{\"data\":{}}"));
        assertThrows(GraphException.class, () -> read("{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"never\"", "\"\"", "-1", "true", "{}", "1.7e9", "1700000000000", "99999999999999999999"})
    void what_is_no_time_is_not_taken_for_never(String time) {
        assertThrows(GraphException.class, () -> read("{\"data\":{\"is_valid\":true,\"expires_at\":" + time + "}}"));
    }

    @Test
    void a_time_may_be_a_text_and_may_be_missing() throws Exception {
        TokenInspection inspection =
                read("{\"data\":{\"is_valid\":true,\"expires_at\":\"1700000000\",\"issued_at\":null}}");
        assertEquals(1_700_000_000, inspection.expiresAt());
        assertEquals(0, inspection.issuedAt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"ads_read,email\"", "\"\"", "null", "[]", "\"a b\"", "\"a\\u0000\""})
    void a_permission_that_could_not_be_kept_in_a_list_is_malformed(String scope) {
        assertThrows(GraphException.class, () -> read("{\"data\":{\"is_valid\":true,\"scopes\":[" + scope + "]}}"));
    }

    private static TokenInspection read(String json) throws GraphException, JsonProcessingException {
        return TokenInspection.read(new ObjectMapper().readTree(json));
    }
}
