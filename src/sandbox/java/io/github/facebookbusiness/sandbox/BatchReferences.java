package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** References from one operation of a batch to the answer of an earlier one: <code>{result=name:$.field}</code>. */
final class BatchReferences {
    private static final Pattern REFERENCE = Pattern.compile("\\{result=([^:}]+):\\$([^}]*)}");
    private static final String BEGIN = "{result=";
    private static final Pattern STEP = Pattern.compile("\\.(\\w+|\\*)|\\[(\\d+|\\*)]");

    private final Map<String, Answer> answers = new HashMap<>();

    static Set<String> namesIn(GraphRequest request) {
        return request.texts()
                .filter(text -> text.contains(BEGIN))
                .flatMap(text -> REFERENCE.matcher(text).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    void learn(String name, Answer answer) {
        answers.put(name, answer);
    }

    boolean knows(String name) {
        return answers.containsKey(name);
    }

    boolean succeeded(String name) {
        return answers.get(name).isSuccess();
    }

    GraphRequest resolved(GraphRequest request) {
        return request.mapped(this::resolved);
    }

    private String resolved(String text) {
        return text.contains(BEGIN)
                ? REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(valueOf(found)))
                : text;
    }

    private String valueOf(MatchResult reference) {
        Optional<JsonNode> body = Json.parse(answers.get(reference.group(1)).body());
        List<JsonNode> nodes = body.stream().toList();
        for (MatchResult step : STEP.matcher(reference.group(2)).results().toList()) {
            String key = Optional.ofNullable(step.group(1)).orElse(step.group(2));
            nodes = nodes.stream().flatMap(node -> below(node, key)).toList();
        }
        return nodes.stream().map(JsonNode::asText).collect(Collectors.joining(","));
    }

    private static Stream<JsonNode> below(JsonNode node, String key) {
        if (key.equals("*")) {
            return StreamSupport.stream(node.spliterator(), false);
        }
        JsonNode child = node.isArray() && key.matches("\\d{1,6}") ? node.path(Integer.parseInt(key)) : node.path(key);
        return child.isMissingNode() ? Stream.empty() : Stream.of(child);
    }
}
