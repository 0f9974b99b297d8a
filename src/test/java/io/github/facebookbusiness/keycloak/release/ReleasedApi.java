package io.github.facebookbusiness.keycloak.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a released {@code openapi.yaml} promised to programs that were written against it. Whoever sends what was allowed
 * must still be understood, and whoever reads what was described must still find it; more may be allowed, and more may
 * come back, a new value of an enumeration too.
 *
 * <p>Own code, because openapi-diff 2.1.7, tried on this file, sees no change of a type in OpenAPI 3.1, lets a field of
 * an answer be removed, and refuses a new value of an enumeration. It is long because a description has so many places.
 */
final class ReleasedApi {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    /** What narrows or changes a value; texts for people do not. */
    private static final List<String> CONSTRAINTS = List.of(
            "format",
            "pattern",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "const",
            "uniqueItems",
            "default",
            "not",
            "additionalProperties");

    private static final List<String> CHOICES = List.of("allOf", "anyOf", "oneOf");

    private enum Direction {
        SENT,
        RECEIVED
    }

    private final JsonNode released;

    ReleasedApi(JsonNode released) {
        this.released = released;
    }

    /** A sentence for each promise that this one does not keep. */
    List<String> brokenBy(JsonNode now) {
        Comparison comparison = new Comparison(now);
        comparison.paths();
        return List.copyOf(comparison.broken);
    }

    private final class Comparison {

        private final JsonNode now;
        private final Set<String> broken = new LinkedHashSet<>();
        private final Set<String> compared = new HashSet<>();

        private Comparison(JsonNode now) {
            this.now = now;
        }

        private void paths() {
            fields(released.path("paths")).forEach((path, before) -> {
                JsonNode after = now.path("paths").path(path);
                fields(before).forEach((method, operation) -> {
                    if (METHODS.contains(method)) {
                        String where = method.toUpperCase(Locale.ROOT) + " " + path;
                        if (after.has(method)) {
                            parameters(
                                    where,
                                    parameters(released, before, operation),
                                    parameters(now, after, after.path(method)));
                            operation(where, operation, after.path(method));
                        } else {
                            broken.add(where + " is gone");
                        }
                    }
                });
            });
        }

        private Map<String, JsonNode> parameters(JsonNode root, JsonNode path, JsonNode operation) {
            Map<String, JsonNode> parameters = new LinkedHashMap<>();
            for (JsonNode level : List.of(path, operation)) {
                for (JsonNode entry : level.path("parameters")) {
                    JsonNode parameter = resolved(root, entry);
                    parameters.put(
                            parameter.path("in").asText() + " parameter "
                                    + parameter.path("name").asText(),
                            parameter);
                }
            }
            return parameters;
        }

        private void parameters(String where, Map<String, JsonNode> before, Map<String, JsonNode> after) {
            before.forEach((name, parameter) -> {
                if (after.containsKey(name)) {
                    schema(
                            where + ": " + name,
                            parameter.path("schema"),
                            after.get(name).path("schema"),
                            Direction.SENT);
                } else {
                    broken.add(where + ": " + name + " is gone");
                }
            });
            after.forEach((name, parameter) -> {
                boolean wasRequired = before.containsKey(name) && isRequired(before.get(name));
                if (isRequired(parameter) && !wasRequired) {
                    broken.add(where + ": " + name + " became required");
                }
            });
        }

        private void operation(String where, JsonNode before, JsonNode after) {
            JsonNode bodyBefore = resolved(released, before.path("requestBody"));
            JsonNode bodyAfter = resolved(now, after.path("requestBody"));
            if (isRequired(bodyAfter) && !isRequired(bodyBefore)) {
                broken.add(where + ": a body became required");
            }
            content(where + ": body", bodyBefore, bodyAfter, Direction.SENT);
            fields(before.path("responses")).forEach((status, entry) -> {
                if (after.path("responses").has(status)) {
                    JsonNode answerBefore = resolved(released, entry);
                    JsonNode answerAfter = resolved(now, after.path("responses").path(status));
                    content(where + ": " + status, answerBefore, answerAfter, Direction.RECEIVED);
                    fields(answerBefore.path("headers")).forEach((header, any) -> {
                        if (!answerAfter.path("headers").has(header)) {
                            broken.add(where + ": " + status + ": header " + header + " is gone");
                        }
                    });
                } else {
                    broken.add(where + ": " + status + " is gone");
                }
            });
        }

        private void content(String where, JsonNode before, JsonNode after, Direction direction) {
            fields(before.path("content")).forEach((type, entry) -> {
                if (after.path("content").has(type)) {
                    schema(
                            where,
                            entry.path("schema"),
                            after.path("content").path(type).path("schema"),
                            direction);
                } else {
                    broken.add(where + ": " + type + " is gone");
                }
            });
        }

        private void schema(String where, JsonNode entryBefore, JsonNode entryAfter, Direction direction) {
            // Named ones once for each direction: they may contain themselves.
            String name = entryBefore.path("$ref").asText();
            if (!name.isEmpty()
                    && !compared.add(direction + name + entryAfter.path("$ref").asText())) {
                return;
            }
            String place = name.isEmpty() ? where : name.substring(name.lastIndexOf('/') + 1);
            JsonNode before = resolved(released, entryBefore);
            JsonNode after = resolved(now, entryAfter);
            types(place, before, after, direction);
            values(place, before, after, direction);
            for (String constraint : CONSTRAINTS) {
                if (!before.path(constraint).equals(after.path(constraint))) {
                    broken.add(place + ": " + constraint + " changed");
                }
            }
            fields(before.path("properties")).forEach((field, property) -> {
                if (after.path("properties").has(field)) {
                    schema(
                            place + "." + field,
                            property,
                            after.path("properties").path(field),
                            direction);
                } else {
                    broken.add(place + "." + field + " is gone");
                }
            });
            required(place, texts(before.path("required")), texts(after.path("required")), direction);
            for (String choice : CHOICES) {
                choices(place + ": " + choice, before.path(choice), after.path(choice), direction);
            }
            if (before.has("items")) {
                schema(place + "[]", before.path("items"), after.path("items"), direction);
            }
        }

        private void choices(String place, JsonNode before, JsonNode after, Direction direction) {
            if (before.size() == after.size()) {
                for (int i = 0; i < before.size(); i++) {
                    schema(place + " " + i, before.path(i), after.path(i), direction);
                }
            } else {
                broken.add(place + " changed");
            }
        }

        private void types(String place, JsonNode before, JsonNode after, Direction direction) {
            Set<String> typesBefore = texts(before.path("type"));
            Set<String> typesAfter = texts(after.path("type"));
            boolean kept = direction == Direction.SENT
                    ? typesAfter.containsAll(typesBefore)
                    : typesBefore.containsAll(typesAfter) && !(typesAfter.isEmpty() && !typesBefore.isEmpty());
            if (!kept) {
                broken.add(place + " was " + typesBefore + " and is " + typesAfter);
            }
        }

        private void values(String place, JsonNode before, JsonNode after, Direction direction) {
            Set<String> valuesBefore = texts(before.path("enum"));
            Set<String> valuesAfter = texts(after.path("enum"));
            if (valuesBefore.isEmpty() && !valuesAfter.isEmpty() && direction == Direction.SENT) {
                broken.add(place + " takes certain values only: " + valuesAfter);
            }
            Set<String> gone = new LinkedHashSet<>(valuesBefore);
            gone.removeAll(valuesAfter);
            if (!gone.isEmpty()) {
                broken.add(place + " lost the values " + gone);
            }
        }

        private void required(String place, Set<String> before, Set<String> after, Direction direction) {
            Set<String> wanted = new LinkedHashSet<>(direction == Direction.SENT ? after : before);
            wanted.removeAll(direction == Direction.SENT ? before : after);
            if (!wanted.isEmpty()) {
                broken.add(
                        place + (direction == Direction.SENT ? " demands " : " does not promise any more ") + wanted);
            }
        }

        private static boolean isRequired(JsonNode node) {
            return node.path("required").asBoolean();
        }

        private static JsonNode resolved(JsonNode root, JsonNode entry) {
            String reference = entry.path("$ref").asText();
            return reference.isEmpty() ? entry : root.at(reference.substring(1));
        }

        private static Set<String> texts(JsonNode oneOrMore) {
            Set<String> texts = new LinkedHashSet<>();
            if (oneOrMore.isArray()) {
                oneOrMore.forEach(text -> texts.add(text.asText()));
            } else if (!oneOrMore.isMissingNode()) {
                texts.add(oneOrMore.asText());
            }
            return texts;
        }

        private static Map<String, JsonNode> fields(JsonNode node) {
            Map<String, JsonNode> fields = new LinkedHashMap<>();
            Iterator<Map.Entry<String, JsonNode>> entries = node.fields();
            while (entries.hasNext()) {
                Map.Entry<String, JsonNode> entry = entries.next();
                fields.put(entry.getKey(), entry.getValue());
            }
            return fields;
        }
    }
}
