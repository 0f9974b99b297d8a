package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How much memory a Keycloak holds on to: what its JVM still has after a garbage collection. */
final class LiveHeap {

    private static final String JCMD =
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    private static final int BYTES = 2;

    private LiveHeap() {}

    /** In bytes. */
    static long of(KeycloakServer server) {
        ProcessHandle shell = server.process();
        ProcessHandle java = Stream.concat(Stream.of(shell), shell.descendants())
                .filter(process -> process.info().command().orElse("").contains("java"))
                .findFirst()
                .orElseThrow();
        List<String> lines = run(JCMD, Long.toString(java.pid()), "GC.class_histogram")
                .lines()
                .toList();
        String total = lines.get(lines.size() - 1);
        return Long.parseLong(total.split(" +")[BYTES]);
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
