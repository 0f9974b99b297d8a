package io.github.facebookbusiness.keycloak.compatibility;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** A jar of providers, by what it says of itself. */
record ProviderJar(Path file) {

    private static final String SERVICES = "META-INF/services/";

    /** The one that this run's servers are given. */
    static ProviderJar underTest() {
        return new ProviderJar(Path.of(System.getProperty("provider.jar")));
    }

    /** Names of the classes that it offers, by the name of the interface that Keycloak asks for. */
    Map<String, List<String>> services() {
        Map<String, List<String>> services = new TreeMap<>();
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : jar.stream()
                    .filter(entry -> entry.getName().startsWith(SERVICES) && !entry.isDirectory())
                    .toList()) {
                services.put(entry.getName().substring(SERVICES.length()), lines(jar, entry));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return services;
    }

    private static List<String> lines(JarFile jar, JarEntry entry) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(jar.getInputStream(entry), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }
}
