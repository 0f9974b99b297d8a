package io.github.facebookbusiness.keycloak.testing;

import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.demo.KeycloakLaunch;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The server, its database, the sandbox and the vault that all test classes of a run share. */
final class TestSuite implements AutoCloseable {

    private static final String ALLOWED_HOSTS = "localhost,graph.facebook.com,www.facebook.com,connect.facebook.net";

    private final VaultFolder vault = new VaultFolder();
    private final GraphSandbox sandbox = GraphSandbox.start(0);
    private final Database database = DatabaseKind.ofThisRun().start();
    private final KeycloakServer server = launch().start();
    private final AdminApi admin = AdminApi.of(server.baseUrl());

    private KeycloakLaunch launch() {
        KeycloakLaunch launch = launch(vault, database).log(log("tests"));
        property("tests.log-level").ifPresent(level -> launch.option("--log-level=" + level));
        return launch;
    }

    /** A server as the suite's own: with the same options of the build, so that both can run from one folder. */
    static KeycloakLaunch launch(VaultFolder vault, Database database) {
        return developing(with(vault, database, distribution(home("keycloak.home"))));
    }

    private static KeycloakLaunch developing(KeycloakLaunch launch) {
        // H2 lets others in from this machine only.
        return launch.javaOptions("-Dh2.bindAddress=127.0.0.1")
                .javaOptions(KeycloakLaunch.START_FAST)
                .javaOptions(System.getProperty("jacoco.agent.keycloak", ""));
    }

    /**
     * A server as the suite's own from a copy of the distribution, so that its options of the build may be others: the
     * suite's server may be running from the original.
     */
    static KeycloakLaunch from(TemporaryFolder copy, VaultFolder vault, Database database) {
        copy.fill(home("keycloak.home"), Set.of("data", "providers"));
        return developing(with(vault, database, distribution(copy.path())));
    }

    /** A server as operators run one, and as fast as it gets: in production mode, one node, nothing in its JVM. */
    static KeycloakLaunch inProduction(VaultFolder vault, Database database) {
        return with(vault, database, distribution(home("keycloak.home")))
                .command("start")
                .option("--http-enabled=true")
                .option("--hostname-strict=false")
                .option("--cache=local");
    }

    /**
     * One of several in one cluster, in production mode, without the agent that measures coverage: what is killed cannot
     * write it down.
     */
    static KeycloakLaunch node(VaultFolder vault, Database database) {
        KeycloakLaunch launch = node(home("keycloak.home.cluster"), vault, database);
        property("provider.jar").map(Path::of).ifPresent(launch::providerJar);
        return launch;
    }

    /** The same from a copy of the distribution, with this jar instead of the one that was built. */
    static KeycloakLaunch node(TemporaryFolder copy, Path providerJar, VaultFolder vault, Database database) {
        copy.fill(home("keycloak.home.cluster"), Set.of("data", "providers"));
        return node(copy.path(), vault, database).providerJar(providerJar);
    }

    private static KeycloakLaunch node(Path home, VaultFolder vault, Database database) {
        return with(vault, database, bare(home))
                .command("start")
                .option("--http-enabled=true")
                .option("--cache=ispn")
                .option("--cache-embedded-network-bind-address=127.0.0.1")
                .javaOptions(KeycloakLaunch.START_FAST);
    }

    private static KeycloakLaunch with(VaultFolder vault, Database database, KeycloakLaunch launch) {
        launch.option("--vault=file").option("--vault-dir=" + vault.path());
        database.options().forEach(launch::option);
        return launch;
    }

    /** The console of the server of that name, in this run. */
    static Path log(String server) {
        return Path.of("target", "keycloak-" + server + DatabaseKind.ofThisRun().suffix() + ".log");
    }

    /** The distribution with the extension, as every server of the tests needs it. */
    private static KeycloakLaunch distribution(Path home) {
        KeycloakLaunch launch = bare(home);
        property("provider.jar").map(Path::of).ifPresent(launch::providerJar);
        return launch;
    }

    private static KeycloakLaunch bare(Path home) {
        return KeycloakServer.in(home)
                .option("--spi-social--facebook-business--allowed-hosts=" + ALLOWED_HOSTS)
                .option("--spi-social--facebook-business--graph-answer-timeout-millis=2000")
                // All test classes share the sandbox's address: the faults of one must not suspend Graph for another.
                .option("--spi-social--facebook-business--graph-failures-to-suspend=1000000")
                .option("--spi-social--facebook-business--upkeep-lease-seconds=10")
                // Nor must Meta be asked while a test looks at what it was asked.
                .option("--spi-social--facebook-business--upkeep-workers=0");
    }

    private static Path home(String property) {
        return property(property)
                .map(Path::of)
                .orElseThrow(() -> new IllegalStateException("The system property " + property + " is missing:"
                        + " run the integration tests with mvn verify."));
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
    }

    TestRealm newRealm() {
        return new TestRealm(admin, TestApp.addTo(sandbox), vault);
    }

    KeycloakServer server() {
        return server;
    }

    Database database() {
        return database;
    }

    GraphSandbox sandbox() {
        return sandbox;
    }

    AdminApi admin() {
        return admin;
    }

    VaultFolder vault() {
        return vault;
    }

    @Override
    public void close() {
        server.close();
        database.close();
        sandbox.close();
        vault.close();
    }
}
