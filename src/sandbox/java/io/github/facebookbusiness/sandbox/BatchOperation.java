package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/**
 * One operation of a batch as it was sent.
 *
 * @param references the names of the operations whose answers it refers to
 */
record BatchOperation(Optional<String> name, OnSuccess onSuccess, GraphRequest request, Set<String> references) {
    /** What becomes of the answer of an operation that succeeded. */
    enum OnSuccess {
        OMIT,
        TELL,
        /** Left out if another operation refers to it. */
        UNSAID
    }

    static BatchOperation of(JsonNode sent, GraphRequest batch) {
        GraphRequest request = batch.operation(
                sent.path("method").asText("GET"),
                sent.path("relative_url").asText(""),
                sent.path("body").asText(""));
        Optional<String> name = Optional.of(sent.path("name").asText("")).filter(text -> !text.isEmpty());
        return new BatchOperation(
                name, onSuccess(sent.path("omit_response_on_success")), request, BatchReferences.namesIn(request));
    }

    private static OnSuccess onSuccess(JsonNode omit) {
        if (omit.isMissingNode() || omit.isNull()) {
            return OnSuccess.UNSAID;
        }
        return omit.asBoolean() ? OnSuccess.OMIT : OnSuccess.TELL;
    }
}
