package io.github.facebookbusiness.keycloak.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the documentation, as a test reads it. */
public final class MarkdownFile {

    private final Path file;
    private final String text;

    private MarkdownFile(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    public static MarkdownFile read(Path file) {
        try {
            return new MarkdownFile(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text() {
        return text;
    }

    /** Up to the next heading that is not below it. */
    public MarkdownFile section(String heading) {
        Matcher begin =
                Pattern.compile("(?m)^(#+) " + Pattern.quote(heading) + "$").matcher(text);
        if (!begin.find()) {
            throw new AssertionError(file + " has no section " + heading);
        }
        int level = begin.group(1).length();
        Matcher end = Pattern.compile("(?m)^#{1," + level + "} ").matcher(text);
        return new MarkdownFile(file, text.substring(begin.end(), end.find(begin.end()) ? end.start() : text.length()));
    }

    /** What is set as code of this language. */
    public List<String> blocks(String language) {
        return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                .matcher(text)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }
}
