package io.github.facebookbusiness.keycloak.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of {@code docs/}, as a test reads it: commands by section, and examples. */
final class DocumentedSteps {

    private final Path file;
    private final String text;

    private DocumentedSteps(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    static DocumentedSteps of(String page) {
        Path file = Path.of("docs", page);
        try {
            return new DocumentedSteps(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String commands(String heading) {
        Matcher section = Pattern.compile("(?ms)^## " + Pattern.quote(heading) + "$(.*?)(?=^## |\\z)")
                .matcher(text);
        if (!section.find()) {
            throw new AssertionError(file + " has no section " + heading);
        }
        return String.join("", blocks("bash", section.group(1)));
    }

    String example() {
        List<String> examples = blocks("json", text);
        if (examples.size() != 1) {
            throw new AssertionError(file + " has " + examples.size() + " examples");
        }
        return examples.get(0);
    }

    /** What a table of the page has in a row of its own, with this in the first column. */
    boolean explains(String column, String reason) {
        return Pattern.compile("(?m)^\\|[^|\n]*`" + Pattern.quote(column) + "`[^|\n]*\\|"
                        + (reason.isEmpty() ? "" : " `" + Pattern.quote(reason) + "` \\|"))
                .matcher(text)
                .find();
    }

    private static List<String> blocks(String language, String text) {
        return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
