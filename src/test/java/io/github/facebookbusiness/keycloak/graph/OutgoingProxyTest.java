package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.graph.GraphError.Cause;
import io.github.facebookbusiness.keycloak.testing.TlsIdentity;
import io.github.facebookbusiness.keycloak.testing.UnsharedRateBudget;
import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.SandboxApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy between this server and Graph: what is told to it, and what is believed of what it says. */
class OutgoingProxyTest {

    private static final String DEAD_TOKEN = "{\"error\":{\"code\":190,\"error_subcode\":460,\"message\":\"dead\"}}";
    private static final String SECRET = "the app secret";

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile String answer = "";
    private volatile int graphPort;
    private ServerSocket proxy;

    @BeforeEach
    void listen() throws IOException {
        proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread answering = new Thread(this::answerAll);
        answering.setDaemon(true);
        answering.start();
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    private void answerAll() {
        while (!proxy.isClosed()) {
            try (Socket peer = proxy.accept()) {
                hear(peer);
                if (answer.isEmpty()) {
                    tunnel(peer);
                } else {
                    peer.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                if (!proxy.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void hear(Socket peer) throws IOException {
        // Byte by byte: what comes after the head is for the other end.
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) peer.getInputStream().read());
        }
        heard.addAll(head.toString().lines().filter(line -> !line.isEmpty()).toList());
    }

    private void tunnel(Socket peer) throws IOException {
        try (Socket graph = new Socket(InetAddress.getLoopbackAddress(), graphPort)) {
            peer.getOutputStream().write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Thread back = new Thread(() -> carry(graph, peer));
            back.setDaemon(true);
            back.start();
            carry(peer, graph);
        }
    }

    private static void carry(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of them hung up.
        }
    }

    private static String answer(String status) {
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + DEAD_TOKEN.length()
                + "\r\nConnection: close\r\n\r\n" + DEAD_TOKEN;
    }

    @Test
    void graph_is_reached_through_its_tunnel_and_it_sees_no_secret(@TempDir Path folder) throws Exception {
        TlsIdentity identity = TlsIdentity.of(List.of("localhost"), folder);
        try (TlsIdentity.DefaultTrust trusted = identity.trustByDefault();
                GraphSandbox sandbox = GraphSandbox.start(0)) {
            SandboxApp app = sandbox.addApp();
            graphPort = sandbox.serveTls(0, identity.context());
            GraphConnection tunnelled =
                    connection(URI.create("https://localhost:" + graphPort), app.id(), app.secret());
            graph(Optional.empty()).checkApp(tunnelled);
            assertEquals("CONNECT localhost:" + graphPort + " HTTP/1.1", heard.get(0));
            assertTrue(heard.stream().noneMatch(line -> line.contains(app.secret())));
            assertEquals(1, app.log().calls().size());
        }
    }

    @Test
    void a_certificate_that_the_server_does_not_trust_ends_the_call(@TempDir Path folder) {
        TlsIdentity identity = TlsIdentity.of(List.of("localhost"), folder);
        try (GraphSandbox sandbox = GraphSandbox.start(0)) {
            graphPort = sandbox.serveTls(0, identity.context());
            GraphConnection untrusted = connection(URI.create("https://localhost:" + graphPort), "1", SECRET);
            GraphException e = assertThrows(
                    GraphException.class, () -> graph(Optional.empty()).checkApp(untrusted));
            assertEquals(Cause.GRAPH_UNREACHABLE, e.error().cause());
        }
    }

    @Test
    void a_certificate_of_another_host_ends_the_call(@TempDir Path folder) throws Exception {
        TlsIdentity identity = TlsIdentity.of(List.of("elsewhere.example"), folder);
        try (TlsIdentity.DefaultTrust trusted = identity.trustByDefault();
                GraphSandbox sandbox = GraphSandbox.start(0)) {
            graphPort = sandbox.serveTls(0, identity.context());
            GraphConnection other = connection(URI.create("https://localhost:" + graphPort), "1", SECRET);
            GraphException e = assertThrows(
                    GraphException.class, () -> graph(Optional.empty()).checkApp(other));
            assertEquals(Cause.GRAPH_UNREACHABLE, e.error().cause());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "302 Found",
                "400 Bad Request",
                "403 Forbidden",
                "503 Service Unavailable",
                "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"",
                "407 Proxy Authentication Required",
            })
    void what_it_says_instead_of_a_tunnel_is_not_taken_for_graphs_answer(String status) {
        answer = answer(status);
        assertEquals(Cause.GRAPH_UNREACHABLE, failure(Optional.empty()).error().cause());
        assertEquals("CONNECT graph.facebook.com:443 HTTP/1.1", heard.get(0));
        assertTrue(heard.stream().noneMatch(line -> line.contains("Proxy-Authorization")));
    }

    @Test
    void a_login_is_told_to_it_where_it_asks() {
        answer = answer("407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"");
        OutgoingProxy.Login login = login(proxy.getLocalPort());
        assertEquals(
                Cause.GRAPH_UNREACHABLE, failure(Optional.of(login)).error().cause());
        String told = Base64.getEncoder().encodeToString("keycloak:pass".getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                List.of("Proxy-Authorization: Basic " + told),
                heard.stream().filter(line -> line.contains("Authorization")).toList());
    }

    @Test
    void a_login_of_another_proxy_is_not_told() {
        answer = answer("407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"");
        assertEquals(
                Cause.GRAPH_UNREACHABLE,
                failure(Optional.of(login(proxy.getLocalPort() + 1))).error().cause());
        assertTrue(heard.stream().noneMatch(line -> line.contains("Authorization")));
    }

    private OutgoingProxy.Login login(int port) {
        return new OutgoingProxy.Login("localhost", port, "keycloak", "pass");
    }

    private GraphException failure(Optional<OutgoingProxy.Login> login) {
        GraphConnection connection = connection(URI.create("https://graph.facebook.com"), "1", SECRET);
        return assertThrows(
                GraphException.class, () -> graph(login).exchangeCode(connection, "code", Optional.empty()));
    }

    private GraphApi graph(Optional<OutgoingProxy.Login> login) {
        ProxySelector selector =
                ProxySelector.of(InetSocketAddress.createUnresolved("localhost", proxy.getLocalPort()));
        return new GraphApi(
                new AllowedHosts(List.of("graph.facebook.com", "localhost")),
                GraphLimits.DEFAULT,
                new OutgoingProxy(selector, login));
    }

    private static GraphConnection connection(URI graphUrl, String appId, String secret) {
        return new GraphConnection(graphUrl, ApiVersion.DEFAULT, new App(appId, secret), new UnsharedRateBudget());
    }
}
