package io.github.facebookbusiness.keycloak.graph;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** JSON that Meta sends by itself: read strictly as JSON, and leniently as to what is in it. */
final class CallbackJson {

    private static final ObjectReader JSON = new ObjectMapper()
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,31}");

    /** Epoch seconds have ten digits until the year 2286; what is longer is no such time. */
    private static final Pattern TIME = Pattern.compile("[1-9][0-9]{0,17}");

    private CallbackJson() {}

    static JsonNode object(byte[] content) throws CallbackRefusedException {
        try {
            JsonNode json = JSON.readTree(content);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (IOException e) {
            // What came stays out of the message, and the exception has parts of it.
            throw new CallbackRefusedException(CallbackRefusedException.Reason.MALFORMED);
        }
        throw new CallbackRefusedException(CallbackRefusedException.Reason.MALFORMED);
    }

    /** One of Meta's ids, which are texts or numbers; empty for 0, which stands for nobody. */
    static Optional<String> id(JsonNode value) {
        return digits(value, ID);
    }

    /** Epoch seconds as Meta wrote them; whether they can be right is not looked at. */
    static Optional<Long> time(JsonNode value) {
        return digits(value, TIME).map(Long::valueOf);
    }

    private static Optional<String> digits(JsonNode value, Pattern form) {
        return value.isTextual() || value.isIntegralNumber()
                ? Optional.of(value.asText()).filter(text -> form.matcher(text).matches())
                : Optional.empty();
    }
}
