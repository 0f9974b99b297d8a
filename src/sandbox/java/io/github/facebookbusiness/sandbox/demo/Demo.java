package io.github.facebookbusiness.sandbox.demo;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code mvn -Pdemo}: Keycloak with the extension and the demo realm, and beside it the Graph sandbox that plays Meta,
 * until Ctrl-C. Both end with this JVM, Maven's own: the sandbox lives in it, Keycloak is ended by a shutdown hook.
 */
public final class Demo {

    private static final int KEYCLOAK = 8080;
    private static final int MANAGEMENT = 9000;
    private static final int SANDBOX = 8090;

    private Demo() {}

    public static void main(String[] arguments) throws InterruptedException {
        try {
            LoopbackPort.requireFree(KEYCLOAK, SANDBOX, MANAGEMENT);
            run(launch());
        } catch (PortTaken | KeycloakFailure e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(KeycloakLaunch launch) throws InterruptedException {
        System.out.println("Starting Keycloak and the Graph sandbox; this takes about half a minute ...");
        URI address = URI.create("http://localhost:" + KEYCLOAK);
        try (DemoGraph graph = DemoGraph.start(SANDBOX, address);
                DemoVault vault = DemoVault.create().with("provider-token", graph.providerToken());
                KeycloakServer keycloak =
                        launch.option("--vault-dir=" + vault.folder()).start()) {
            graph.serve(DemoApplication.HOME, new DemoApplication(graph.address(), address));
            System.out.println(addresses(keycloak, graph));
            keycloak.awaitEnd();
            if (keycloak.died()) {
                throw new KeycloakFailure("Keycloak ended by itself.", keycloak.log());
            }
        }
    }

    private static KeycloakLaunch launch() {
        return KeycloakServer.in(given("keycloak.home"))
                .providerJar(given("provider.jar"))
                .realmFile(given("demo.realm"))
                .option(
                        "--spi-social--facebook-business--allowed-hosts=localhost,graph.facebook.com,www.facebook.com,connect.facebook.net")
                // What was granted on Meta's hosted page is fetched by the next tick after a minute.
                .option("--spi-social--facebook-business--upkeep-tick-seconds=10")
                .option("--vault=file")
                .javaOptions(KeycloakLaunch.START_FAST)
                .httpPort(KEYCLOAK)
                .managementPort(MANAGEMENT);
    }

    private static Path given(String property) {
        return Optional.ofNullable(System.getProperty(property))
                .map(Path::of)
                .orElseThrow(() -> new KeycloakFailure(
                        "The system property " + property + " is missing: start the demo with mvn -Pdemo."));
    }

    private static String addresses(KeycloakServer keycloak, DemoGraph graph) {
        return """
                READY
                  All links           %2$s/demo (everything that the extension does, to try)
                  Connect a business  %1$s/realms/demo/account (or sign in there as alice, password alice)
                  Keycloak's console  %1$s/admin (admin, password admin; realm demo)
                  Graph sandbox       %2$s (plays Meta: what was called and issued, and faults to switch on)
                  Keycloak's log      %3$s
                Ctrl-C stops everything.
                """.formatted(keycloak.baseUrl(), graph.address(), keycloak.log());
    }
}
