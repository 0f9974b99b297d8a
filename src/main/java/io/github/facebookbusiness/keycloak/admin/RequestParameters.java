package io.github.facebookbusiness.keycloak.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The parameters of a call in the three ways in which Meta's API takes them, and its SDKs send them: query, form and
 * JSON. A parameter that nobody knows is refused, and not passed over: a mistyped {@code fetch_only} would make a token.
 *
 * <p>One reason for its length: three ways to write the same few kinds of values, each with its own mistakes.
 */
final class RequestParameters {

    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,31}");
    private static final ObjectReader JSON = new ObjectMapper()
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    /** Repeated parameters of a form or query, and elements of a JSON array, are several values. */
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private RequestParameters() {}

    /**
     * @param body empty where there is none
     * @param type of the body; null where there is none
     * @param secret parameters that must not be in the query, where they would end up in logs
     */
    static RequestParameters read(
            MultivaluedMap<String, String> query, String body, MediaType type, Set<String> known, Set<String> secret) {
        RequestParameters parameters = new RequestParameters();
        for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
            if (secret.contains(parameter.getKey())) {
                throw Problem.parameter(
                        parameter.getKey(), "must not be in the query, where it would be logged; send it in the body.");
            }
            parameters.add(parameter.getKey(), parameter.getValue(), known);
        }
        if (!body.isBlank()) {
            parameters.addBody(body, type, known);
        }
        return parameters;
    }

    private void addBody(String body, MediaType type, Set<String> known) {
        if (type != null && type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
            addJson(body, known);
        } else if (type == null || type.isCompatible(MediaType.APPLICATION_FORM_URLENCODED_TYPE)) {
            form(body).forEach((name, all) -> add(name, all, known));
        } else {
            throw Problem.parameter("Content-Type", "must be application/x-www-form-urlencoded or application/json.");
        }
    }

    private void addJson(String body, Set<String> known) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw Problem.parameter("body", "is not JSON, or names a parameter twice.");
        }
        if (!json.isObject()) {
            throw Problem.parameter("body", "must be a JSON object.");
        }
        json.fields().forEachRemaining(field -> {
            List<String> all = new ArrayList<>();
            JsonNode value = field.getValue();
            if (value.isArray()) {
                value.forEach(element -> all.add(scalar(field.getKey(), element)));
            } else {
                all.add(scalar(field.getKey(), value));
            }
            add(field.getKey(), all, known);
        });
    }

    private static String scalar(String name, JsonNode value) {
        if (!value.isTextual() && !value.isBoolean() && !value.isIntegralNumber()) {
            throw Problem.parameter(name, "must be a text, a whole number, a boolean, or a list of them.");
        }
        return value.asText();
    }

    private static Map<String, List<String>> form(String body) {
        Map<String, List<String>> form = new LinkedHashMap<>();
        for (String pair : body.strip().split("&")) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            form.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
        return form;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.parameter("body", "is not a form: a percent sign begins no character.");
        }
    }

    private void add(String name, List<String> all, Set<String> known) {
        if (!known.contains(name)) {
            throw Problem.parameter(name, "is not a parameter of this call.");
        }
        if (values.put(name, all) != null) {
            throw Problem.parameter(name, "is both in the query and in the body.");
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The one value of a parameter. */
    Optional<String> text(String name) {
        List<String> all = values.get(name);
        if (all == null) {
            return Optional.empty();
        }
        if (all.size() != 1 || all.get(0).isBlank()) {
            throw Problem.parameter(name, "must have one value.");
        }
        return Optional.of(all.get(0).strip());
    }

    Optional<String> id(String name) {
        Optional<String> text = text(name);
        text.ifPresent(value -> requireId(name, value));
        return text;
    }

    static boolean isId(String value) {
        return ID.matcher(value).matches();
    }

    static void requireId(String name, String value) {
        if (!isId(value)) {
            throw Problem.parameter(name, "must be one of Meta's ids: digits.");
        }
    }

    /** {@code true} or {@code false} in either case; false where it is not given. */
    boolean flag(String name) {
        String value = text(name).orElse("false");
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw Problem.parameter(name, "must be true or false.");
        }
        return value.equalsIgnoreCase("true");
    }

    /** One of {@code choices}, the first of which is the default. */
    String choice(String name, List<String> choices) {
        String value = text(name).orElse(choices.get(0));
        if (!choices.contains(value)) {
            throw Problem.parameter(name, "must be one of " + String.join(", ", choices) + ".");
        }
        return value;
    }

    /** A list: repeated, separated by commas, or a JSON array (also as text, as Meta's SDKs send it in a form). */
    Optional<List<String>> list(String name) {
        List<String> all = values.get(name);
        if (all == null) {
            return Optional.empty();
        }
        List<String> elements = new ArrayList<>();
        for (String value : all) {
            elements.addAll(value.strip().startsWith("[") ? jsonArray(name, value) : List.of(value.split(",", -1)));
        }
        List<String> stripped = elements.stream().map(String::strip).toList();
        if (stripped.isEmpty() || stripped.stream().anyMatch(String::isEmpty)) {
            throw Problem.parameter(name, "must not be empty, nor have an empty element.");
        }
        return Optional.of(stripped);
    }

    private static List<String> jsonArray(String name, String value) {
        try {
            List<String> elements = new ArrayList<>();
            JSON.readTree(value).forEach(element -> elements.add(scalar(name, element)));
            return elements;
        } catch (JsonProcessingException e) {
            throw Problem.parameter(name, "begins like a JSON array, but is none.");
        }
    }

    Optional<List<String>> ids(String name) {
        Optional<List<String>> list = list(name);
        list.ifPresent(ids -> ids.forEach(id -> requireId(name, id)));
        return list;
    }
}
