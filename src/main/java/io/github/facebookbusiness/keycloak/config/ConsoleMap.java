package io.github.facebookbusiness.keycloak.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** A config value as the console's Map property writes it: a JSON array of {@code {"key": …, "value": …}}. */
final class ConsoleMap {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConsoleMap() {}

    /** @throws IllegalArgumentException with a sentence for an admin that begins with {@code label} */
    static Map<String, String> parse(String label, String value) {
        Map<String, String> entries = new LinkedHashMap<>();
        if (value == null || value.isBlank()) {
            return entries;
        }
        for (JsonNode entry : array(label, value)) {
            String key = entry.path("key").asText("").strip();
            String text = entry.path("value").asText("").strip();
            if (key.isEmpty() || text.isEmpty()) {
                throw new IllegalArgumentException(label + " has an entry without a name or without a value.");
            }
            if (entries.put(key, text) != null) {
                throw new IllegalArgumentException(label + " has the name " + key + " more than once.");
            }
        }
        return entries;
    }

    private static JsonNode array(String label, String value) {
        String form = label + " must be a JSON array of {\"key\": …, \"value\": …}.";
        try {
            JsonNode array = JSON.readTree(value);
            if (array == null || !array.isArray()) {
                throw new IllegalArgumentException(form);
            }
            return array;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(form, e);
        }
    }
}
