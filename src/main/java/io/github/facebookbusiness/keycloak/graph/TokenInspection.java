package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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

    /** Of permissions and of assets: no comma, since they are kept in lists that have them between their elements. */
    private static final Pattern NAME = Pattern.compile("[!-+\\--~]{1,255}");

    /** Epoch seconds have eleven digits until the year 5138; milliseconds would have thirteen. */
    private static final Pattern TIME = Pattern.compile("[0-9]{1,11}");

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
                time(data.path("issued_at")),
                time(data.path("expires_at")),
                time(data.path("data_access_expires_at")),
                new LinkedHashSet<>(names(data.path("scopes"))),
                granularScopes(data.path("granular_scopes")),
                data.path("error").isObject()
                        ? Optional.of(GraphError.read(data.path("error"), 200))
                        : Optional.empty());
    }

    private static List<GranularScope> granularScopes(JsonNode list) throws GraphException {
        List<GranularScope> scopes = new ArrayList<>();
        for (JsonNode entry : list) {
            JsonNode targets = entry.path("target_ids");
            scopes.add(new GranularScope(
                    name(entry.path("scope")), targets.isArray() ? Optional.of(names(targets)) : Optional.empty()));
        }
        return List.copyOf(scopes);
    }

    private static List<String> names(JsonNode list) throws GraphException {
        List<String> names = new ArrayList<>();
        for (JsonNode value : list) {
            names.add(name(value));
        }
        return names;
    }

    private static String name(JsonNode value) throws GraphException {
        return written(value, NAME);
    }

    /** What is there and is no time is not read as 0: a token would seem never to expire. */
    private static long time(JsonNode value) throws GraphException {
        return value.isMissingNode() || value.isNull() ? 0 : Long.parseLong(written(value, TIME));
    }

    private static String written(JsonNode value, Pattern form) throws GraphException {
        String text = value.isTextual() || value.isIntegralNumber() ? value.asText() : "";
        if (!form.matcher(text).matches()) {
            throw new GraphException(GraphError.Cause.ANSWER_MALFORMED);
        }
        return text;
    }
}
