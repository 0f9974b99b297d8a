package io.github.facebookbusiness.sandbox.demo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A running Keycloak distribution on this machine's loopback address. The one way to start one: for the demo, the
 * tests, and whatever else needs a real server, on free ports and without containers.
 *
 * <p>It ends with {@link #close()}, and at the latest with this JVM, also when that is interrupted.
 */
public final class KeycloakServer implements AutoCloseable {

    /** The bootstrap administrator's name and password, in the realm master. */
    public static final String ADMIN = "admin";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final URI baseUrl;
    private final URI managementUrl;
    private final Path log;
    private final Thread atShutdown;
    private volatile boolean closed;

    KeycloakServer(Process process, int httpPort, int managementPort, Path log) {
        this.process = process;
        this.baseUrl = URI.create("http://localhost:" + httpPort);
        this.managementUrl = URI.create("http://localhost:" + managementPort);
        this.log = log;
        this.atShutdown = new Thread(this::end, "stop Keycloak");
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    /** What is to be started, from an unpacked distribution that belongs to this program alone. */
    public static KeycloakLaunch in(Path home) {
        return new KeycloakLaunch(home);
    }

    /** Where browsers and clients reach it: {@code http://localhost:PORT}, without a slash at the end. */
    public URI baseUrl() {
        return baseUrl;
    }

    /** Health and metrics. */
    public URI managementUrl() {
        return managementUrl;
    }

    /** What the server wrote to its console; grows while it runs. */
    public Path log() {
        return log;
    }

    /** The server's own process or the shell above it, for tests that end or freeze it from outside. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /** Whether nobody asked for the end of it, and yet it is gone. */
    public boolean died() {
        return !closed && !process.isAlive();
    }

    /** Waits for the end, asked for or not. */
    public void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    /** Ends it as a lost machine or {@code SIGKILL} would: at once, with nothing finished, told or written. */
    public void kill() {
        closed = true;
        new ProcessTree(process.toHandle()).kill(PATIENCE);
        forget();
    }

    @Override
    public void close() {
        end();
        forget();
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException e) {
            // The JVM is shutting down already, and the hook finds nothing left to end.
        }
    }

    private void end() {
        closed = true;
        new ProcessTree(process.toHandle()).end(PATIENCE);
    }
}
