package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.keycloak.testing.TlsIdentity;
import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.demo.KeycloakLaunch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Leads a Keycloak that calls {@code https://graph.facebook.com} to the sandbox: by names of its JVM's own, and a
 * certificate that it is told to trust. Keycloak's built-in provider has that address written into it, and the others
 * are sent there too, so that all of them pay for TLS.
 *
 * <p>The port of https belongs to the system on many machines. Where it may not be taken, Graph is at another one of
 * this machine's, and the built-in provider cannot be led anywhere.
 */
final class MetaAddresses implements AutoCloseable {

    private static final List<String> HOSTS = List.of("graph.facebook.com", "www.facebook.com");
    private static final List<String> NAMES =
            Stream.concat(HOSTS.stream(), Stream.of("localhost")).toList();
    private static final int HTTPS = 443;

    private final Path folder;
    private final URI graph;
    private final Optional<String> obstacle;

    private MetaAddresses(Path folder, URI graph, Optional<String> obstacle) {
        this.folder = folder;
        this.graph = graph;
        this.obstacle = obstacle;
    }

    static MetaAddresses leadTo(GraphSandbox sandbox, KeycloakLaunch launch) {
        Path folder = newFolder();
        TlsIdentity identity = TlsIdentity.of(NAMES, folder);
        launch.option("--truststore-paths=" + identity.certificate());
        launch.javaOptions("-Djdk.net.hosts.file=" + names(folder.resolve("hosts")));
        try {
            sandbox.serveTls(HTTPS, identity.context());
            return new MetaAddresses(folder, URI.create("https://" + HOSTS.get(0)), Optional.empty());
        } catch (UncheckedIOException e) {
            int port = sandbox.serveTls(0, identity.context());
            return new MetaAddresses(
                    folder,
                    URI.create("https://localhost:" + port),
                    Optional.of("port " + HTTPS + " cannot be had here: "
                            + e.getCause().getMessage()));
        }
    }

    /** What stands before {@code /v26.0}. */
    URI graph() {
        return graph;
    }

    /** Why what calls Meta's own addresses does not get to the sandbox, if it does not. */
    Optional<String> obstacle() {
        return obstacle;
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("meta");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In place of all names that the system knows, for that JVM only. */
    private static Path names(Path file) {
        try {
            List<String> lines = new ArrayList<>(List.of("127.0.0.1 localhost"));
            lines.add("127.0.0.1 " + InetAddress.getLocalHost().getHostName());
            HOSTS.forEach(host -> lines.add("127.0.0.1 " + host));
            return Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
