package io.github.facebookbusiness.sandbox.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is to be started: development mode with a database in memory, unless options say otherwise. The distribution's
 * folder is made to hold exactly the given provider jars and realm files. It is long because it has a method per thing
 * that can be said about a server.
 */
public final class KeycloakLaunch {

    private static final String COMMAND = "start-dev";

    /** Half the start time, at the cost of peak speed: for tests and the demo, never for a benchmark. */
    public static final String START_FAST = "-XX:TieredStopAtLevel=1";

    private final Path home;
    private final List<Path> providerJars = new ArrayList<>();
    private final List<Path> realmFiles = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> javaOptions = new ArrayList<>();
    private String command = COMMAND;
    private int httpPort;
    private int managementPort;
    private Path log;
    private Duration limit = Duration.ofMinutes(3);

    KeycloakLaunch(Path home) {
        this.home = home.toAbsolutePath();
        this.log = this.home.resolve("data").resolve("console.log");
        option("--db=dev-mem");
        option("--http-host=127.0.0.1");
        option("--health-enabled=true");
        option("--metrics-enabled=true");
    }

    public KeycloakLaunch providerJar(Path jar) {
        providerJars.add(jar);
        return this;
    }

    /** A realm to import at start; Keycloak skips it where the database has one of that name. */
    public KeycloakLaunch realmFile(Path file) {
        realmFiles.add(file);
        return this;
    }

    /** {@code --name=value} or {@code --name}; replaces an earlier one of that name, a default too. */
    public KeycloakLaunch option(String option) {
        options.put(option.split("=", 2)[0], option);
        return this;
    }

    /** Instead of {@value #COMMAND}. */
    public KeycloakLaunch command(String instead) {
        this.command = instead;
        return this;
    }

    public KeycloakLaunch environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Options of the server's JVM, added to Keycloak's own; nothing is added for a blank. */
    public KeycloakLaunch javaOptions(String more) {
        if (!more.isBlank()) {
            javaOptions.add(more.strip());
        }
        return this;
    }

    /** 0, which is the default, means a free one. */
    public KeycloakLaunch httpPort(int port) {
        this.httpPort = port;
        return this;
    }

    /** 0, which is the default, means a free one. */
    public KeycloakLaunch managementPort(int port) {
        this.managementPort = port;
        return this;
    }

    /** Where the server's console goes; an earlier file is replaced. */
    public KeycloakLaunch log(Path file) {
        this.log = file.toAbsolutePath();
        return this;
    }

    /** How long to wait until it is ready. */
    public KeycloakLaunch within(Duration time) {
        this.limit = time;
        return this;
    }

    /**
     * Returns when the server is ready.
     *
     * @throws PortTaken before anything is started or copied
     * @throws KeycloakFailure when it ended or was not ready in time; nothing is left running
     */
    public KeycloakServer start() {
        Iterator<Integer> free = LoopbackPort.free(2).iterator();
        int http = httpPort == 0 ? free.next() : httpPort;
        int management = managementPort == 0 ? free.next() : managementPort;
        LoopbackPort.requireFree(http, management);
        if (!Files.isRegularFile(script())) {
            throw new KeycloakFailure("There is no Keycloak distribution in " + home + ".");
        }
        try {
            prepareFolders();
            return awaitReady(new KeycloakServer(process(http, management).start(), http, management, log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prepareFolders() throws IOException {
        new FolderContents(home.resolve("providers"), ".jar").become(providerJars);
        new FolderContents(home.resolve("data").resolve("import"), ".json").become(realmFiles);
        Files.createDirectories(log.getParent());
    }

    private KeycloakServer awaitReady(KeycloakServer server) {
        try {
            new Readiness(server).await(limit);
            return server;
        } catch (InterruptedException e) {
            server.close();
            Thread.currentThread().interrupt();
            throw new KeycloakFailure("Interrupted while Keycloak was starting.");
        } catch (KeycloakFailure e) {
            server.close();
            throw e;
        }
    }

    private ProcessBuilder process(int http, int management) {
        List<String> line = new ArrayList<>(List.of(script().toString(), command));
        line.addAll(options.values());
        line.add("--http-port=" + http);
        line.add("--http-management-port=" + management);
        if (!realmFiles.isEmpty()) {
            line.add("--import-realm");
        }
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
        prepare(builder.environment());
        return builder;
    }

    private void prepare(Map<String, String> variables) {
        // The settings of whoever runs this must not decide what is tested.
        variables.keySet().removeIf(name -> name.startsWith("KC_") || name.startsWith("JAVA_"));
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("JAVA_OPTS_APPEND", String.join(" ", javaOptions));
        // Where a bus is named but not served, Keycloak would wait 10 s for it at every build.
        variables.put("DBUS_SYSTEM_BUS_ADDRESS", "");
        variables.put("KC_BOOTSTRAP_ADMIN_USERNAME", KeycloakServer.ADMIN);
        variables.put("KC_BOOTSTRAP_ADMIN_PASSWORD", KeycloakServer.ADMIN);
        variables.putAll(environment);
    }

    private Path script() {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        return home.resolve("bin").resolve(windows ? "kc.bat" : "kc.sh");
    }
}
