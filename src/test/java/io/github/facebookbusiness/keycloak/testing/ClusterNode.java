package io.github.facebookbusiness.keycloak.testing;

import io.github.facebookbusiness.sandbox.demo.KeycloakLaunch;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;

/** A place in a cluster, with its own ports and logs, and the server that stands there now or stood there last. */
final class ClusterNode implements AutoCloseable {

    private final String name;
    private final KeycloakLaunch launch;
    private int starts;
    private KeycloakServer server;

    ClusterNode(String name, KeycloakLaunch launch) {
        this.name = name;
        this.launch = launch;
        start();
    }

    /** Each start has a log of its own: that of a server that was killed is not lost when it is started again. */
    void start() {
        starts++;
        server = launch.log(TestSuite.log(name + "-start" + starts)).start();
    }

    KeycloakServer server() {
        return server;
    }

    boolean isRunning() {
        return server.process().isAlive();
    }

    /** How many nodes it says that its cluster has. */
    int members() {
        String metrics = AdminApi.of(server.managementUrl())
                .anonymous()
                .get("/metrics")
                .expect(200)
                .body()
                .asText();
        return metrics.lines()
                .filter(line -> line.startsWith("vendor_cluster_size{"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .mapToInt(value -> (int) Double.parseDouble(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no vendor_cluster_size in " + metrics));
    }

    @Override
    public void close() {
        server.close();
    }
}
