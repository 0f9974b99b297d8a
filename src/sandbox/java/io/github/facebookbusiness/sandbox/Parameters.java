package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Parameters of a call, from the query, a form or a JSON body: Graph does not care which. */
record Parameters(Map<String, List<String>> values) {
    static final Parameters NONE = new Parameters(Map.of());

    static Parameters ofForm(String encoded) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (String pair : encoded.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                found.computeIfAbsent(decoded(name), key -> new ArrayList<>()).add(decoded(value));
            }
        }
        return new Parameters(found);
    }

    static Parameters ofUri(String uri) {
        int mark = uri.indexOf('?');
        return mark < 0 ? NONE : ofForm(uri.substring(mark + 1));
    }

    /** Lists and objects become their JSON text, as in a form. */
    static Parameters ofJson(String body) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        JsonNode tree = Json.parse(body).orElseGet(Json::object);
        tree.fieldNames().forEachRemaining(name -> {
            JsonNode value = tree.get(name);
            found.put(name, List.of(value.isValueNode() ? value.asText() : value.toString()));
        });
        return new Parameters(found);
    }

    /** The last one, as in PHP. */
    Optional<String> value(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    String valueOrEmpty(String name) {
        return value(name).orElse("");
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Map<String, String> asMap() {
        Map<String, String> single = new LinkedHashMap<>();
        values.keySet().forEach(name -> single.put(name, valueOrEmpty(name)));
        return single;
    }

    Parameters and(Parameters more) {
        Map<String, List<String>> both = new LinkedHashMap<>(values);
        both.putAll(more.values);
        return new Parameters(both);
    }

    Parameters mapped(UnaryOperator<String> change) {
        Map<String, List<String>> changed = new LinkedHashMap<>();
        values.forEach((name, all) -> changed.put(name, all.stream().map(change).toList()));
        return new Parameters(changed);
    }

    private static String decoded(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException strayPercent) {
            return text;
        }
    }
}
