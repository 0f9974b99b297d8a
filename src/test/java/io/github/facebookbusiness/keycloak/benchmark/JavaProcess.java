package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The JVM that a Keycloak runs in, as the operating system and the JDK's own tools see it. */
final class JavaProcess {

    private static final String JCMD =
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    private static final int HISTOGRAM_BYTES = 2;

    private final ProcessHandle process;

    private JavaProcess(ProcessHandle process) {
        this.process = process;
    }

    /** Keycloak's own process may be the shell above it. */
    static JavaProcess of(KeycloakServer server) {
        ProcessHandle shell = server.process();
        return new JavaProcess(Stream.concat(Stream.of(shell), shell.descendants())
                .filter(process -> process.info().command().orElse("").contains("java"))
                .findFirst()
                .orElseThrow());
    }

    /** What it has used of all cores until now. */
    Duration cpu() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("This system does not tell how long a process computed"));
    }

    /** What it still holds after a garbage collection, in bytes. */
    long liveHeap() {
        List<String> lines = run(JCMD, Long.toString(process.pid()), "GC.class_histogram")
                .lines()
                .toList();
        return Long.parseLong(lines.get(lines.size() - 1).split(" +")[HISTOGRAM_BYTES]);
    }

    /** How much memory the system gave it, in bytes; empty where there is no {@code /proc}. */
    Optional<Long> resident() {
        try (Stream<String> status = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return status.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
