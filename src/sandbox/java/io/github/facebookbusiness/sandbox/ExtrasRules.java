package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a login variation wants in {@code extras}. Whether Meta opens the dialog without it is not known; the sandbox
 * refuses, so that nobody forgets it unnoticed. All words are the sandbox's own.
 */
final class ExtrasRules {
    private ExtrasRules() {}

    static Optional<String> objection(SandboxConfiguration configuration, Parameters parameters) {
        Optional<String> told = parameters.value("extras");
        Optional<JsonNode> extras = told.flatMap(Json::parse).filter(JsonNode::isObject);
        if (told.isPresent() && extras.isEmpty()) {
            return Optional.of("The parameter extras is not a JSON object. (The sandbox's own words.)");
        }
        JsonNode setup = extras.map(json -> json.path("setup")).orElseGet(Json::object);
        return switch (configuration.variation()) {
            case GENERAL -> Optional.empty();
            case WHATSAPP_EMBEDDED_SIGNUP ->
                extras.isPresent() && setup.isObject()
                        ? Optional.empty()
                        : Optional.of("Embedded Signup wants extras with an object setup. (The sandbox's own words.)");
            case INSTAGRAM_GRAPH_API ->
                setup.path("channel").asText().equals("IG_API_ONBOARDING")
                        ? Optional.empty()
                        : Optional.of("This Instagram configuration wants extras with the channel IG_API_ONBOARDING "
                                + "in setup. (The sandbox's own words.)");
        };
    }
}
