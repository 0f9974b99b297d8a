package io.github.facebookbusiness.keycloak.testing;

import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.demo.KeycloakLaunch;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;

/**
 * A Keycloak of a test class's own, for what is set at start: costs ten seconds more than {@link RunningKeycloak}, and
 * as much again for each {@link #restart}.
 */
public final class OwnServer implements AutoCloseable {

    private final VaultFolder vault = new VaultFolder();
    private final GraphSandbox sandbox = GraphSandbox.start(0);
    private final Database database = DatabaseKind.ofThisRun().start();
    private final TemporaryFolder copy = TemporaryFolder.named("keycloak");
    private final KeycloakLaunch launch;
    private final TestRealm realm;
    private KeycloakServer server;

    private OwnServer(String name, Kind kind, String... options) {
        launch = kind.launch(this).log(TestSuite.log(name));
        server = start(options);
        realm = newRealm();
    }

    private interface Kind {
        KeycloakLaunch launch(OwnServer own);
    }

    /** @param name of its log file in {@code target} */
    public static OwnServer start(String name, String... options) {
        return new OwnServer(name, own -> TestSuite.launch(own.vault, own.database), options);
    }

    /** With options of the build that the suite's own server does not have: costs a build more. */
    public static OwnServer startBuilt(String name, String... options) {
        return new OwnServer(name, own -> TestSuite.from(own.copy, own.vault, own.database), options);
    }

    /** As operators run it, for what is measured: slower to start than {@link #start}, and faster after that. */
    public static OwnServer startInProduction(String name, String... options) {
        return new OwnServer(name, own -> TestSuite.inProduction(own.vault, own.database), options);
    }

    /** As {@link #startInProduction(String, String...)}, with what only the code can say that knows the sandbox. */
    public static OwnServer startInProduction(String name, Preparation preparation) {
        return new OwnServer(name, own -> {
            KeycloakLaunch launch = TestSuite.inProduction(own.vault, own.database);
            preparation.prepare(launch, own.sandbox);
            return launch;
        });
    }

    /** What is done to a server and its sandbox before the server starts. */
    public interface Preparation {
        void prepare(KeycloakLaunch launch, GraphSandbox sandbox);
    }

    /** Stops the server and starts it again with what it stored, at the same address, with these options changed. */
    public void restart(String... changed) {
        launch.httpPort(server.baseUrl().getPort())
                .managementPort(server.managementUrl().getPort());
        server.close();
        server = start(changed);
    }

    private KeycloakServer start(String... options) {
        for (String option : options) {
            launch.option(option);
        }
        return launch.start();
    }

    public KeycloakServer server() {
        return server;
    }

    /** As an admin of the whole server. */
    public AdminApi admin() {
        return AdminApi.of(server.baseUrl());
    }

    /** Its own, empty at the start. */
    public Database database() {
        return database;
    }

    public TestRealm realm() {
        return realm;
    }

    /** Another one, with an app of its own. */
    public TestRealm newRealm() {
        return new TestRealm(admin(), TestApp.addTo(sandbox), vault);
    }

    @Override
    public void close() {
        server.close();
        database.close();
        sandbox.close();
        vault.close();
        copy.close();
    }
}
