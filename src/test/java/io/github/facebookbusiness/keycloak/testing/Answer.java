package io.github.facebookbusiness.keycloak.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;

/** What a REST call came to. A body that is not JSON is one text, an empty one is a missing node. */
public record Answer(int status, JsonNode body, HttpHeaders headers) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Answer of(HttpResponse<String> response) {
        return new Answer(response.statusCode(), parse(response.body()), response.headers());
    }

    private static JsonNode parse(String body) {
        if (body.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(body);
        }
    }

    /** This answer, when it has that status; for calls whose failure would only confuse what comes after. */
    public Answer expect(int expected) {
        if (status != expected) {
            throw new AssertionError("Expected HTTP " + expected + ", got " + status + ": " + body);
        }
        return this;
    }

    /** A field of the body as text, empty where it is missing. */
    public String text(String field) {
        return body.path(field).asText();
    }

    /** The id that Keycloak gave to what was created: the end of the Location header. */
    public String createdId() {
        String location = headers.firstValue("Location")
                .orElseThrow(() -> new AssertionError("No Location in the answer " + status + ": " + body));
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
