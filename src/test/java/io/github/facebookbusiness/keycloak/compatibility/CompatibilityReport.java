package io.github.facebookbusiness.keycloak.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The end of {@code .ci/matrix}: from reports of tests to the compatibility table. */
public final class CompatibilityReport {

    private CompatibilityReport() {}

    /**
     * {@code check|write PAGE VERSIONS-FILE BUILT-AGAINST RESULT VERSION=REPORTS…}: writes the figures to RESULT, and
     * compares the page with what the reports say, or writes that into the page. Ends with 1 if anything is not so.
     */
    public static void main(String[] arguments) throws IOException {
        Path page = Path.of(arguments[1]);
        MatrixResult result = new MatrixResult(
                SupportedVersions.read(Path.of(arguments[2])),
                KeycloakVersion.of(arguments[3]),
                Arrays.stream(arguments).skip(5).map(CompatibilityReport::read).toList());
        Files.write(Path.of(arguments[4]), result.figures());
        System.out.println(String.join("\n", result.figures()));

        List<String> problems = result.problems();
        problems.forEach(System.err::println);
        MarkedBlock block = new MarkedBlock(Files.readAllLines(page));
        boolean write = arguments[0].equals("write");
        if (write && problems.isEmpty() && result.isOfAllVersions()) {
            Files.write(page, block.replaced(result.compatibility()));
        } else {
            List<String> differences = result.differences(block);
            differences.forEach(difference -> System.err.println(page + " " + difference));
            if (write) {
                System.err.println("Not written: all versions must have run, and nothing must have failed.");
            }
            if (write || !problems.isEmpty() || !differences.isEmpty()) {
                System.exit(1);
            }
        }
    }

    private static VersionResult read(String argument) {
        String[] words = argument.split("=", 2);
        return TestReports.read(KeycloakVersion.of(words[0]), Path.of(words[1]));
    }
}
