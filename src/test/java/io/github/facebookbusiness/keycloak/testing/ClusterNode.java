package io.github.facebookbusiness.keycloak.testing;

import io.github.facebookbusiness.sandbox.demo.KeycloakLaunch;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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

    /** {@code STOP} or {@code CONT}, to the server and to the shell above it, if there is one. */
    void signal(String name) {
        List<String> line = new ArrayList<>(List.of("kill", "-" + name));
        processes().forEach(process -> line.add(String.valueOf(process.pid())));
        output(line);
    }

    /** By the JDK's own tool, since a server does not tell. */
    List<String> threads() {
        ProcessHandle java = processes()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        String dump = output(List.of(tool.toString(), String.valueOf(java.pid()), "Thread.print"));
        return List.of(dump.split("\\n(?=\")"));
    }

    private Stream<ProcessHandle> processes() {
        return Stream.concat(Stream.of(server.process()), server.process().descendants());
    }

    private static String output(List<String> line) {
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("Failed: " + line + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
