package io.github.facebookbusiness.keycloak.testing;

import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.demo.KeycloakLaunch;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import io.github.facebookbusiness.sandbox.demo.LoopbackPort;
import java.time.Duration;
import java.util.List;

/**
 * Two real Keycloak nodes on this machine's loopback address, on one PostgreSQL of their own, as operators run them:
 * for {@link OnPostgreSql} tests of what they do together, and of what one does when the other is gone. It takes half a
 * minute to start, and a killed node as much as any server to come back.
 *
 * <p>Both answer as the first one: its address is in every link and in every token, so that a token from one is good
 * for the other. Signing in therefore needs the first one; the rest is asked through {@link TestRealm#via}.
 */
public final class Cluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final VaultFolder vault = new VaultFolder();
    private final GraphSandbox sandbox = GraphSandbox.start(0);
    private final Database database = DatabaseKind.POSTGRESQL.start();
    private final List<ClusterNode> nodes;
    private final TestRealm realm;

    private Cluster(String name, String... options) {
        List<Integer> ports = LoopbackPort.free(6);
        String frontend = "--hostname=http://localhost:" + ports.get(0);
        // The first creates the tables, and builds the distribution for both; the second finds all of it there.
        nodes = List.of(
                new ClusterNode(name + "-node0", launch(ports.subList(0, 3), frontend, options)),
                new ClusterNode(name + "-node1", launch(ports.subList(3, 6), frontend, options)));
        awaitMembers(2);
        realm = newRealm();
    }

    /**
     * Returns when both nodes know each other.
     *
     * @param name of the log files in {@code target}
     * @param options of both nodes
     */
    public static Cluster start(String name, String... options) {
        return new Cluster(name, options);
    }

    private KeycloakLaunch launch(List<Integer> ports, String frontend, String... options) {
        KeycloakLaunch launch = TestSuite.node(vault, database)
                .option(frontend)
                .httpPort(ports.get(0))
                .managementPort(ports.get(1))
                .option("--cache-embedded-network-bind-port=" + ports.get(2));
        for (String option : options) {
            launch.option(option);
        }
        return launch;
    }

    /** The server at this place now, 0 or 1, or the one that was killed there last. Its address stays the same. */
    public KeycloakServer node(int number) {
        return nodes.get(number).server();
    }

    /** Ends a node by {@code SIGKILL}. The other one notices in its own time: {@link #awaitMembers}. */
    public void kill(int number) {
        node(number).kill();
    }

    /** Starts a node that was killed again, where it was. */
    public void start(int number) {
        nodes.get(number).start();
    }

    /**
     * Stops a node's time, as a virtual machine that is moved or a long garbage collection does: it ends no call and
     * gives up no lock. After some 40 seconds the other one counts it as gone.
     */
    public void freeze(int number) {
        nodes.get(number).signal("STOP");
    }

    /** It goes on where it was. */
    public void thaw(int number) {
        nodes.get(number).signal("CONT");
    }

    /** What each thread of a node is doing now: its name, and its stack. */
    public List<String> threads(int number) {
        return nodes.get(number).threads();
    }

    /** Goes on with what a test froze, starts what it killed, and waits until both know each other again. */
    public void mend() {
        nodes.stream().filter(ClusterNode::isRunning).forEach(node -> node.signal("CONT"));
        nodes.stream().filter(node -> !node.isRunning()).forEach(ClusterNode::start);
        awaitMembers(2);
    }

    /** Returns when every node that runs says that the cluster has so many members. */
    public void awaitMembers(int count) {
        Eventually.holds(
                PATIENCE, () -> "a cluster of " + count + ", but it is of " + members(), () -> members().stream()
                        .allMatch(seen -> seen == count));
    }

    private List<Integer> members() {
        return nodes.stream()
                .filter(ClusterNode::isRunning)
                .map(ClusterNode::members)
                .toList();
    }

    /** Of both nodes. */
    public Database database() {
        return database;
    }

    /** Spoken to through the first node, unless it is {@linkplain TestRealm#via told otherwise}. */
    public TestRealm realm() {
        return realm;
    }

    /** Another one, with an app of its own. */
    public TestRealm newRealm() {
        return new TestRealm(AdminApi.of(node(0).baseUrl()), TestApp.addTo(sandbox), vault);
    }

    @Override
    public void close() {
        nodes.forEach(ClusterNode::close);
        database.close();
        sandbox.close();
        vault.close();
    }
}
