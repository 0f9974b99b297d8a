package io.github.facebookbusiness.sandbox;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A server that plays Facebook Login for Business: the dialog host and the Graph host in one, for any number of apps
 * that do not see each other. It listens on the loopback interface only, but for {@link #startInContainer}.
 *
 * <pre>{@code
 * SandboxApp app = sandbox.addApp().allowRedirect(callback);
 * SandboxConfiguration configuration = app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));
 * app.faults().once(Fault.CODE_EXPIRED);
 * ... log in ...
 * assertTrue(app.log().sequentialRoundTrips() <= 2);
 * app.issued().forEach(secret -> assertFalse(serverLog.contains(secret)));
 * }</pre>
 */
public final class GraphSandbox implements AutoCloseable {
    static {
        // Without it, an answer of two packets waits some 40 ms for the client's acknowledgement of the first.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Clock clock;
    private final HttpServer server;
    private final FrontDoor frontDoor;
    private final List<HttpsServer> overTls = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "graph-sandbox");
        thread.setDaemon(true);
        return thread;
    });
    private final Apps apps = new Apps();
    private final CallLog strays = new CallLog();

    private GraphSandbox(InetSocketAddress listen, Clock clock) throws IOException {
        this.clock = clock;
        server = HttpServer.create(listen, 0);
        server.setExecutor(threads);
        frontDoor = new FrontDoor(
                new DialogHost(apps, strays),
                new SdkHost(apps),
                new GraphHost(apps, strays, new Mishaps(() -> URI.create("http://127.0.0.1:" + port()))),
                new ControlHost(apps));
        server.createContext("/", frontDoor);
        server.start();
    }

    /** @param port 0 for any that is free */
    public static GraphSandbox start(int port) {
        return start(port, Clock.systemUTC());
    }

    public static GraphSandbox start(int port, Clock clock) {
        return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), clock);
    }

    /**
     * Listens on every interface, because a published port of a container does not lead to its loopback. Who publishes
     * it decides who may come; here is nothing that keeps anybody out.
     */
    public static GraphSandbox startInContainer(int port) {
        return start(new InetSocketAddress(port), Clock.systemUTC());
    }

    private static GraphSandbox start(InetSocketAddress listen, Clock clock) {
        try {
            return new GraphSandbox(listen, clock);
        } catch (IOException cannotListen) {
            throw new UncheckedIOException(cannotListen);
        }
    }

    /**
     * The base URL of Graph and of the dialog: what stands before {@code /v26.0}. It is that of the JavaScript SDK as
     * well, {@code /en_US/sdk.js}, and the origin from which Embedded Signup posts its session info.
     */
    public URI address() {
        return URI.create("http://localhost:" + port());
    }

    /** A new app with an id and a secret that no other has. */
    public SandboxApp addApp() {
        return addApp(GraphId.next(), UUID.randomUUID().toString().replace("-", ""));
    }

    public SandboxApp addApp(String id, String secret) {
        SandboxApp app = new SandboxApp(id, secret, clock);
        apps.add(app);
        return app;
    }

    public Optional<SandboxApp> app(String id) {
        return apps.app(id);
    }

    /**
     * Serves the same over TLS at another port of the loopback interface, for callers that insist on Meta's own addresses
     * and were led here by a name that resolves to this machine.
     *
     * @param port 0 for any that is free
     * @param identity with a certificate that the callers trust
     * @return the port
     * @throws UncheckedIOException where the port is taken, or not for this program to take
     */
    public int serveTls(int port, SSLContext identity) {
        try {
            HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(identity));
            secure.setExecutor(threads);
            secure.createContext("/", frontDoor);
            secure.start();
            overTls.add(secure);
            return secure.getAddress().getPort();
        } catch (IOException cannotListen) {
            throw new UncheckedIOException(cannotListen);
        }
    }

    /**
     * Pages that are not Meta's, under the same port: what asks for a path that begins so gets these, and never Meta's.
     * For the demo, whose application must not need a port of its own.
     */
    public void serve(String path, HttpHandler pages) {
        server.createContext(path, pages);
    }

    /** Calls that belong to no app of this sandbox: an unknown app id, or no token that was issued here. */
    public CallLog strays() {
        return strays;
    }

    /** Lets go all answers held back, and stops. */
    @Override
    public void close() {
        apps.all().forEach(app -> app.faults().clear());
        server.stop(0);
        overTls.forEach(secure -> secure.stop(0));
        threads.shutdownNow();
    }

    private int port() {
        return server.getAddress().getPort();
    }
}
