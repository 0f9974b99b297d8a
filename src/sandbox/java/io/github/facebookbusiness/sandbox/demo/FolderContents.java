package io.github.facebookbusiness.sandbox.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files with one ending in a folder of the distribution. What an earlier start left there goes away (two versions
 * of a provider, a realm nobody asked for); what is already there with the same bytes is not touched, because a newer
 * provider jar costs Keycloak a build of many seconds.
 */
record FolderContents(Path folder, String ending) {

    void become(List<Path> wanted) throws IOException {
        Files.createDirectories(folder);
        Set<String> names =
                wanted.stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        for (Path present : present()) {
            if (!names.contains(present.getFileName().toString())) {
                Files.delete(present);
            }
        }
        for (Path file : wanted) {
            copyIfDifferent(file, folder.resolve(file.getFileName()));
        }
    }

    private List<Path> present() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .toList();
        }
    }

    private static void copyIfDifferent(Path from, Path to) throws IOException {
        if (!Files.exists(to) || Files.mismatch(from, to) != -1) {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
