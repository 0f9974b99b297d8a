package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Batch.Answers answer(int code, String body) {
        JsonNode entry = JSON.createObjectNode().put("code", code).put("body", body);
        return new Batch.Answers(Map.of("call", entry));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", " true\n", "{\"success\":true}", "{\"success\":\"true\"}"})
    void each_way_in_which_meta_says_success_is_success(String body) throws GraphException {
        assertTrue(answer(200, body).saysSuccess("call"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"success\":false}", "{\"success\":\"no\"}", "{\"data\":[]}"})
    void nothing_else_is(String body) throws GraphException {
        assertFalse(answer(200, body).saysSuccess("call"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "", "trueish", "<html>"})
    void what_graph_does_not_answer_is_malformed(String body) {
        assertEquals(
                GraphError.Cause.ANSWER_MALFORMED,
                assertThrows(GraphException.class, () -> answer(200, body).saysSuccess("call"))
                        .error()
                        .cause());
    }

    @Test
    void a_failure_stays_the_failure_that_it_is() {
        assertThrows(GraphException.class, () -> answer(500, "true").saysSuccess("call"));
        assertThrows(GraphException.class, () -> new Batch.Answers(Map.of("call", NullNode.getInstance()))
                .saysSuccess("call"));
    }
}
