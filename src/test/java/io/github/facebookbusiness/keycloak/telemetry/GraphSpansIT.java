package io.github.facebookbusiness.keycloak.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A Keycloak with tracing, and what it sends to a collector: protobuf, in which texts stand as they are. */
class GraphSpansIT {

    private static final String ALIAS = "facebook-business";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The fields parent_span_id (4) and name (5) of a span, one after the other; a root has no parent_span_id. */
    private static final Pattern CHILD = Pattern.compile("\\x22\\x08.{8}\\x2a.Graph inspect", Pattern.DOTALL);

    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    @Test
    void each_call_to_graph_is_a_span_that_says_how_it_ended_and_not_whose_it_was() throws IOException {
        HttpServer collector = collector();
        try (OwnServer own = OwnServer.startBuilt(
                "traces",
                "--tracing-enabled=true",
                "--tracing-protocol=http/protobuf",
                "--tracing-endpoint=http://localhost:" + collector.getAddress().getPort())) {
            TestRealm realm = own.realm().createProvider(ALIAS, Map.of());
            TokenApi api = TokenApi.of(realm, ALIAS);
            SandboxBusiness business = api.connect("Bicycles & Sons");
            String id = api.fetch(business).expect(200).text("id");
            realm.app().faults().once(Fault.BATCH_TRANSIENT);
            api.rest().post("/tokens/" + id + "/inspect").expect(200);

            await("Graph exchange_code");
            await("Graph owner");
            await("Graph inspect");
            await("facebook.business.graph.outcome");
            await("graph_unavailable");
            await("success");
            await("http.response.status_code");
            await("facebook.business.graph.code");

            assertTrue(CHILD.matcher(traces()).find(), "the span of a call is not below that of the request");

            // Keycloak's own span of the callback has the callback's address, in which Meta puts the code: worth
            // nothing
            // without the app secret, and used up by the time that somebody can read it.
            String traces = traces().replaceAll("code=[A-Za-z0-9_-]+", "code=");
            realm.app().issued().forEach(secret -> assertFree(traces, secret));
            assertFree(traces, realm.app().secret());
            assertFree(traces, "access_token=");
            assertFree(traces, business.name());
            assertEquals(-1, traces.indexOf("/oauth/access_token"), "the address of a call is in a span");
        } finally {
            collector.stop(0);
        }
    }

    private HttpServer collector() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private void await(String text) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!traces().contains(text)) {
            assertTrue(System.nanoTime() < end, () -> "no span with " + text + " came");
            Thread.onSpinWait();
        }
    }

    private static void assertFree(String traces, String word) {
        assertFalse(traces.contains(word), () -> word + " is in a span");
    }

    private String traces() {
        return String.join("\n", received);
    }
}
