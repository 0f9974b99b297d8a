package io.github.facebookbusiness.keycloak.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A browser of this machine with the driver that fits it; Selenium is not asked to download either. */
record Chromium(Path browser, Path driver) {

    private static final List<String> BROWSERS =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Pattern MAJOR_VERSION = Pattern.compile("(\\d+)\\.\\d");
    private static final Optional<Chromium> INSTALLED = find();

    static Optional<Chromium> installed() {
        return INSTALLED;
    }

    private static Optional<Chromium> find() {
        return onPath("chromedriver").flatMap(driver -> BROWSERS.stream()
                .flatMap(name -> onPath(name).stream())
                .filter(browser -> majorVersion(browser).equals(majorVersion(driver)))
                .findFirst()
                .map(browser -> new Chromium(browser, driver)));
    }

    private static Optional<Path> onPath(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), Stream.of("/usr/bin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String majorVersion(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = MAJOR_VERSION.matcher(answer);
            return version.find() ? version.group(1) : answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
