package io.github.facebookbusiness.keycloak.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs commands of the documentation as a person would: in bash, in Keycloak's folder. The home directory is one of its
 * own, so that neither finds the other's settings, and kcadm.sh keeps its session there.
 */
public final class Bash implements AutoCloseable {

    private static final int MINUTES = 3;

    private final TemporaryFolder home = TemporaryFolder.named("bash-home");
    private final Map<String, String> variables = new TreeMap<>();

    /** Whether this machine has all of these programs. */
    public static boolean has(String... programs) {
        return Stream.of(programs).allMatch(Bash::isOnPath);
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    public Bash with(Map<String, String> moreVariables) {
        variables.putAll(moreVariables);
        return this;
    }

    /** What the script printed, if each of its commands succeeded. */
    public String run(String script) {
        try {
            Path output = home.path().resolve("output");
            Process process = start(script, output);
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError("Not done in time:\n" + Files.readString(output));
            }
            if (process.exitValue() != 0) {
                throw new AssertionError("Exit code " + process.exitValue() + ":\n" + Files.readString(output));
            }
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process start(String script, Path output) throws IOException {
        ProcessBuilder bash = new ProcessBuilder("bash", "-euxo", "pipefail", "-c", script)
                .directory(Path.of(System.getProperty("keycloak.home")).toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = bash.environment();
        environment.put("HOME", home.path().toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("KC_OPTS", "-XX:TieredStopAtLevel=1 -Duser.home=" + home.path());
        environment.put("no_proxy", "localhost");
        environment.putAll(variables);
        return bash.start();
    }

    @Override
    public void close() {
        home.close();
    }
}
