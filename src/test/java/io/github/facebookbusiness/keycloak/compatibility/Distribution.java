package io.github.facebookbusiness.keycloak.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An unpacked Keycloak, as a class loader sees it. */
record Distribution(Path home) {

    /** Whatever Keycloak's launcher puts on the class path of its server. */
    private static final List<String> LIBRARIES = List.of("lib/lib/main", "lib/lib/boot");

    private static final Pattern VERSION = Pattern.compile("Version (\\S+)");

    /** The one that this run's servers are started from. */
    static Distribution underTest() {
        return new Distribution(Path.of(System.getProperty("keycloak.home")));
    }

    KeycloakVersion version() {
        try {
            Matcher version = VERSION.matcher(Files.readString(home.resolve("version.txt")));
            if (!version.find()) {
                throw new IllegalStateException(home + " does not say its version");
            }
            return KeycloakVersion.of(version.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its own libraries and this jar, and nothing of the class path that runs the tests. */
    URLClassLoader with(Path providerJar) {
        List<Path> jars = new ArrayList<>(List.of(providerJar));
        LIBRARIES.forEach(folder -> jars.addAll(jarsIn(home.resolve(folder))));
        return loaderOf(jars);
    }

    static URLClassLoader loaderOf(List<Path> jars) {
        return new URLClassLoader(
                jars.stream().map(Distribution::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static List<Path> jarsIn(Path folder) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            files.forEach(jars::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jars;
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(jar.toString(), e);
        }
    }
}
