package io.github.facebookbusiness.keycloak.testing;

import io.github.facebookbusiness.sandbox.demo.KeycloakLaunch;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.nio.file.Path;
import java.util.Set;

/**
 * A Keycloak in production mode with a distribution and a database of its own, with this extension or as it comes: for
 * what it costs to have it. It is started and closed as often as one likes.
 */
public final class Installation implements AutoCloseable {

    private final TemporaryFolder copy = TemporaryFolder.named("keycloak");
    private final Database database = DatabaseKind.ofThisRun().start();
    private final KeycloakLaunch launch;

    private Installation(String name) {
        copy.fill(Path.of(System.getProperty("keycloak.home")), Set.of("data", "providers"));
        launch = KeycloakServer.in(copy.path())
                .command("start")
                .option("--http-enabled=true")
                .option("--hostname-strict=false")
                .option("--cache=local")
                .log(TestSuite.log(name));
        database.options().forEach(launch::option);
    }

    /** @param name of its log file in {@code target} */
    public static Installation withExtension(String name) {
        Installation installation = new Installation(name);
        installation.launch.providerJar(Path.of(System.getProperty("provider.jar")));
        return installation;
    }

    /** @param name of its log file in {@code target} */
    public static Installation withoutExtension(String name) {
        return new Installation(name);
    }

    /** Returns when it is ready; the first time it is built before. */
    public KeycloakServer start() {
        return launch.start();
    }

    @Override
    public void close() {
        database.close();
        copy.close();
    }
}
