package io.github.facebookbusiness.keycloak.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.graph.GraphLoad;
import io.github.facebookbusiness.keycloak.graph.GraphObserver;
import io.github.facebookbusiness.keycloak.graph.GraphOperation;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dashboard and alerts name what the code has, and every alert says where it is written what to do. */
class DashboardAndAlertsTest {

    /** What Prometheus itself adds to each series. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");

    /** The values of each label of each metric, by Prometheus' names. */
    private final Map<String, Map<String, Set<String>>> known = new TreeMap<>();

    @BeforeEach
    void everyMeterThatThereCanBe() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new UpkeepMetrics(registry);
        GraphMetrics graph = new GraphMetrics(registry);
        graph.watch(() -> new GraphLoad(0, 32, 0));
        List<String> outcomes = new ArrayList<>(List.of("success", "internal_error"));
        for (GraphError.Cause cause : GraphError.Cause.values()) {
            outcomes.add(cause.name().toLowerCase(Locale.ROOT));
        }
        for (GraphOperation operation : GraphOperation.values()) {
            outcomes.forEach(outcome -> graph.begin(operation).end(new GraphObserver.Outcome(outcome, 200, 0)));
        }
        registry.getMeters().forEach(meter -> namesOf(meter.getId()).forEach(name -> {
            Map<String, Set<String>> labels = known.computeIfAbsent(name, any -> new TreeMap<>());
            for (Tag tag : meter.getId().getTags()) {
                labels.computeIfAbsent(tag.getKey(), any -> new TreeSet<>()).add(tag.getValue());
            }
        }));
    }

    /** As Micrometer's registry for Prometheus names them, which {@code RunbookIT} sees. */
    private static List<String> namesOf(Meter.Id id) {
        String name = id.getName().replace('.', '_');
        return switch (id.getType()) {
            case COUNTER -> List.of(name + "_total");
            case TIMER -> List.of(name + "_seconds_count", name + "_seconds_sum", name + "_seconds_max");
            default -> List.of(id.getBaseUnit() == null ? name : name + "_" + id.getBaseUnit());
        };
    }

    @Test
    void every_expression_names_metrics_and_values_of_labels_that_there_are() {
        List<String> expressions = OperationsFiles.expressions();
        assertTrue(expressions.size() > 30, "all of them were found");
        expressions.forEach(expression -> assertEquals(List.of(), unknownIn(expression), expression));
    }

    @Test
    void what_there_is_not_is_found() {
        assertEquals(
                List.of("facebook_business_tokens_gone"),
                unknownIn("sum(facebook_business_tokens_gone) > facebook_business_tokens"));
        assertEquals(
                List.of("status=rewoked"),
                unknownIn("max by (job) (facebook_business_tokens{status=~\"rewoked|active\"})"));
        assertEquals(List.of("realm"), unknownIn("max by (realm, job) (facebook_business_tokens)"));
        assertEquals(List.of("realm"), unknownIn("facebook_business_tokens{realm=\"demo\"}"));
    }

    @Test
    void every_metric_is_on_the_dashboard_and_explained() {
        Set<String> shown = new HashSet<>();
        OperationsFiles.dashboardExpressions().forEach(expression -> OperationsFiles.selectors(expression)
                .forEach(selector -> shown.add(selector.metric())));
        known.keySet().forEach(metric -> assertTrue(shown.contains(metric), () -> metric + " is on no panel"));
        String page = OperationsFiles.page();
        known.keySet().stream()
                .map(metric -> metric.replaceAll("_seconds_(count|sum|max)$", "_seconds"))
                .forEach(metric -> assertTrue(page.contains("`" + metric + "`"), () -> metric + " is not explained"));
    }

    @Test
    void every_alert_has_its_section_from_the_list_of_whom_it_is_about_to_the_link_for_them() {
        Set<String> sections = new HashSet<>();
        for (OperationsFiles.Alert alert : OperationsFiles.alerts()) {
            assertTrue(alert.runbook().startsWith("docs/operations.md#"), alert::name);
            String section = OperationsFiles.runbook(alert);
            assertTrue(sections.add(alert.runbook()), () -> alert.name() + " has the section of another one");
            assertTrue(section.contains("`" + alert.name() + "`"), () -> alert.name() + " is not named there");
            assertTrue(section.startsWith("```\nbin/kcadm.sh get facebook-business/ALIAS/tokens -r NAME"), section);
            List<String> blocks = OperationsFiles.blocks(section);
            assertEquals(1, blocks.get(0).lines().count(), "one command");
            for (String field : List.of("clientBusinessId", "clientBusinessName", "reason", "statusSince")) {
                assertTrue(blocks.get(0).contains(field), () -> alert.name() + " does not list " + field);
            }
            assertTrue(section.endsWith("```\n" + blocks.get(blocks.size() - 1) + "\n```"), section);
            assertTrue(
                    blocks.get(blocks.size() - 1).startsWith("https://HOST/realms/NAME/protocol/openid-connect/auth?"),
                    section);
        }
        assertTrue(sections.size() > 10);
        assertEquals(
                sections.size(),
                OperationsFiles.page().split("\nAlert `", -1).length - 1,
                "a section of an alert that there is not");
        assertFalse(OperationsFiles.sections().isEmpty());
    }

    private List<String> unknownIn(String expression) {
        List<String> unknown = new ArrayList<>();
        Set<String> labels = new HashSet<>(OF_PROMETHEUS);
        for (OperationsFiles.Selector selector : OperationsFiles.selectors(expression)) {
            Map<String, Set<String>> ofMetric = known.get(selector.metric());
            if (ofMetric == null) {
                unknown.add(selector.metric());
                continue;
            }
            labels.addAll(ofMetric.keySet());
            selector.values().forEach((label, values) -> {
                if (!ofMetric.containsKey(label) && !OF_PROMETHEUS.contains(label)) {
                    unknown.add(label);
                } else if (ofMetric.containsKey(label)) {
                    values.stream()
                            .filter(value -> !ofMetric.get(label).contains(value))
                            .forEach(value -> unknown.add(label + "=" + value));
                }
            });
        }
        BY.matcher(expression)
                .results()
                .flatMap(by -> List.of(by.group(1).split(",\\s*")).stream())
                .filter(label -> !labels.contains(label))
                .forEach(unknown::add);
        return unknown;
    }
}
