package io.github.facebookbusiness.keycloak.compatibility;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** A jar that a test writes itself, to have one that does not fit another. */
final class CompiledJar {

    private CompiledJar() {}

    /** @param sources one top-level class each, whose name is the first after the word class or interface */
    static Path of(Path folder, List<Path> classPath, String... sources) {
        try {
            Path output = Files.createDirectories(folder.resolve("classes"));
            List<String> arguments = new ArrayList<>(List.of(
                    "-d", output.toString(), "-classpath", String.join(java.io.File.pathSeparator, texts(classPath))));
            for (String source : sources) {
                String name = source.replaceAll("(?s)^.*?(?:class|interface) (\\w+).*$", "$1");
                Path file = folder.resolve(name + ".java");
                Files.writeString(file, source);
                arguments.add(file.toString());
            }
            int failure = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
            if (failure != 0) {
                throw new IllegalArgumentException("Does not compile: " + String.join("\n", sources));
            }
            return pack(output, folder.resolve("the.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(List<Path> paths) {
        return paths.stream().map(Path::toString).toList();
    }

    private static Path pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(
                        new ZipEntry(classes.relativize(path).toString().replace('\\', '/')));
                Files.copy(path, entries);
            }
        }
        return jar;
    }
}
