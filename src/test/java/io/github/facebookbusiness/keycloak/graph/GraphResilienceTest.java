package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.github.facebookbusiness.keycloak.graph.GraphError.Cause;
import io.github.facebookbusiness.keycloak.testing.UnsharedRateBudget;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server that answers what the test lays out for it, one answer after the other, and then as Graph does. */
class GraphResilienceTest {

    private static final URI CALLBACK = URI.create("https://login.example/callback");
    private static final String GRANT = "{\"access_token\":\"t\"}";
    private static final String UNKNOWN_ERROR = "{\"error\":{\"code\":1,\"message\":\"unknown\"}}";
    private static final String TEMPORARY = "{\"error\":{\"code\":2,\"message\":\"temporarily unavailable\"}}";
    private static final String LIMIT = "{\"error\":{\"code\":17,\"message\":\"User request limit reached\"}}";
    private static final String DENIED = "{\"error\":{\"code\":10,\"message\":\"denied\"}}";
    private static final String HTML = "<html>";
    private static final String VALID = "[{\"code\":200,\"body\":\"{\\\"data\\\":{\\\"is_valid\\\":true,"
            + "\\\"app_id\\\":\\\"1\\\",\\\"type\\\":\\\"SYSTEM_USER\\\",\\\"scopes\\\":[]}}\"}]";
    private static final AccessToken TOKEN = new AccessToken("t");
    private static final Duration SUSPENSION = Duration.ofMillis(400);

    private record Reply(int status, String body) {}

    private final RecordingObserver observer = new RecordingObserver();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch unblock = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean hanging;
    private volatile String usage = "{}";
    private HttpServer server;
    private GraphConnection connection;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            if (hanging) {
                await(unblock);
            }
            Reply reply = replies.poll();
            boolean token = exchange.getRequestURI().getPath().contains("access_token");
            byte[] body = (reply != null ? reply.body() : token ? GRANT : VALID).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("X-App-Usage", usage);
            exchange.sendResponseHeaders(reply != null ? reply.status() : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        connection = at("http://localhost:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        unblock.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"500, <html>", "502, <html>", "200, <html>", "500, '" + TEMPORARY + "'", "400, '" + UNKNOWN_ERROR + "'"
    })
    void a_read_is_tried_again_when_graph_fails_for_a_moment(int status, String body) throws GraphException {
        reply(status, body, 2);
        graph(3, 100).checkApp(connection);
        assertEquals(3, calls.get());
    }

    @Test
    void what_fails_inside_a_batch_is_tried_again_too() throws GraphException {
        reply(200, "[null]", 1);
        assertTrue(graph(3, 100).inspect(connection, "1", TOKEN).valid());
        assertEquals(2, calls.get());
    }

    @Test
    void a_read_is_not_tried_more_often_than_the_operator_said() {
        reply(502, HTML, 9);
        assertEquals(Cause.GRAPH_UNAVAILABLE, refused(graph(2, 100)));
        assertEquals(2, calls.get());
    }

    @ParameterizedTest
    @CsvSource({"'" + LIMIT + "', RATE_LIMITED", "'" + DENIED + "', PERMISSION_DENIED"})
    void what_meta_refuses_is_not_asked_for_again(String body, Cause cause) {
        reply(400, body, 1);
        assertEquals(cause, refused(graph(3, 100)));
        assertEquals(1, calls.get());
    }

    private interface Calls {
        void make() throws GraphException;
    }

    /** Could only fail where the JVM has one or two processors, as in many containers. */
    @Test
    void an_answer_starts_no_thread_of_its_own() throws GraphException {
        GraphApi graph = graph(1, 100);
        assertStartsFewThreads(() -> graph.checkApp(connection));
    }

    /** As above. */
    @Test
    void the_answer_of_a_call_beside_another_one_starts_no_thread_of_its_own() throws GraphException {
        GraphApi graph = graph(1, 100);
        assertStartsFewThreads(() ->
                graph.startLongLivedExchange(connection, TOKEN).orElseThrow().await());
    }

    private static void assertStartsFewThreads(Calls calls) throws GraphException {
        calls.make();
        long before = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
        for (int call = 0; call < 100; call++) {
            calls.make();
        }
        long started = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount() - before;
        assertTrue(started < 20, () -> "started " + started + " threads");
    }

    @Test
    void a_read_that_hangs_is_not_tried_again() {
        hanging = true;
        assertEquals(Cause.GRAPH_TIMEOUT, refused(graph(3, 100)));
        assertEquals(1, calls.get());
    }

    @Test
    void all_tries_together_take_no_longer_than_one_answer_may() {
        reply(502, HTML, 100);
        long begin = System.nanoTime();
        assertEquals(Cause.GRAPH_UNAVAILABLE, refused(graph(100, 100)));
        assertTrue(Duration.ofNanos(System.nanoTime() - begin).compareTo(Duration.ofSeconds(3)) < 0);
        assertTrue(calls.get() > 1 && calls.get() < 10, () -> "tried " + calls.get() + " times");
    }

    @Test
    void what_changes_something_at_meta_is_tried_once() {
        GraphApi graph = graph(3, 100);
        List<Failing> changes = List.of(
                () -> graph.exchangeCode(connection, "code", Optional.of(CALLBACK.toString())),
                () -> graph.renewSystemUserToken(connection, "1", TOKEN),
                () -> graph.revoke(connection, "1", TOKEN),
                () -> graph.systemUserAccessToken(
                        connection,
                        "1",
                        TOKEN,
                        new SystemUserTokenRequest(
                                SystemUserTokenRequest.Mode.FETCH_ONLY,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                SystemUserTokenRequest.Lifetime.SIXTY_DAYS)));
        reply(502, HTML, changes.size() * 3);
        for (Failing change : changes) {
            assertEquals(
                    Cause.GRAPH_UNAVAILABLE,
                    assertThrows(GraphException.class, change::call).error().cause());
        }
        assertEquals(changes.size(), calls.get());
    }

    @Test
    void a_host_that_keeps_failing_is_not_called_any_more() {
        GraphApi graph = graph(1, 3);
        reply(502, HTML, 3);
        for (int call = 0; call < 3; call++) {
            assertEquals(Cause.GRAPH_UNAVAILABLE, refused(graph));
        }
        GraphException suspended = assertThrows(GraphException.class, () -> graph.checkApp(connection));
        assertEquals(Cause.GRAPH_SUSPENDED, suspended.error().cause());
        assertFalse(suspended.retryAfter().isZero());
        assertTrue(suspended.retryAfter().compareTo(SUSPENSION) <= 0);
        assertEquals(3, calls.get());
    }

    @Test
    void calls_that_hang_count_as_failures() {
        GraphApi graph = graph(1, 1);
        hanging = true;
        assertEquals(Cause.GRAPH_TIMEOUT, refused(graph));
        assertEquals(Cause.GRAPH_SUSPENDED, refused(graph));
    }

    @Test
    void nobody_there_counts_as_a_failure() {
        GraphApi graph = graph(1, 1);
        server.stop(0);
        assertEquals(Cause.GRAPH_UNREACHABLE, refused(graph));
        assertEquals(Cause.GRAPH_SUSPENDED, refused(graph));
    }

    @Test
    void a_host_that_answers_again_is_called_again() throws Exception {
        GraphApi graph = graph(1, 1);
        reply(502, HTML, 1);
        assertEquals(Cause.GRAPH_UNAVAILABLE, refused(graph));
        assertEquals(Cause.GRAPH_SUSPENDED, refused(graph));
        Thread.sleep(SUSPENSION.plusMillis(50).toMillis());
        graph.checkApp(connection);
        graph.checkApp(connection);
        assertEquals(3, calls.get());
    }

    @Test
    void a_suspended_host_ends_the_further_tries() {
        reply(502, HTML, 9);
        assertEquals(Cause.GRAPH_UNAVAILABLE, refused(graph(5, 2)));
        assertEquals(2, calls.get());
    }

    @ParameterizedTest
    @CsvSource({
        "400, '" + DENIED + "'",
        "400, '" + LIMIT + "'",
        "500, '" + UNKNOWN_ERROR + "'",
        "200, <html>",
        "404, <html>",
        "200, {}",
    })
    void what_one_realm_may_bring_about_suspends_nothing_for_the_others(int status, String body) throws GraphException {
        GraphApi graph = graph(1, 1);
        reply(status, body, 1);
        assertThrows(GraphException.class, () -> graph.checkApp(connection));
        graph.checkApp(connection);
    }

    @Test
    void one_host_says_nothing_about_another() throws GraphException {
        GraphApi graph = graph(1, 1);
        reply(502, HTML, 1);
        assertEquals(Cause.GRAPH_UNAVAILABLE, refused(graph));
        graph.checkApp(at("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @Test
    void a_call_that_nobody_depends_on_is_left_out_while_the_host_is_suspended() throws GraphException {
        GraphApi graph = graph(1, 1);
        reply(502, HTML, 1);
        assertEquals(Cause.GRAPH_UNAVAILABLE, refused(graph));
        assertTrue(graph.startLongLivedExchange(connection, TOKEN).isEmpty());
    }

    @Test
    void whoever_looks_on_is_told_of_each_try() throws GraphException {
        reply(502, HTML, 1);
        reply(500, TEMPORARY, 1);
        graph(3, 100).checkApp(connection);
        assertEquals(
                List.of(
                        "check_app graph_unavailable 502 0",
                        "check_app graph_unavailable 500 2",
                        "check_app success 200 0"),
                observer.lines());
    }

    @Test
    void whoever_looks_on_is_told_of_a_call_beside_another_one_when_it_is_awaited() throws GraphException {
        graph(3, 100).startLongLivedExchange(connection, TOKEN).orElseThrow().await();
        assertEquals(List.of("exchange_long_lived success 200 0"), observer.lines());
    }

    @Test
    void whoever_looks_on_is_told_when_a_host_is_suspended_and_when_it_answers_again() throws Exception {
        GraphApi graph = graph(1, 1);
        reply(502, HTML, 2);
        refused(graph);
        refused(graph);
        assertEquals(1, graph.load().suspendedHosts());
        Thread.sleep(SUSPENSION.plusMillis(50).toMillis());
        refused(graph);
        Thread.sleep(SUSPENSION.plusMillis(50).toMillis());
        graph.checkApp(connection);

        assertEquals(
                List.of(
                        "suspended localhost",
                        "check_app graph_unavailable 502 0",
                        "check_app graph_suspended 0 0",
                        "check_app graph_unavailable 502 0",
                        "resumed localhost",
                        "check_app success 200 0"),
                observer.lines());
        assertEquals(new GraphLoad(0, 4, 0), graph.load());
    }

    @Test
    void whoever_looks_on_is_told_what_meta_says_of_its_limits() {
        usage = "{\"call_count\":100,\"total_time\":25}";
        reply(400, "{\"error\":{\"code\":4,\"message\":\"limit\"}}", 1);
        assertEquals(Cause.RATE_LIMITED, refused(graph(1, 1)));
        assertEquals(
                List.of("used APP 100.0", "paused 300", "check_app rate_limited 400 4", "paused 300"),
                observer.lines());
    }

    @Test
    void pauses_grow_and_no_two_are_alike() {
        assertEquals(Duration.ofMillis(100), GraphCalls.pause(1, 0));
        assertEquals(Duration.ofMillis(200), GraphCalls.pause(1, 1));
        assertEquals(Duration.ofMillis(200), GraphCalls.pause(2, 0));
        assertEquals(Duration.ofMillis(400), GraphCalls.pause(2, 1));
    }

    private interface Failing {
        void call() throws GraphException;
    }

    private void reply(int status, String body, int times) {
        for (int time = 0; time < times; time++) {
            replies.add(new Reply(status, body));
        }
    }

    private Cause refused(GraphApi graph) {
        return assertThrows(GraphException.class, () -> graph.checkApp(connection))
                .error()
                .cause();
    }

    private GraphApi graph(int readTries, int failuresToSuspend) {
        GraphLimits limits = new GraphLimits(
                Duration.ofMillis(500),
                Duration.ofMillis(1500),
                Duration.ofMillis(50),
                4,
                100_000,
                readTries,
                failuresToSuspend,
                SUSPENSION);
        return new GraphApi(new AllowedHosts(List.of("localhost", "127.0.0.1")), limits, OutgoingProxy.NONE, observer);
    }

    private static GraphConnection at(String graphUrl) {
        return new GraphConnection(
                URI.create(graphUrl), ApiVersion.DEFAULT, new App("1", "secret"), new UnsharedRateBudget());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
