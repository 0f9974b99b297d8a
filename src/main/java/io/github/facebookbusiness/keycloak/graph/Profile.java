package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code /me} says. A system user has an id and a name and nothing else; a person's e-mail may be absent although
 * it was granted (unconfirmed, or none).
 */
public record Profile(
        String id,
        Optional<String> name,
        Optional<String> firstName,
        Optional<String> lastName,
        Optional<String> email) {

    private static final Pattern ID = Pattern.compile("[0-9]{1,32}");

    /** Not all databases take them, and no name has them. */
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1F\\x7F-\\x9F]");

    static Profile read(JsonNode answer) throws GraphException {
        return new Profile(
                id(answer.path("id")),
                text(answer, "name"),
                text(answer, "first_name"),
                text(answer, "last_name"),
                text(answer, "email"));
    }

    /** One of Meta's ids: digits, kept as a string because they exceed 2^53. */
    static String id(JsonNode value) throws GraphException {
        String id = value.asText("");
        if (!isId(id)) {
            throw new GraphException(GraphError.Cause.ANSWER_MALFORMED);
        }
        return id;
    }

    static boolean isId(String value) {
        return ID.matcher(value).matches();
    }

    static Optional<String> text(JsonNode answer, String field) {
        return Optional.of(answer.path(field))
                .filter(value -> !value.isNull())
                .map(value -> CONTROL.matcher(value.asText("")).replaceAll(" ").strip())
                .filter(value -> !value.isEmpty());
    }
}
