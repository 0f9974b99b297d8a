package io.github.facebookbusiness.keycloak.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines as they go into docs/performance.md. */
final class MarkdownTable {

    private final List<String> lines = new ArrayList<>();

    MarkdownTable(String first, String... others) {
        row(first, others);
        lines.add("|---|" + "--:|".repeat(others.length));
    }

    MarkdownTable row(String first, String... others) {
        lines.add("| " + first + " | " + String.join(" | ", others) + " |");
        return this;
    }

    static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
