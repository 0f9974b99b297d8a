package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * {@code POST /}: several operations in one call. The token beside the batch is the fallback of operations that bring
 * none. An operation whose referenced one failed has a null in its place, and so has one that others refer to unless it
 * says {@code omit_response_on_success=false}.
 */
final class BatchEndpoint implements Endpoint {
    private static final int LIMIT = 50;

    private final Authentication authentication;
    private final Function<GraphRequest, Answer> graph;

    BatchEndpoint(Authentication authentication, Function<GraphRequest, Answer> graph) {
        this.authentication = authentication;
        this.graph = graph;
    }

    @Override
    public Operation operation(GraphRequest request) {
        return Operation.BATCH;
    }

    @Override
    public Answer answer(GraphRequest request) {
        authentication.of(request);
        List<BatchOperation> operations = operations(request);
        Set<String> referenced = new HashSet<>();
        operations.forEach(operation -> referenced.addAll(operation.references()));
        BatchReferences references = new BatchReferences();
        ArrayNode answers = Json.array();
        for (BatchOperation operation : operations) {
            Optional<Answer> answer = perform(operation, references);
            operation.name().ifPresent(name -> references.learn(name, answer.orElse(Answer.DROPPED)));
            answer.filter(found -> isTold(operation, found, referenced))
                    .ifPresentOrElse(found -> answers.add(entry(found, request.parameters())), answers::addNull);
        }
        return Answer.json(200, answers);
    }

    private Optional<Answer> perform(BatchOperation operation, BatchReferences references) {
        for (String name : operation.references()) {
            if (!references.knows(name)) {
                return Optional.of(invalid("no operation before this one is named " + name)
                        .error()
                        .answer());
            }
            if (!references.succeeded(name)) {
                return Optional.empty();
            }
        }
        GraphRequest request = operation.request();
        return Optional.of(
                graph.apply(operation.references().isEmpty() ? request.atItsTurn() : references.resolved(request)));
    }

    private static List<BatchOperation> operations(GraphRequest request) {
        JsonNode batch = request.parameters()
                .value("batch")
                .flatMap(Json::parse)
                .filter(JsonNode::isArray)
                .orElseThrow(() -> invalid("batch parameter must be a JSON array"));
        if (batch.size() > LIMIT) {
            throw invalid("Too many requests in batch message. Maximum batch size is " + LIMIT);
        }
        return StreamSupport.stream(batch.spliterator(), false)
                .map(sent -> BatchOperation.of(sent, request))
                .toList();
    }

    private static boolean isTold(BatchOperation operation, Answer answer, Set<String> referenced) {
        if (!answer.isSuccess()) {
            return true;
        }
        return switch (operation.onSuccess()) {
            case TELL -> true;
            case OMIT -> false;
            case UNSAID -> operation.name().filter(referenced::contains).isEmpty();
        };
    }

    private static ObjectNode entry(Answer answer, Parameters batch) {
        ObjectNode entry = Json.object().put("code", answer.status());
        if (!batch.valueOrEmpty("include_headers").equals("false")) {
            ArrayNode headers = entry.putArray("headers");
            answer.headers()
                    .forEach((name, value) ->
                            headers.addObject().put("name", name).put("value", value));
        }
        return entry.put("body", answer.body());
    }

    private static GraphRefusal invalid(String message) {
        return GraphError.batch(message).refusal();
    }
}
