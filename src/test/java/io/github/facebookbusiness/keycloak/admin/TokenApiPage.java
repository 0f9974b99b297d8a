package io.github.facebookbusiness.keycloak.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code docs/token-api.md}, as a test reads it: commands, examples and tables. */
final class TokenApiPage {

    private static final Path FILE = Path.of("docs", "token-api.md");

    private final String text;

    private TokenApiPage(String text) {
        this.text = text;
    }

    static TokenApiPage read() {
        try {
            return new TokenApiPage(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the whole page. */
    String commands() {
        return String.join("", blocks("bash"));
    }

    /** Of one section. */
    String commands(String heading) {
        return section(heading).commands();
    }

    /** Answers that the page shows. */
    List<String> examples() {
        return blocks("json");
    }

    /** Whether a table has a row for this error, with this status. */
    boolean explains(String error, int status) {
        return Pattern.compile("(?m)^\\|[^|]*`" + Pattern.quote(error) + "`[^|]*\\| " + status + " \\|")
                .matcher(text)
                .find();
    }

    /** Up to the next heading that is not below it. */
    private TokenApiPage section(String heading) {
        Matcher begin =
                Pattern.compile("(?m)^(#+) " + Pattern.quote(heading) + "$").matcher(text);
        if (!begin.find()) {
            throw new AssertionError(FILE + " has no section " + heading);
        }
        int level = begin.group(1).length();
        Matcher end = Pattern.compile("(?m)^#{1," + level + "} ").matcher(text);
        return new TokenApiPage(text.substring(begin.end(), end.find(begin.end()) ? end.start() : text.length()));
    }

    private List<String> blocks(String language) {
        return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                .matcher(text)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }
}
