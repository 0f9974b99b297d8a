package io.github.facebookbusiness.keycloak.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** What is in a jar, folders left out. */
final class JarContents {

    private final Path file;
    private final Set<String> names = new TreeSet<>();
    private final Set<String> times = new TreeSet<>();

    private JarContents(Path file) {
        this.file = file;
    }

    static JarContents of(Path file) {
        JarContents contents = new JarContents(file);
        try (JarFile jar = new JarFile(file.toFile())) {
            jar.stream().forEach(contents::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }

    private void add(ZipEntry entry) {
        // Archives have no time zone: Maven writes what the time is in UTC.
        LocalDateTime time = entry.getTimeLocal();
        times.add(time.toInstant(ZoneOffset.UTC).toString());
        if (!entry.isDirectory()) {
            names.add(entry.getName());
        }
    }

    /** Whose name ends so. */
    Set<String> names(String end) {
        return names.stream().filter(name -> name.endsWith(end)).collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> namesOutside(List<String> folders) {
        return names.stream()
                .filter(name -> folders.stream().noneMatch(name::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** When it says that its entries were written. */
    Set<String> times() {
        return times;
    }

    String manifest(String key) {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.getManifest().getMainAttributes().getValue(key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String name) throws IOException {
        try (JarFile jar = new JarFile(file.toFile());
                InputStream entry = jar.getInputStream(jar.getEntry(name))) {
            return new String(entry.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static String text(Path file) throws IOException {
        return Files.readString(file);
    }

    /** The same of a folder, to compare with. */
    static Set<String> below(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(end))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
