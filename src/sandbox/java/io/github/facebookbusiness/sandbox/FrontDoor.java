package io.github.facebookbusiness.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Takes every HTTP request, and knows which of the hosts in this one server it is for. */
final class FrontDoor implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(FrontDoor.class.getName());
    /** A longer answer goes out in chunks, so that nobody is warned by its {@code Content-Length}. */
    private static final int CHUNKED_FROM = 1024 * 1024;

    private final DialogHost dialog;
    private final SdkHost sdk;
    private final GraphHost graph;
    private final ControlHost control;

    FrontDoor(DialogHost dialog, SdkHost sdk, GraphHost graph, ControlHost control) {
        this.dialog = dialog;
        this.sdk = sdk;
        this.graph = graph;
        this.control = control;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Instant arrived = MonotonicTime.now();
        GraphRequest request = GraphRequest.read(exchange, arrived);
        try {
            send(exchange, answer(request));
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "The sandbox failed at " + request.method() + ' ' + request.path(), bug);
            send(exchange, Answer.empty(500));
        }
    }

    private Answer answer(GraphRequest request) {
        if (request.method().equals("GET") && request.isFor("dialog", "oauth")) {
            return dialog.open(request);
        }
        if (request.method().equals("GET") && request.isFor("messaging", "whatsapp", "onboard")) {
            return dialog.openHosted(request);
        }
        if (SdkHost.isForSdk(request)) {
            return sdk.sdk();
        }
        if (XdArbiter.isFor(request)) {
            return sdk.arbiter(request);
        }
        if (request.method().equals("POST") && request.isFor("sandbox", "dialog")) {
            return dialog.decide(request);
        }
        if (!request.path().isEmpty() && request.path().get(0).equals("sandbox")) {
            return control.answer(request);
        }
        if (request.method().equals("GET") && request.path().isEmpty()) {
            return control.page();
        }
        return graph.answer(request);
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        if (answer.isDropped()) {
            exchange.close();
            return;
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        if (body.length == 0) {
            exchange.sendResponseHeaders(answer.status(), -1);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length < CHUNKED_FROM ? body.length : 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
