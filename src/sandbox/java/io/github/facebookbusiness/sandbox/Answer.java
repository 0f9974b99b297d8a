package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP answer, or the answer to one operation of a batch. */
record Answer(int status, Map<String, String> headers, String body) {
    /** No answer at all: the connection is closed. */
    static final Answer DROPPED = new Answer(0, Map.of(), "");

    static Answer json(int status, JsonNode body) {
        return new Answer(status, Map.of("Content-Type", "application/json; charset=UTF-8"), body.toString());
    }

    /** A page of the sandbox: it loads nothing but the sandbox's own style. */
    static Answer html(int status, String body) {
        return new Answer(
                status,
                Map.of(
                        "Content-Type", "text/html; charset=UTF-8",
                        "Cache-Control", "no-store",
                        "Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src data:"),
                body);
    }

    /** A page of the sandbox that also runs the sandbox's own scripts, which are files. */
    static Answer htmlWithScript(int status, String body) {
        return html(status, body)
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:");
    }

    static Answer redirect(int status, String location) {
        return new Answer(status, Map.of("Location", location, "Cache-Control", "no-store"), "");
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), "");
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    boolean isDropped() {
        return status == 0;
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
