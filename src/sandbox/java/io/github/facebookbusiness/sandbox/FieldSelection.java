package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code fields} that a call asks a node for. */
record FieldSelection(List<String> names) {
    static FieldSelection of(Parameters parameters) {
        String fields = parameters.value("fields").orElse("id,name");
        return new FieldSelection(Arrays.stream(fields.split(","))
                .map(String::strip)
                .map(field -> field.replaceFirst("[{.(].*", ""))
                .filter(field -> !field.isEmpty())
                .toList());
    }

    /**
     * What was asked for of a node. A field that this type of node does not have fails the whole call; one that it has
     * and that is empty here is left out. The id is told whether asked for or not.
     */
    ObjectNode from(Map<String, Optional<JsonNode>> node, String nodeType) {
        ObjectNode selected = Json.object();
        for (String name : names) {
            if (!node.containsKey(name)) {
                throw GraphError.noSuchField(name, nodeType).refusal();
            }
            node.get(name).ifPresent(value -> selected.set(name, value));
        }
        node.get("id").ifPresent(id -> selected.set("id", id));
        return selected;
    }
}
