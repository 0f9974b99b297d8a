package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.demo.KeycloakLaunch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

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
    private static final int HTTPS = 443;
    private static final String PASSWORD = "certificate-of-a-benchmark";

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
        Path certificate = folder.resolve("certificate.pem");
        SSLContext identity = identity(folder.resolve("identity.p12"), certificate);
        launch.option("--truststore-paths=" + certificate);
        launch.javaOptions("-Djdk.net.hosts.file=" + names(folder.resolve("hosts")));
        try {
            sandbox.serveTls(HTTPS, identity);
            return new MetaAddresses(folder, URI.create("https://" + HOSTS.get(0)), Optional.empty());
        } catch (UncheckedIOException e) {
            int port = sandbox.serveTls(0, identity);
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

    private static SSLContext identity(Path store, Path certificate) {
        String names =
                HOSTS.stream().map(host -> "dns:" + host).collect(Collectors.joining(",", "SAN=", ",dns:localhost"));
        keytool(
                store,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=benchmark",
                "-validity",
                "2",
                "-ext",
                names);
        keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
        try (InputStream content = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(content, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot serve TLS", e);
        }
    }

    private static void keytool(Path store, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(Arrays.asList(arguments));
        line.addAll(List.of(
                "-alias", "meta", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
