package io.github.facebookbusiness.sandbox;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * One call that the sandbox answered, with everything in the clear: a test has to see what was sent.
 *
 * @param sequence grows in the order of arrival
 * @param rawUri path and query as received; for an operation of a batch its {@code relative_url}
 * @param operation a stable name: {@code dialog}, {@code exchange_code}, {@code exchange_long_lived},
 *     {@code app_token}, {@code revoke}, {@code me}, {@code me_permissions}, {@code deauthorize}, {@code debug_token}, {@code system_user_access_tokens}, {@code assigned_assets},
 *     {@code business}, {@code app}, {@code batch}, {@code unknown}, {@code followed_redirect}
 * @param headers names in lower case; for an operation of a batch those of the batch
 * @param parameters of query and body, decoded; a list or an object of a JSON body as its JSON text
 * @param body as it came: it tells a list from a text that looks like one
 * @param started when it arrived, on a clock that never jumps
 * @param finished just before the answer went out
 * @param status 0 when the connection was closed without an answer
 */
public record GraphCall(
        long sequence,
        String method,
        String rawUri,
        String operation,
        Map<String, String> headers,
        Map<String, String> parameters,
        String body,
        Instant started,
        Instant finished,
        int status,
        Nesting nesting) {

    static GraphCall finishedNow(GraphRequest request, Operation operation, Answer answer) {
        return new GraphCall(
                request.sequence(),
                request.method(),
                request.rawUri(),
                operation.stableName(),
                request.headers(),
                request.parameters().asMap(),
                request.body(),
                request.arrived(),
                MonotonicTime.now(),
                answer.status(),
                request.nesting());
    }

    public Set<String> parameterNames() {
        return parameters.keySet();
    }

    /** The query's parameters, decoded. */
    public Map<String, String> query() {
        return Parameters.ofUri(rawUri).asMap();
    }
}
