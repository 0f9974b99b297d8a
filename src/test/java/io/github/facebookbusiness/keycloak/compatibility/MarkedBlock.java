package io.github.facebookbusiness.keycloak.compatibility;

import java.util.ArrayList;
import java.util.List;

/** The part of a page that is written by a program, between two comments that only whoever edits the page sees. */
record MarkedBlock(List<String> page) {

    private static final String BEGIN = "<!-- written by .ci/matrix: begin -->";
    private static final String END = "<!-- written by .ci/matrix: end -->";

    MarkedBlock {
        page = List.copyOf(page);
    }

    List<String> lines() {
        return page.subList(begin() + 1, end());
    }

    /** The page with other lines there. */
    List<String> replaced(List<String> lines) {
        List<String> replaced = new ArrayList<>(page.subList(0, begin() + 1));
        replaced.addAll(lines);
        replaced.addAll(page.subList(end(), page.size()));
        return replaced;
    }

    private int begin() {
        return place(BEGIN);
    }

    private int end() {
        return place(END);
    }

    private int place(String marker) {
        int place = page.indexOf(marker);
        if (place < 0 || place != page.lastIndexOf(marker)) {
            throw new IllegalArgumentException("The page must have one line " + marker);
        }
        return place;
    }
}
