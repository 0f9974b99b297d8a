package io.github.facebookbusiness.keycloak.testing;

import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node shows on its management port, as Prometheus reads it. */
public final class Metrics {

    private static final Pattern SERIES =
            Pattern.compile("(?m)^(facebook_business_\\w+)(?:\\{([^}]*)\\})? (\\S+)(?: \\S+)?$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final List<Series> series;

    private Metrics(List<Series> series) {
        this.series = series;
    }

    /** One line. */
    public record Series(String name, Map<String, String> labels, double value) {}

    /** Those of this extension. */
    public static Metrics scrape(KeycloakServer server) {
        String text = AdminApi.of(server.managementUrl())
                .anonymous()
                .get("/metrics")
                .expect(200)
                .body()
                .asText();
        return new Metrics(SERIES.matcher(text)
                .results()
                .map(line -> new Series(line.group(1), labels(line), Double.parseDouble(line.group(3))))
                .toList());
    }

    private static Map<String, String> labels(MatchResult line) {
        Map<String, String> labels = new TreeMap<>();
        if (line.group(2) != null) {
            Matcher label = LABEL.matcher(line.group(2));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        return labels;
    }

    public List<Series> all() {
        return series;
    }

    /** The one series of that name that has exactly these labels. */
    public double value(String name, Map<String, String> labels) {
        Optional<Series> found = series.stream()
                .filter(one -> one.name().equals(name) && one.labels().equals(labels))
                .findFirst();
        return found.map(Series::value)
                .orElseThrow(() -> new AssertionError("There is no " + name + labels + " in " + series));
    }

    public double value(String name) {
        return value(name, Map.of());
    }

    @Override
    public String toString() {
        return series.toString();
    }
}
