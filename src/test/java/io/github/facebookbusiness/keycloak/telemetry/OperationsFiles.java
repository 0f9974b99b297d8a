package io.github.facebookbusiness.keycloak.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What operators get to load and to read, as tests read it: dashboard, alerts, and the page with the runbook. */
final class OperationsFiles {

    private static final Path PAGE = Path.of("docs", "operations.md");
    private static final Path DASHBOARD = Path.of("docs", "operations", "dashboard.json");
    private static final Path ALERTS = Path.of("docs", "operations", "alerts.yaml");

    private static final Pattern SELECTOR = Pattern.compile("(facebook_business_\\w+)(?:\\{([^}]*)\\})?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern HEADING = Pattern.compile("(?m)^(#+) (.*)$");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\n(.*?)^```$");

    private OperationsFiles() {}

    /** @param values that the expression names, be it to have them or to leave them out */
    record Selector(String metric, Map<String, List<String>> values) {}

    /** Series that an expression of PromQL names. */
    static List<Selector> selectors(String expression) {
        return SELECTOR.matcher(expression)
                .results()
                .map(one -> new Selector(one.group(1), values(one)))
                .toList();
    }

    private static Map<String, List<String>> values(MatchResult selector) {
        Map<String, List<String>> values = new TreeMap<>();
        if (selector.group(2) != null) {
            LABEL.matcher(selector.group(2))
                    .results()
                    .filter(label -> !label.group(3).startsWith("$"))
                    .forEach(label ->
                            values.put(label.group(1), List.of(label.group(3).split("\\|"))));
        }
        return values;
    }

    static List<String> dashboardExpressions() {
        List<String> expressions = new ArrayList<>();
        JsonNode dashboard = parse(new ObjectMapper(), DASHBOARD);
        dashboard.path("panels").forEach(panel -> panel.path("targets")
                .forEach(target -> expressions.add(target.path("expr").asText())));
        dashboard
                .path("templating")
                .path("list")
                .forEach(variable ->
                        expressions.add(variable.path("query").path("query").asText()));
        return expressions;
    }

    record Alert(String name, String expression, String runbook) {}

    static List<Alert> alerts() {
        List<Alert> alerts = new ArrayList<>();
        parse(new YAMLMapper(), ALERTS).path("groups").forEach(group -> group.path("rules")
                .forEach(rule -> alerts.add(new Alert(
                        rule.path("alert").asText(),
                        rule.path("expr").asText(),
                        rule.path("annotations").path("runbook").asText()))));
        return alerts;
    }

    /** All expressions of both. */
    static List<String> expressions() {
        List<String> all = new ArrayList<>(dashboardExpressions());
        alerts().forEach(alert -> all.add(alert.expression()));
        return all;
    }

    static String page() {
        return read(PAGE);
    }

    /** The sections of the page by their anchors, as GitHub makes them; each with what is below it. */
    static Map<String, String> sections() {
        String page = page();
        Map<String, String> sections = new TreeMap<>();
        Matcher heading = HEADING.matcher(page);
        while (heading.find()) {
            Matcher end = Pattern.compile("(?m)^#{1," + heading.group(1).length() + "} ")
                    .matcher(page);
            sections.put(
                    anchor(heading.group(2)),
                    page.substring(heading.end(), end.find(heading.end()) ? end.start() : page.length())
                            .strip());
        }
        return sections;
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{Alnum} _-]", "")
                .replace(' ', '-');
    }

    /** The section that an alert sends to. */
    static String runbook(Alert alert) {
        String section = sections().get(alert.runbook().replace("docs/operations.md#", ""));
        if (section == null) {
            throw new AssertionError(alert.name() + " names " + alert.runbook() + ", which is not there");
        }
        return section;
    }

    /** What stands in the blocks of a section, in their order. */
    static List<String> blocks(String section) {
        return BLOCK.matcher(section)
                .results()
                .map(block -> block.group(1).strip())
                .toList();
    }

    private static JsonNode parse(ObjectMapper mapper, Path file) {
        try {
            return mapper.readTree(read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
