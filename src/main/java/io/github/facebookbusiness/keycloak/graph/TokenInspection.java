package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code debug_token} says about a token. For a dead token Graph answers 200 with {@code is_valid} false, so
 * validity is a field here and not an exception.
 *
 * @param appId a string, though Meta sometimes sends a number
 * @param type {@code USER}, {@code SYSTEM_USER}, {@code PAGE} or {@code APP}
 * @param issuedAt epoch seconds, 0 where Meta did not say
 * @param expiresAt epoch seconds, 0 for never
 * @param dataAccessExpiresAt epoch seconds, 0 for never
 * @param error why the token is not valid
 */
public record TokenInspection(
        boolean valid,
        String appId,
        String type,
        String userId,
        long issuedAt,
        long expiresAt,
        long dataAccessExpiresAt,
        Set<String> scopes,
        List<GranularScope> granularScopes,
        Optional<GraphError> error) {

    /**
     * A permission and the assets it holds for.
     *
     * @param targetIds empty Optional where Meta gave no list, which does <em>not</em> mean "no assets"
     */
    public record GranularScope(String scope, Optional<List<String>> targetIds) {}

    static TokenInspection read(JsonNode answer) throws GraphException {
        JsonNode data = answer.path("data");
        if (!data.isObject() || !data.has("is_valid")) {
            throw new GraphException(GraphError.Cause.ANSWER_MALFORMED);
        }
        return new TokenInspection(
                data.path("is_valid").asBoolean(false),
                data.path("app_id").asText(""),
                data.path("type").asText(""),
                data.path("user_id").asText(""),
                data.path("issued_at").asLong(0),
                data.path("expires_at").asLong(0),
                data.path("data_access_expires_at").asLong(0),
                new LinkedHashSet<>(strings(data.path("scopes"))),
                granularScopes(data.path("granular_scopes")),
                data.path("error").isObject()
                        ? Optional.of(GraphError.read(data.path("error"), 200))
                        : Optional.empty());
    }

    private static List<GranularScope> granularScopes(JsonNode list) {
        List<GranularScope> scopes = new ArrayList<>();
        for (JsonNode entry : list) {
            JsonNode targets = entry.path("target_ids");
            scopes.add(new GranularScope(
                    entry.path("scope").asText(""),
                    targets.isArray() ? Optional.of(strings(targets)) : Optional.empty()));
        }
        return List.copyOf(scopes);
    }

    private static List<String> strings(JsonNode list) {
        List<String> values = new ArrayList<>();
        list.forEach(value -> values.add(value.asText()));
        return values;
    }
}
