package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A list among the parameters: a JSON array, which Meta's SDKs send, or text separated by commas, which Meta's page
 * speaks of. Nobody has tried which of them every version takes.
 */
final class ListParameter {
    private ListParameter() {}

    /** An empty list counts as none: the caller who narrows to nothing then gets everything, and had better see it. */
    static Optional<Set<String>> of(String name, Parameters parameters, Faults faults) {
        String sent = parameters.valueOrEmpty(name).strip();
        Set<String> members = sent.startsWith("[") ? ofJson(name, sent) : ofCommas(name, sent, faults);
        return Optional.of(members).filter(found -> !found.isEmpty());
    }

    private static Set<String> ofJson(String name, String sent) {
        JsonNode array = Json.parse(sent).filter(JsonNode::isArray).orElseThrow(() -> noArray(name));
        Set<String> members = new LinkedHashSet<>();
        for (JsonNode member : array) {
            if (!member.isTextual() && !member.isIntegralNumber()) {
                throw noArray(name);
            }
            members.add(member.asText());
        }
        return members;
    }

    private static Set<String> ofCommas(String name, String sent, Faults faults) {
        if (!sent.isEmpty() && faults.strikes(Fault.MINT_JSON_LISTS_ONLY)) {
            throw noArray(name);
        }
        Set<String> members = new LinkedHashSet<>();
        for (String member : sent.split(",")) {
            if (!member.isBlank()) {
                members.add(member.strip());
            }
        }
        return members;
    }

    private static GraphRefusal noArray(String name) {
        return GraphError.invalidParameter(name, "must be an array.").refusal();
    }
}
