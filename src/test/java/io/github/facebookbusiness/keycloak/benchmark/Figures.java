package io.github.facebookbusiness.keycloak.benchmark;

import static io.github.facebookbusiness.keycloak.benchmark.MarkdownTable.number;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures that were taken at several sizes of the table, a few times each. */
final class Figures {

    private final Map<String, Map<Integer, List<Double>>> figures = new LinkedHashMap<>();
    private final Map<String, String> formats = new LinkedHashMap<>();

    void add(String name, String format, int size, double figure) {
        formats.put(name, format);
        figures.computeIfAbsent(name, unused -> new LinkedHashMap<>())
                .computeIfAbsent(size, unused -> new ArrayList<>())
                .add(figure);
    }

    /** Medians, and the medians of each round's ratio to the smallest size. */
    MarkdownTable table(List<Integer> sizes) {
        MarkdownTable table = new MarkdownTable("", "1,000", "10,000", "100,000", "10,000 : 1,000", "100,000 : 1,000");
        figures.forEach((name, ofSizes) -> {
            List<String> cells = new ArrayList<>();
            sizes.forEach(size -> cells.add(number(formats.get(name), Rounds.middle(ofSizes.get(size)))));
            sizes.stream().skip(1).forEach(size -> cells.add(ratio(ofSizes.get(size), ofSizes.get(sizes.get(0)))));
            table.row(name, cells.toArray(String[]::new));
        });
        return table;
    }

    private static String ratio(List<Double> figures, List<Double> others) {
        return number("%.2f", Rounds.middle(Rounds.ratios(figures, others)));
    }
}
