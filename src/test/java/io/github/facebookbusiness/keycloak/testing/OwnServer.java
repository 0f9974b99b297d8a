package io.github.facebookbusiness.keycloak.testing;

import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.demo.KeycloakLaunch;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;

/** A Keycloak of a test class's own, for what is set at start: costs ten seconds more than {@link RunningKeycloak}. */
public final class OwnServer implements AutoCloseable {

    private final VaultFolder vault = new VaultFolder();
    private final GraphSandbox sandbox = GraphSandbox.start(0);
    private final Database database = DatabaseKind.ofThisRun().start();
    private final KeycloakServer server;
    private final TestRealm realm;

    private OwnServer(String name, String... options) {
        KeycloakLaunch launch = TestSuite.launch(vault, database).log(TestSuite.log(name));
        for (String option : options) {
            launch.option(option);
        }
        server = launch.start();
        realm = new TestRealm(AdminApi.of(server.baseUrl()), TestApp.addTo(sandbox), vault);
    }

    /** @param name of its log file in {@code target} */
    public static OwnServer start(String name, String... options) {
        return new OwnServer(name, options);
    }

    public KeycloakServer server() {
        return server;
    }

    /** Its own, empty at the start. */
    public Database database() {
        return database;
    }

    public TestRealm realm() {
        return realm;
    }

    @Override
    public void close() {
        server.close();
        database.close();
        sandbox.close();
        vault.close();
    }
}
