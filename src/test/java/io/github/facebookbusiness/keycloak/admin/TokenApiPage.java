package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.testing.MarkdownFile;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** {@code docs/token-api.md}, as a test reads it: commands, examples and tables. */
final class TokenApiPage {

    private final MarkdownFile page;

    private TokenApiPage(MarkdownFile page) {
        this.page = page;
    }

    static TokenApiPage read() {
        return new TokenApiPage(MarkdownFile.read(Path.of("docs", "token-api.md")));
    }

    /** Of the whole page. */
    String commands() {
        return String.join("", page.blocks("bash"));
    }

    /** Of one section. */
    String commands(String heading) {
        return String.join("", page.section(heading).blocks("bash"));
    }

    /** Answers that the page shows. */
    List<String> examples() {
        return page.blocks("json");
    }

    /** Whether a table has a row for this error, with this status. */
    boolean explains(String error, int status) {
        return Pattern.compile("(?m)^\\|[^|]*`" + Pattern.quote(error) + "`[^|]*\\| " + status + " \\|")
                .matcher(page.text())
                .find();
    }
}
