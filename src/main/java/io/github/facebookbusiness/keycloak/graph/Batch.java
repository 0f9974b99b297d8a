package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several calls in one round trip. The app's own token and its proof stand once, beside the batch, for all calls that are
 * made with it; a call with another token carries that and the proof of it. All is in the body of the POST: a batch is
 * the one way to call {@code debug_token}, whose only documented parameters are query parameters, without a token in a
 * URL. Sources: Meta, Batch Requests, "Batch requests with different access tokens"; Secure Requests, whose example has
 * the proof beside the batch.
 *
 * <p>Not with the token of which most calls are made, though it would be shorter: Meta counts a call for whom its token
 * stands (Rate Limits, "Platform Rate Limits"), and what the batch's answer says of a limit is taken for the app's.
 */
final class Batch {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final App app;
    private final AccessToken appToken;
    private final ArrayNode operations = JSON.createArrayNode();
    private final List<String> names = new ArrayList<>();
    private final Map<AccessToken, AppSecretProof> proofs = new HashMap<>();

    Batch(App app) {
        this.app = app;
        this.appToken = app.accessToken();
    }

    /** @param path may refer to an earlier answer as {@code {result=name:$.field}}, which Graph fills in */
    Batch get(String name, String path, Map<String, String> parameters, AccessToken caller) {
        return add("GET", name, path, parameters, caller);
    }

    Batch delete(String name, String path, AccessToken caller) {
        return add("DELETE", name, path, Map.of(), caller);
    }

    private Batch add(String method, String name, String path, Map<String, String> parameters, AccessToken caller) {
        Map<String, String> query = new LinkedHashMap<>(parameters);
        if (!caller.equals(appToken)) {
            query.put("access_token", caller.value());
            query.put("appsecret_proof", proofOf(caller));
        }
        ObjectNode operation = operations.addObject();
        operation.put("method", method);
        operation.put("name", name);
        operation.put("relative_url", query.isEmpty() ? path : path + "?" + FormEncoding.of(query));
        // Otherwise Graph leaves out the answer of an operation that another one refers to.
        operation.put("omit_response_on_success", false);
        names.add(name);
        return this;
    }

    Map<String, String> form() {
        return Map.of(
                "batch", operations.toString(),
                "include_headers", "false",
                "access_token", appToken.value(),
                "appsecret_proof", proofOf(appToken));
    }

    private String proofOf(AccessToken caller) {
        return proofs.computeIfAbsent(caller, app::proofOf).value();
    }

    Answers read(JsonNode answer) throws GraphException {
        if (!answer.isArray() || answer.size() != names.size()) {
            throw new GraphException(GraphError.Cause.ANSWER_MALFORMED);
        }
        Map<String, JsonNode> byName = new LinkedHashMap<>();
        for (int index = 0; index < names.size(); index++) {
            byName.put(names.get(index), answer.get(index));
        }
        return new Answers(byName);
    }

    /** The answers by name; each may have failed alone. */
    record Answers(Map<String, JsonNode> byName) {

        /**
         * Whether a call that answers nothing else says that it succeeded. Meta documents {@code true} for some,
         * {@code {"success": true}} for others, and {@code "true"} as a text for one.
         */
        boolean saysSuccess(String name) throws GraphException {
            JsonNode answer = byName.get(name);
            boolean bare = answer.path("body").asText("").strip().equals("true");
            return bare && answer.path("code").asInt(0) == 200
                    || of(name).path("success").asBoolean(false);
        }

        /**
         * The JSON of one answer, or its own failure. A {@code null} entry is how Graph says that it ran out of time.
         */
        JsonNode of(String name) throws GraphException {
            JsonNode answer = byName.get(name);
            if (answer.isNull()) {
                throw new GraphException(GraphError.Cause.GRAPH_UNAVAILABLE);
            }
            return GraphHttp.read(
                    answer.path("body").asText(""), answer.path("code").asInt(0));
        }
    }
}
