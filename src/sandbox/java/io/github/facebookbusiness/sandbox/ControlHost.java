package io.github.facebookbusiness.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sandbox's own addresses, which Meta does not have: for people, and for scripts. */
final class ControlHost {
    private final Apps apps;

    ControlHost(Apps apps) {
        this.apps = apps;
    }

    Answer page() {
        return Answer.html(200, ControlPage.of(apps.all()));
    }

    /** Of a request under {@code /sandbox/}. */
    Answer answer(GraphRequest request) {
        List<String> path = request.path();
        if (request.isFor("sandbox", "sandbox.css")) {
            return file("text/css; charset=UTF-8", "sandbox.css");
        }
        if (request.isFor("sandbox", "xd_arbiter.js")) {
            return file("text/javascript; charset=UTF-8", "xd_arbiter.js");
        }
        Optional<SandboxApp> app = path.size() > 2 ? apps.app(path.get(2)) : Optional.empty();
        return app.flatMap(known -> switch (request.method() + ' ' + path.get(1) + ' ' + rest(path)) {
                    case "GET apps calls" -> Optional.of(calls(known));
                    case "POST apps calls/clear" -> Optional.of(cleared(known, request));
                    case "POST elsewhere ", "GET elsewhere " -> Optional.of(followed(known, request));
                    default -> isFault(path) ? switched(known, request) : done(known, request);
                })
                .orElseGet(() -> Answer.json(404, Json.object().put("error", "There is nothing here.")));
    }

    private static Optional<Answer> done(SandboxApp app, GraphRequest request) {
        List<String> path = request.path();
        if (!request.method().equals("POST") || !path.get(1).equals("apps")) {
            return Optional.empty();
        }
        return ControlDeeds.done(app, path.subList(3, path.size()))
                .map(deed -> done(request, Json.object().put("done", deed)));
    }

    private static boolean isFault(List<String> path) {
        return path.size() == 5 && path.get(1).equals("apps") && path.get(3).equals("faults");
    }

    private static String rest(List<String> path) {
        return String.join("/", path.subList(3, path.size()));
    }

    private static Answer cleared(SandboxApp app, GraphRequest request) {
        app.log().clear();
        return done(request, Json.object().put("cleared", true));
    }

    private static Optional<Answer> switched(SandboxApp app, GraphRequest request) {
        if (!request.method().equals("POST")) {
            return Optional.empty();
        }
        return Arrays.stream(Fault.values())
                .filter(fault -> fault.name().equals(request.path().get(4)))
                .findFirst()
                .map(fault -> {
                    if (request.parameters().valueOrEmpty("on").equals("true")) {
                        app.faults().on(fault);
                    } else {
                        app.faults().off(fault);
                    }
                    return done(
                            request,
                            Json.object()
                                    .put("fault", fault.name())
                                    .put("on", app.faults().isOn(fault)));
                });
    }

    /** Somebody followed a redirect away from Graph, and is told a token for it. */
    private static Answer followed(SandboxApp app, GraphRequest request) {
        Answer answer = Answer.json(
                200, Json.object().put("access_token", "from-elsewhere").put("token_type", "bearer"));
        app.log().add(GraphCall.finishedNow(request, Operation.FOLLOWED_REDIRECT, answer));
        return answer;
    }

    private static Answer calls(SandboxApp app) {
        ArrayNode calls = Json.array();
        for (GraphCall call : app.calls()) {
            ObjectNode entry = calls.addObject()
                    .put("sequence", call.sequence())
                    .put("method", call.method())
                    .put("uri", call.rawUri())
                    .put("operation", call.operation())
                    .put("status", call.status())
                    .put("nesting", call.nesting().name())
                    .put("started", call.started().toString())
                    .put("finished", call.finished().toString());
            entry.set("parameters", Json.array(call.parameterNames()));
            ObjectNode headers = entry.putObject("headers");
            call.headers().forEach(headers::put);
        }
        return Answer.json(200, calls);
    }

    /** A browser goes back to the page, a script is told what is so now. */
    private static Answer done(GraphRequest request, ObjectNode state) {
        return request.headers().getOrDefault("accept", "").contains("text/html")
                ? Answer.redirect(303, "/#app-" + request.path().get(2))
                : Answer.json(200, state);
    }

    private static Answer file(String type, String name) {
        return new Answer(200, Map.of("Content-Type", type), BundledFile.text(name));
    }
}
