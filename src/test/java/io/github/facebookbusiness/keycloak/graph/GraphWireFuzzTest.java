package io.github.facebookbusiness.keycloak.graph;

import static io.github.facebookbusiness.keycloak.testing.Unsaid.assertUnsaid;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.facebookbusiness.keycloak.testing.FuzzInput;
import io.github.facebookbusiness.keycloak.testing.UnsharedRateBudget;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Every call to Graph, over a wire at whose other end somebody answers whatever they like. */
class GraphWireFuzzTest {

    private static final int LARGEST = 4096;
    private static final String SECRET = "the app secret";
    private static final String TOKEN = "EAAB.token of the business";
    private static final URI CALLBACK = URI.create("https://login.example/callback");
    private static final String DIGITS = "[0-9]{1,32}";

    private static HttpServer server;
    private static volatile Sent next;

    private final GraphApi graph = GRAPH;
    private final GraphConnection connection = new GraphConnection(
            URI.create("http://localhost:" + server.getAddress().getPort()),
            ApiVersion.DEFAULT,
            new App("1029384756102938", SECRET),
            new UnsharedRateBudget());

    /** One for all inputs: a client of its own for each would be a thread more for each. */
    private static final GraphApi GRAPH = new GraphApi(
            new AllowedHosts(List.of("localhost")),
            new GraphLimits(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(1),
                    2,
                    LARGEST,
                    1,
                    Integer.MAX_VALUE,
                    Duration.ofMillis(1)),
            OutgoingProxy.NONE);

    /** What the other end sends. */
    private record Sent(int status, String appUsage, String businessUsage, byte[] body) {}

    private interface Call {
        Object make() throws GraphException;
    }

    @BeforeAll
    static void listen() throws IOException {
        // Otherwise each answer takes 40 ms: its head waits for the client to confirm what came before.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", GraphWireFuzzTest::answer);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    /**
     * Lines: which call, and the status; the two usage headers; then the body. That of a batch is made of one line for
     * each operation: its status, a space, its body.
     */
    @FuzzTest
    void every_call_ends_with_what_it_was_made_for_or_with_its_one_exception(byte[] input) {
        FuzzInput parts = new FuzzInput(input);
        String first = parts.line();
        int operation = first.isEmpty() ? 0 : first.charAt(0) % 8;
        String status = first.isEmpty() ? "" : first.substring(1);
        next = new Sent(
                status.matches("[2-5][0-9]{2}") ? Integer.parseInt(status) : 200,
                printable(parts.line()),
                printable(parts.line()),
                operation > 3 ? batch(parts) : parts.rest());
        AccessToken token = new AccessToken(TOKEN);
        Call call =
                switch (operation) {
                    case 0 -> () -> graph.exchangeCode(connection, "code", Optional.of(CALLBACK.toString()));
                    case 1 -> () -> graph.renewSystemUserToken(connection, "77", token);
                    case 2 ->
                        () -> {
                            graph.checkApp(connection);
                            return "";
                        };
                    case 3 -> () -> graph.systemUserAccessToken(connection, "77", token, request());
                    case 4 -> () -> graph.inspect(connection, "77", token);
                    case 5 ->
                        () -> {
                            graph.revoke(connection, "77", token);
                            return "";
                        };
                    case 6 -> () -> graph.ownerOf(connection, token, TokenType.USER, RateSubject.APP);
                    default ->
                        () -> graph.ownerOf(connection, token, TokenType.SYSTEM_USER, RateSubject.business("77"));
                };
        try (SilentCloseable loopback = BugDetectors.allowNetworkConnections()) {
            Object result = call.make();
            assertTrue(next.body.length <= LARGEST, "more was read than may be");
            if (result instanceof TokenOwner owner) {
                owner.clientBusiness()
                        .ifPresent(business -> assertTrue(business.id().matches(DIGITS)));
                owner.assets().ifPresent(ids -> ids.forEach(id -> assertTrue(id.matches("[!-~&&[^,]]+"), id)));
            }
        } catch (GraphException e) {
            assertUnsaid(e, SECRET, TOKEN);
            assertTrue(e.retryAfter().compareTo(Duration.ofHours(24)) <= 0);
        }
    }

    private static SystemUserTokenRequest request() {
        return new SystemUserTokenRequest(
                SystemUserTokenRequest.Mode.MINT,
                Optional.of(List.of("90071992547409931")),
                Optional.of(List.of("ads_read")),
                Optional.empty(),
                SystemUserTokenRequest.Lifetime.META_DEFAULT);
    }

    private static byte[] batch(FuzzInput lines) {
        ArrayNode answer = new ObjectMapper().createArrayNode();
        while (lines.hasMore()) {
            String[] line = lines.line().split(" ", 2);
            if (line.length < 2) {
                answer.addNull();
            } else {
                answer.addObject()
                        .put("code", line[0].matches("[1-5][0-9]{2}") ? Integer.parseInt(line[0]) : 200)
                        .put("body", line[1]);
            }
        }
        return answer.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** As a header can be sent. */
    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "");
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        Sent sent = next;
        exchange.getResponseHeaders().set("X-App-Usage", sent.appUsage);
        exchange.getResponseHeaders().set("X-Business-Use-Case-Usage", sent.businessUsage);
        boolean bodiless = sent.status == 204 || sent.status == 304 || sent.body.length == 0;
        exchange.sendResponseHeaders(sent.status, bodiless ? -1 : sent.body.length);
        if (!bodiless) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(sent.body);
            }
        }
        exchange.close();
    }
}
