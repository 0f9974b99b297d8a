package io.github.facebookbusiness.keycloak.testing;

import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.demo.KeycloakLaunch;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import io.github.facebookbusiness.sandbox.demo.LoopbackPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One realm on one PostgreSQL, served by nodes that differ in the provider jar: what there is while an operator replaces
 * one jar by another. Each version has its own copy of the distribution, so that a change of versions costs a start and
 * no build.
 */
public final class TwoVersions implements AutoCloseable {

    /** Which of the two jars. */
    public enum Version {
        PREVIOUS,
        NEXT
    }

    private final VaultFolder vault = new VaultFolder();
    private final GraphSandbox sandbox = GraphSandbox.start(0);
    private final Database database = DatabaseKind.POSTGRESQL.start();
    private final List<Integer> ports = LoopbackPort.free(6);
    private final TestApp app = TestApp.addTo(sandbox);
    private final Map<Version, TemporaryFolder> copies = new EnumMap<>(Version.class);
    private final Map<Version, KeycloakLaunch> launches = new EnumMap<>(Version.class);
    private final List<KeycloakServer> running = new ArrayList<>();
    private int starts;

    private TwoVersions() {}

    public static TwoVersions of(Path previous, Path next) {
        TwoVersions versions = new TwoVersions();
        versions.prepare(Version.PREVIOUS, previous);
        versions.prepare(Version.NEXT, next);
        return versions;
    }

    private void prepare(Version version, Path jar) {
        TemporaryFolder copy = TemporaryFolder.named("keycloak");
        copies.put(version, copy);
        launches.put(
                version,
                TestSuite.node(copy, jar, vault, database).option("--hostname=http://localhost:" + ports.get(0)));
    }

    /** Replaces what runs by one node of this version, at the address that people and Meta know. */
    public void serve(Version version) {
        stop();
        start(version, ports.subList(0, 3));
    }

    /** Starts a node of this version beside the one that runs, as the second of one cluster. */
    public void join(Version version) {
        start(version, ports.subList(3, 6));
    }

    private void start(Version version, List<Integer> place) {
        starts++;
        running.add(launches.get(version)
                .httpPort(place.get(0))
                .managementPort(place.get(1))
                .option("--cache-embedded-network-bind-port=" + place.get(2))
                .log(Path.of("target", "keycloak-upgrade-" + starts + "-" + version + ".log"))
                .start());
    }

    /** Made through what runs; what is done with it later goes to whatever runs then at the first address. */
    public TestRealm newRealm() {
        return new TestRealm(AdminApi.of(running.get(0).baseUrl()), app, vault);
    }

    /** The realm through the node that joined. */
    public TestRealm viaJoined(TestRealm realm) {
        return realm.via(running.get(1));
    }

    public Database database() {
        return database;
    }

    private void stop() {
        running.forEach(KeycloakServer::close);
        running.clear();
    }

    @Override
    public void close() {
        stop();
        database.close();
        sandbox.close();
        vault.close();
        copies.values().forEach(TemporaryFolder::close);
    }
}
