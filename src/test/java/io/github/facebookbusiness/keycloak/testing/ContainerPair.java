package io.github.facebookbusiness.keycloak.testing;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import io.github.facebookbusiness.sandbox.demo.KeycloakLaunch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.PullPolicy;
import org.testcontainers.utility.MountableFile;

/**
 * Keycloak's own image with the provider jar and the demo realm, and beside it a container with the Graph sandbox.
 *
 * <p>The two share one network, as in {@code docker/compose.yaml} and for its reason: by plain HTTP the extension calls
 * localhost only. So the sandbox does not run in this JVM, and no container has to find the machine that it runs on.
 */
public final class ContainerPair implements AutoCloseable {

    /** Of the version that all other tests run on. */
    static final String IMAGE = System.getProperty("keycloak.image", "");

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int SANDBOX_PORT = 8090;
    private static final String SANDBOX_JAR = "/opt/keycloak/sandbox.jar";
    /** Jackson, as Keycloak ships it. */
    private static final String LIBRARIES = "/opt/keycloak/lib/lib/main/*";

    private final KeycloakContainer keycloak = new KeycloakContainer(IMAGE)
            // By default an image that is older than a day is looked for again.
            .withImagePullPolicy(PullPolicy.defaultPolicy())
            .withProviderLibsFrom(List.of(file("provider.jar").toFile()))
            .withEnv("KC_SPI_SOCIAL__FACEBOOK_BUSINESS__ALLOWED_HOSTS", "localhost,127.0.0.1")
            .withEnv("JAVA_OPTS_APPEND", KeycloakLaunch.START_FAST)
            .withStartupTimeout(PATIENCE);
    private final GenericContainer<?> sandbox = new GenericContainer<>(IMAGE)
            .withCopyFileToContainer(MountableFile.forHostPath(file("sandbox.jar"), 0644), SANDBOX_JAR)
            .withCreateContainerCmdModifier(container -> container.withEntrypoint(
                    "java",
                    "-cp",
                    SANDBOX_JAR + ':' + LIBRARIES,
                    "io.github.facebookbusiness.sandbox.demo.DemoContainer"))
            .waitingFor(Wait.forLogMessage("READY.*\\n", 1));

    /** What was started before a failure is ended by {@link #close()}. */
    public void start() {
        keycloak.addExposedPort(SANDBOX_PORT);
        keycloak.start();
        sandbox.withNetworkMode("container:" + keycloak.getContainerId())
                .withCommand(keycloak.getAuthServerUrl(), "/tmp")
                .start();
        importDemoRealm();
    }

    /** Graph stays where Keycloak's container finds it; Meta's dialog is where this machine finds the published port. */
    private void importDemoRealm() {
        String dialog = "http://" + keycloak.getHost() + ':' + keycloak.getMappedPort(SANDBOX_PORT);
        String realm = text(RealmFile.path())
                .replace("\"dialogUrl\": \"http://localhost:8090\"", "\"dialogUrl\": \"" + dialog + '"');
        admin().send("POST", "/admin/realms", Optional.of("application/json"), BodyPublishers.ofString(realm))
                .expect(201);
    }

    public AdminApi admin() {
        return AdminApi.of(address());
    }

    /** A client of the demo realm. */
    public OidcClient client(String clientId, Optional<String> secret) {
        return new OidcClient(
                URI.create(address() + "/realms/demo"),
                clientId,
                secret,
                URI.create("http://localhost:8080/application"));
    }

    private URI address() {
        return URI.create(keycloak.getAuthServerUrl());
    }

    /** What the provider jar says that its version is. */
    public static String versionOfTheJar() {
        try (JarFile jar = new JarFile(file("provider.jar").toFile())) {
            return jar.getManifest().getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        sandbox.close();
        keycloak.close();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(String property) {
        return Path.of(System.getProperty(property));
    }
}
