package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.graph.GraphError.Cause;
import io.github.facebookbusiness.keycloak.testing.UnsharedRateBudget;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.Grantor;
import io.github.facebookbusiness.sandbox.GraphCall;
import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.Nesting;
import io.github.facebookbusiness.sandbox.SandboxApp;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphApiTest {

    private static final URI CALLBACK = URI.create("https://login.example/callback");
    private static final GraphLimits SHORT = new GraphLimits(
            Duration.ofMillis(500),
            Duration.ofMillis(800),
            Duration.ofMillis(50),
            2,
            100_000,
            1,
            1000,
            Duration.ofSeconds(10));

    private static GraphSandbox sandbox;

    private final GraphApi graph = new GraphApi(new AllowedHosts(List.of("localhost")), SHORT, OutgoingProxy.NONE);
    private SandboxApp app;
    private SandboxConfiguration business;
    private SandboxConfiguration person;
    private GraphConnection connection;

    @BeforeAll
    static void start() {
        sandbox = GraphSandbox.start(0);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void new_app() {
        app = sandbox.addApp().allowRedirect(CALLBACK.toString());
        business = app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list", "ads_read"));
        person = app.addConfiguration(SandboxConfiguration.user("email", "pages_show_list"));
        connection = connection(sandbox.address(), app.secret());
    }

    @Test
    void a_code_becomes_a_token_and_its_owner_is_asked_in_one_round_trip() throws GraphException {
        TokenGrant grant = graph.exchangeCode(connection, businessCode(), Optional.of(CALLBACK.toString()));
        TokenOwner owner = graph.ownerOf(connection, grant.token(), TokenType.SYSTEM_USER, RateSubject.APP);

        assertEquals(OptionalLong.empty(), grant.expiresIn());
        assertEquals(app.id(), owner.inspection().appId());
        assertEquals(
                app.businesses().get(0).id(),
                owner.clientBusiness().orElseThrow().id());
        assertEquals(
                app.businesses().get(0).name(),
                owner.clientBusiness().orElseThrow().name().orElseThrow());
        assertEquals(2, app.log().sequentialRoundTrips());
    }

    @Test
    void each_token_of_a_batch_has_its_proof_and_the_apps_stands_once() throws GraphException {
        TokenGrant grant = graph.exchangeCode(connection, businessCode(), Optional.of(CALLBACK.toString()));
        graph.ownerOf(connection, grant.token(), TokenType.SYSTEM_USER, RateSubject.APP);

        Map<String, String> batch = app.log().last("batch").orElseThrow().parameters();
        assertEquals(app.appToken(), batch.get("access_token"));
        assertEquals(app.proofOf(app.appToken()), batch.get("appsecret_proof"));
        assertFalse(batch.get("batch").contains(app.secret()), "it is in no call of the batch");
        assertEquals(
                Set.of("input_token"),
                app.log().last("debug_token").orElseThrow().parameterNames());
        for (GraphCall call : app.log().calls("me")) {
            assertEquals(grant.token().value(), call.parameters().get("access_token"));
            assertEquals(app.proofOf(grant.token().value()), call.parameters().get("appsecret_proof"));
        }
    }

    @Test
    void a_person_has_name_and_email() throws GraphException {
        TokenGrant grant = graph.exchangeCode(connection, personCode(), Optional.of(CALLBACK.toString()));
        Profile profile = graph.ownerOf(connection, grant.token(), TokenType.USER, RateSubject.APP)
                .profile()
                .orElseThrow();
        assertEquals(app.people().get(0).name(), profile.name().orElseThrow());
        assertEquals(app.people().get(0).email(), profile.email());
    }

    @Test
    void no_secret_is_in_a_url() throws GraphException {
        TokenGrant grant = graph.exchangeCode(connection, personCode(), Optional.of(CALLBACK.toString()));
        graph.ownerOf(connection, grant.token(), TokenType.USER, RateSubject.APP);
        graph.startLongLivedExchange(connection, grant.token()).orElseThrow().await();
        graph.checkApp(connection);
        app.calls().stream().filter(call -> call.nesting() == Nesting.TOP_LEVEL).forEach(call -> app.issued()
                .forEach(secret -> assertFalse(call.rawUri().contains(secret), call.rawUri())));
    }

    @Test
    void a_user_token_becomes_long_lived() throws GraphException {
        TokenGrant grant = graph.exchangeCode(connection, personCode(), Optional.of(CALLBACK.toString()));
        TokenGrant longLived = graph.startLongLivedExchange(connection, grant.token())
                .orElseThrow()
                .await();
        assertTrue(longLived.expiresIn().orElseThrow() > Duration.ofDays(59).toSeconds());
    }

    @Test
    void a_token_of_the_other_type_is_told_by_its_inspection() throws GraphException {
        TokenGrant grant = graph.exchangeCode(connection, businessCode(), Optional.of(CALLBACK.toString()));
        TokenOwner owner = graph.ownerOf(connection, grant.token(), TokenType.USER, RateSubject.APP);
        assertEquals("SYSTEM_USER", owner.inspection().type());
        assertTrue(owner.profile().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "EXCHANGE_HTML_502, GRAPH_UNAVAILABLE",
        "EXCHANGE_HANGS, GRAPH_TIMEOUT",
        "EXCHANGE_DROPS, GRAPH_UNREACHABLE",
        "EXCHANGE_REDIRECTS, ANSWER_MALFORMED",
        "EXCHANGE_OVERSIZED, ANSWER_MALFORMED",
        "EXCHANGE_NO_TOKEN, ANSWER_MALFORMED",
        "EXCHANGE_TRANSIENT, GRAPH_UNAVAILABLE",
        "EXCHANGE_RATE_LIMITED, RATE_LIMITED",
        "CODE_EXPIRED, CODE_EXPIRED",
        "CODE_USED, CODE_USED",
        "CODE_INVALID, CODE_INVALID",
        "REDIRECT_URI_MISMATCH, REDIRECT_URI_MISMATCH",
        "WRONG_SECRET, APP_SECRET_INVALID",
        "UNKNOWN_APP, APP_ID_INVALID",
        "MALFORMED_ERROR, ANSWER_MALFORMED",
    })
    void an_exchange_that_fails_says_how_and_is_tried_once(Fault fault, Cause cause) {
        app.faults().on(fault);
        GraphException e = assertThrows(
                GraphException.class,
                () -> graph.exchangeCode(connection, businessCode(), Optional.of(CALLBACK.toString())));
        app.faults().clear();
        assertEquals(cause, e.error().cause());
        assertTrue(app.log().calls("exchange_code").size() <= 1, "tried more than once");
        assertTrue(app.log().calls("followed_redirect").isEmpty(), "followed a redirect");
    }

    @ParameterizedTest
    @CsvSource({
        "BATCH_HTML_502, GRAPH_UNAVAILABLE",
        "BATCH_HANGS, GRAPH_TIMEOUT",
        "BATCH_DROPS, GRAPH_UNREACHABLE",
        "BATCH_REDIRECTS, ANSWER_MALFORMED",
        "BATCH_OVERSIZED, ANSWER_MALFORMED",
        "BATCH_NULL_ENTRIES, GRAPH_UNAVAILABLE",
        "BATCH_TOP_LEVEL_ERROR, TOKEN_INVALID",
        "BATCH_TRANSIENT, GRAPH_UNAVAILABLE",
        "BATCH_RATE_LIMITED, RATE_LIMITED",
        "PROFILE_REFUSED, TOKEN_REVOKED",
        "PROFILE_MALFORMED, ANSWER_MALFORMED",
        "PROFILE_WITHOUT_ID, ANSWER_MALFORMED",
        "TOKEN_INVALID, TOKEN_INVALID",
        "TOKEN_OF_OTHER_APP, TOKEN_OF_OTHER_APP",
    })
    void a_token_that_cannot_be_proven_says_how(Fault fault, Cause cause) throws GraphException {
        TokenGrant grant = graph.exchangeCode(connection, businessCode(), Optional.of(CALLBACK.toString()));
        app.faults().on(fault);
        GraphException e = assertThrows(
                GraphException.class,
                () -> graph.ownerOf(connection, grant.token(), TokenType.SYSTEM_USER, RateSubject.APP));
        app.faults().clear();
        assertEquals(cause, e.error().cause());
    }

    @Test
    void a_business_that_graph_does_not_name_is_still_known() throws GraphException {
        TokenGrant grant = graph.exchangeCode(connection, businessCode(), Optional.of(CALLBACK.toString()));
        app.faults().on(Fault.BUSINESS_NAME_REFUSED);
        TokenOwner owner = graph.ownerOf(connection, grant.token(), TokenType.SYSTEM_USER, RateSubject.APP);
        assertEquals(
                app.businesses().get(0).id(),
                owner.clientBusiness().orElseThrow().id());
        assertTrue(owner.clientBusiness().orElseThrow().name().isEmpty());
    }

    @Test
    void a_token_without_client_business_has_none() throws GraphException {
        TokenGrant grant = graph.exchangeCode(connection, businessCode(), Optional.of(CALLBACK.toString()));
        app.faults().on(Fault.NO_CLIENT_BUSINESS);
        assertTrue(graph.ownerOf(connection, grant.token(), TokenType.SYSTEM_USER, RateSubject.APP)
                .clientBusiness()
                .isEmpty());
    }

    @Test
    void a_host_that_is_not_allowed_is_not_called() {
        GraphConnection elsewhere =
                connection(URI.create(sandbox.address().toString().replace("localhost", "127.0.0.1")), app.secret());
        GraphException e = assertThrows(GraphException.class, () -> graph.checkApp(elsewhere));
        assertEquals(Cause.HOST_NOT_ALLOWED, e.error().cause());
        assertTrue(app.calls().isEmpty());
    }

    @Test
    void a_wrong_secret_is_told_from_an_unknown_error() {
        GraphException e = assertThrows(
                GraphException.class, () -> graph.checkApp(connection(sandbox.address(), "not-the-secret")));
        assertEquals(Cause.APP_SECRET_INVALID, e.error().cause());
    }

    @Test
    void nobody_there_is_unreachable() {
        GraphException e = assertThrows(
                GraphException.class, () -> graph.checkApp(connection(URI.create("http://localhost:1"), app.secret())));
        assertEquals(Cause.GRAPH_UNREACHABLE, e.error().cause());
    }

    @Test
    void no_more_calls_run_at_once_than_allowed_and_their_turns_come_back() throws GraphException {
        app.faults().on(Fault.EXCHANGE_HANGS);
        List<CompletableFuture<Void>> hanging = Stream.generate(() -> CompletableFuture.runAsync(() -> assertThrows(
                        GraphException.class,
                        () -> graph.exchangeCode(connection, businessCode(), Optional.of(CALLBACK.toString())))))
                .limit(2)
                .toList();
        while (app.faults().held(Fault.EXCHANGE_HANGS) < 2) {
            Thread.onSpinWait();
        }
        GraphException e = assertThrows(GraphException.class, () -> graph.checkApp(connection));
        assertEquals(Cause.TOO_MANY_CALLS, e.error().cause());

        hanging.forEach(CompletableFuture::join);
        app.faults().clear();
        graph.checkApp(connection);
    }

    private static GraphApi ofOneCallAtATime() {
        return new GraphApi(
                new AllowedHosts(List.of("localhost")),
                new GraphLimits(
                        Duration.ofMillis(500),
                        Duration.ofMillis(500),
                        Duration.ofMillis(50),
                        1,
                        1000,
                        1,
                        1000,
                        Duration.ofSeconds(10)),
                OutgoingProxy.NONE);
    }

    @Test
    void a_call_that_nobody_waits_for_ends_by_its_deadline_and_gives_its_turn_back() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            GraphApi one = ofOneCallAtATime();
            GraphConnection stuck = connection(URI.create("http://localhost:" + server.getLocalPort()), "secret");
            assertTrue(one.startLongLivedExchange(stuck, new AccessToken("t")).isPresent());
            try (Socket peer = server.accept()) {
                peer.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
                assertEquals(Cause.TOO_MANY_CALLS, failure(one).error().cause());
                assertTrue(one.startLongLivedExchange(connection, new AccessToken("t"))
                        .isEmpty());
                Thread.sleep(700);
                one.checkApp(connection);
            }
        }
    }

    @Test
    void an_answer_that_stops_in_its_middle_ends_by_its_deadline_and_leaves_neither_turn_nor_connection()
            throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            GraphApi one = ofOneCallAtATime();
            GraphConnection stuck = connection(URI.create("http://localhost:" + server.getLocalPort()), "secret");
            CompletableFuture<GraphException> call =
                    CompletableFuture.supplyAsync(() -> assertThrows(GraphException.class, () -> one.checkApp(stuck)));
            try (Socket peer = server.accept()) {
                peer.setSoTimeout(5000);
                peer.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
                assertEquals(
                        Cause.GRAPH_TIMEOUT,
                        call.get(5, TimeUnit.SECONDS).error().cause());
                assertHangsUp(peer);
                one.checkApp(connection);
            }
        }
    }

    /** Fails with the time that the socket was given. */
    private static void assertHangsUp(Socket peer) throws IOException {
        try {
            while (peer.getInputStream().read() >= 0) {
                // The request.
            }
        } catch (SocketException e) {
            assertEquals("Connection reset", e.getMessage());
        }
    }

    private GraphException failure(GraphApi busy) {
        return assertThrows(GraphException.class, () -> busy.checkApp(connection));
    }

    private GraphConnection connection(URI graphUrl, String secret) {
        return new GraphConnection(graphUrl, ApiVersion.DEFAULT, new App(app.id(), secret), new UnsharedRateBudget());
    }

    private String businessCode() {
        return code(business, app.businesses().get(0));
    }

    private String personCode() {
        return code(person, app.people().get(0));
    }

    private String code(SandboxConfiguration configuration, Grantor grantor) {
        return app.issueCode(configuration, grantor, CALLBACK.toString());
    }
}
