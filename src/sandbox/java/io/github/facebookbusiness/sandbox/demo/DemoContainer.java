package io.github.facebookbusiness.sandbox.demo;

import java.net.URI;
import java.nio.file.Path;

/**
 * What of the demo is not Keycloak, as a container of {@code docker/compose.yaml}: the Graph sandbox and the page of
 * links, until the container is stopped.
 *
 * <p>It is meant to share its network with Keycloak's container. Each of the two then finds the other at localhost, where
 * browsers find both; and the extension calls no other host by plain HTTP.
 */
public final class DemoContainer {

    private static final int PORT = 8090;

    private DemoContainer() {}

    /** @param arguments where browsers find Keycloak, and the folder that is shared with it */
    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("Where is Keycloak, and which folder is shared with it?");
        }
        URI keycloak = URI.create(arguments[0]);
        SharedSecrets secrets = new SharedSecrets(Path.of(arguments[1]));
        DemoGraph graph = DemoGraph.startInContainer(PORT, keycloak);
        secrets.keepTokenKey();
        secrets.putIntoVault("provider-token", graph.providerToken());
        // Last: whoever finds this page finds the secrets, too.
        graph.serve(DemoApplication.HOME, new DemoApplication(graph.address(), keycloak));
        System.out.println("READY: " + graph.address() + DemoApplication.HOME);
    }
}
