package io.github.facebookbusiness.keycloak.graph;

import static io.github.facebookbusiness.keycloak.testing.Unsaid.assertUnsaid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.graph.GraphError.Cause;
import io.github.facebookbusiness.keycloak.testing.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may come over a connection, byte by byte, from somebody who is not Graph or is not well. */
class HttpWireTest {

    private static final String FORM = "code=EAAB-code-of-the-login";
    private static final Duration TIME = Duration.ofSeconds(1);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    /** What the other end writes after each request; the connection stays open. */
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private final List<Socket> peers = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();

    /** Whether the other end reads nothing more once it has answered, not even that the client wants to hang up. */
    private volatile boolean deaf;

    private ServerSocket server;

    @AfterEach
    void close() throws IOException {
        for (Socket peer : peers) {
            peer.close();
        }
        server.close();
    }

    private HttpWire wire() throws IOException {
        return wire(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), OutgoingProxy.NONE);
    }

    private HttpWire wire(ServerSocket listening, OutgoingProxy proxy) {
        server = listening;
        background(() -> {
            while (true) {
                Socket peer = server.accept();
                peers.add(peer);
                background(() -> answer(peer));
            }
        });
        return new HttpWire(new GraphLimits(TIME, Duration.ofSeconds(10), TIME, 4, 1000, 1, 1000, TIME), proxy);
    }

    private void answer(Socket peer) throws IOException, InterruptedException {
        while (hearRequest(peer.getInputStream())) {
            requests.incrementAndGet();
            peer.getOutputStream().write(answers.take().getBytes(StandardCharsets.US_ASCII));
            peer.getOutputStream().flush();
            if (deaf) {
                return;
            }
        }
    }

    private static boolean hearRequest(InputStream input) throws IOException {
        StringBuilder heard = new StringBuilder();
        while (!heard.toString().endsWith(FORM)) {
            int next = input.read();
            if (next < 0) {
                return false;
            }
            heard.append((char) next);
        }
        return true;
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void background(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException e) {
                // The test is over, or the client hung up.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private HttpAnswer post(HttpWire wire, String scheme) throws GraphException {
        return wire.post(URI.create(scheme + "://localhost:" + server.getLocalPort() + "/v26.0/x"), FORM, TIME);
    }

    private GraphException failure(HttpWire wire) {
        return assertThrows(GraphException.class, () -> post(wire, "http"));
    }

    @Test
    void a_connection_is_kept_for_the_next_call() throws Exception {
        HttpWire wire = wire();
        for (int call = 0; call < 3; call++) {
            answers.add(OK);
            assertEquals("{}", post(wire, "http").body());
        }
        assertEquals(1, peers.size());
    }

    @Test
    void one_whose_other_end_hung_up_meanwhile_is_not_used_again() throws Exception {
        HttpWire wire = wire();
        answers.add(OK);
        post(wire, "http");
        peers.get(0).close();
        Thread.sleep(600);
        answers.add(OK);
        assertEquals("{}", post(wire, "http").body());
        assertEquals(2, peers.size());
    }

    @Test
    void an_answer_that_nobody_asked_for_is_not_taken_for_that_of_the_next_call() throws Exception {
        HttpWire wire = wire();
        answers.add(OK);
        post(wire, "http");
        peers.get(0)
                .getOutputStream()
                .write("HTTP/1.1 408 Request Timeout\r\nContent-Length: 2\r\n\r\n[]"
                        .getBytes(StandardCharsets.US_ASCII));
        Thread.sleep(50);
        answers.add(OK);
        assertEquals(200, post(wire, "http").status());
        assertEquals(2, peers.size());
    }

    @Test
    void what_is_left_of_an_answer_is_not_taken_for_that_of_the_next_call() throws Exception {
        HttpWire wire = wire();
        answers.add(OK + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");
        assertEquals("{}", post(wire, "http").body());
        answers.add(OK);
        try {
            assertEquals("{}", post(wire, "http").body());
        } catch (GraphException e) {
            // Where it was so soon that nobody looked.
            assertEquals(Cause.GRAPH_UNREACHABLE, e.error().cause());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EAAB-secret\r\n\r\n",
                "HTTP/9 EAAB-secret\r\n\r\n",
                "HTTP/1.1 200 OK\r\nEAAB-secret\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: EAAB-secret\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nEAAB-secret\r\n",
                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\nEAAB-secret",
            })
    void what_is_no_answer_is_not_quoted(String answer) throws Exception {
        HttpWire wire = wire();
        answers.add(answer);
        GraphException e = failure(wire);
        assertTrue(List.of(Cause.GRAPH_UNREACHABLE, Cause.GRAPH_TIMEOUT)
                .contains(e.error().cause()));
        assertUnsaid(e, "EAAB-secret", FORM);
        assertEquals(1, requests.get());
    }

    /** Otherwise it would be sent once more for whoever has the login of a proxy. */
    @Test
    void a_form_is_sent_once_whoever_asks_for_a_login() throws Exception {
        OutgoingProxy.Login login = new OutgoingProxy.Login("localhost", 1, "keycloak", "pass");
        HttpWire wire = wire(
                new ServerSocket(0, 10, InetAddress.getLoopbackAddress()),
                new OutgoingProxy(OutgoingProxy.NONE.selector(), Optional.of(login)));
        for (String asking : List.of("401 No\r\nWWW-Authenticate", "407 No\r\nProxy-Authenticate")) {
            requests.set(0);
            String answer = "HTTP/1.1 " + asking + ": Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
            answers.add(answer);
            answers.add(answer);
            try {
                assertEquals(401, post(wire, "http").status());
            } catch (GraphException e) {
                assertEquals(Cause.GRAPH_UNREACHABLE, e.error().cause());
            }
            assertEquals(1, requests.get(), asking);
            answers.clear();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"too large", "its end open"})
    void hanging_up_takes_no_longer_than_an_answer_may_by_tls_too(String kind, @TempDir Path folder) throws Exception {
        TlsIdentity identity = TlsIdentity.of(List.of("localhost"), folder);
        try (TlsIdentity.DefaultTrust trusted = identity.trustByDefault()) {
            HttpWire wire = wire(
                    identity.context()
                            .getServerSocketFactory()
                            .createServerSocket(0, 10, InetAddress.getLoopbackAddress()),
                    OutgoingProxy.NONE);
            answers.add(
                    kind.equals("too large")
                            ? "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(1500)
                            : "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
            deaf = true;
            long begin = System.nanoTime();
            try {
                assertEquals("{}", post(wire, "https").body());
            } catch (GraphException e) {
                assertEquals(Cause.ANSWER_MALFORMED, e.error().cause());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertTrue(took.compareTo(Duration.ofSeconds(4)) < 0, () -> "took " + took);
        }
    }
}
