package io.github.facebookbusiness.keycloak.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Bash;
import io.github.facebookbusiness.keycloak.testing.Browser;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.Metrics;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an operator does after an alert, with what a real server shows and the real kcadm.sh. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunbookIT {

    private static final String ALIAS = "facebook-business";
    private static final Pattern RESUME = Pattern.compile("`(bin/kcadm.sh create [^`]*/resume[^`]*)`");
    private static final Pattern FIELDS = Pattern.compile("--fields '([^']*)'");

    private final Bash bash = new Bash();

    private TestRealm realm;
    private TokenApi api;
    private Database database;

    @BeforeAll
    void provider(TestRealm testRealm, Database itsDatabase, AdminApi server) {
        assumeTrue(Bash.has("bash", "sed", "grep", "tr"), "The commands of the page need bash, sed, grep and tr.");
        realm = testRealm.createProvider(
                ALIAS,
                Map.of(
                        "configurations",
                        "[{\"key\":\"default\",\"value\":\""
                                + testRealm.businessConfiguration().id() + "\"}]"));
        api = TokenApi.of(realm, ALIAS);
        database = itsDatabase;
        bash.with(Map.of("KEYCLOAK", server.base().toString(), "ADMIN", KeycloakServer.ADMIN))
                .run(
                        "bin/kcadm.sh config credentials --server $KEYCLOAK --realm master --user $ADMIN --password $ADMIN");
    }

    @AfterAll
    void close() {
        bash.close();
    }

    @Test
    void every_metric_that_dashboard_and_alerts_name_is_on_the_management_port(KeycloakServer server) {
        api.connect("Measured");
        List<Metrics.Series> shown = Metrics.scrape(server).all();
        for (String expression : OperationsFiles.expressions()) {
            for (OperationsFiles.Selector selector : OperationsFiles.selectors(expression)) {
                assertTrue(
                        shown.stream().anyMatch(series -> isOf(selector, series)),
                        () -> selector + " is not in " + shown);
            }
        }
    }

    private static boolean isOf(OperationsFiles.Selector selector, Metrics.Series series) {
        return series.name().equals(selector.metric())
                && selector.values().entrySet().stream().allMatch(label -> label.getValue()
                        .contains(series.labels().getOrDefault(label.getKey(), "")));
    }

    @Test
    void each_section_begins_with_a_command_that_lists_client_business_name_reason_and_since_when() {
        SandboxBusiness served = api.connect("Served");
        SandboxBusiness gone = api.connect("Gone");
        database.update(
                "UPDATE FACEBOOK_BUSINESS_TOKEN SET STATUS = 'REVOKED', REASON = 'app_removed', STATUS_SINCE = 1795471469"
                        + " WHERE CLIENT_BUSINESS_ID = ?",
                gone.id());
        Set<String> others = new LinkedHashSet<>();
        for (OperationsFiles.Alert alert : OperationsFiles.alerts()) {
            String command = filledIn(
                    OperationsFiles.blocks(OperationsFiles.runbook(alert)).get(0));
            if (command.contains("status=REVOKED")) {
                String printed = bash.run(command);
                for (String part : List.of(gone.id(), "Gone", "app_removed", "1795471469")) {
                    assertTrue(printed.contains(part), () -> part + " is not in " + printed);
                }
                assertFalse(printed.contains(served.id()), printed);
            } else {
                others.add(command);
            }
        }
        // No token has these states here, and an empty list would not show whether the fields are there.
        String everyStatus = String.join("\n", others).replaceAll("-q status=\\w+", "");
        String printed = bash.run(everyStatus);
        assertTrue(printed.contains(served.id()), printed);
        FIELDS.matcher(everyStatus)
                .results()
                .flatMap(fields -> Stream.of(fields.group(1).split("[,()]+")))
                .forEach(field ->
                        assertTrue(printed.contains("\"" + field + "\" :"), () -> "no " + field + "\n" + printed));
    }

    @Test
    void each_section_ends_with_a_link_by_which_the_client_business_connects_again() {
        SandboxBusiness business = api.connect("Comes back");
        database.update(
                "UPDATE FACEBOOK_BUSINESS_TOKEN SET STATUS = 'REVOKED' WHERE CLIENT_BUSINESS_ID = ?", business.id());
        Set<String> links = new LinkedHashSet<>();
        for (OperationsFiles.Alert alert : OperationsFiles.alerts()) {
            List<String> blocks = OperationsFiles.blocks(OperationsFiles.runbook(alert));
            links.add(blocks.get(blocks.size() - 1));
        }
        for (String link : links) {
            Page end = Browser.desktop()
                    .stopBefore(realm.client().redirectUri())
                    .open(URI.create(filledIn(link)))
                    .submit("form", Map.of("business", business.id()), "#continue");
            assertTrue(end.location().isPresent(), end::toString);
        }
        assertEquals("ACTIVE", api.tokensOf(business).get(0).path("status").asText());
    }

    @Test
    void the_provider_that_an_alert_is_about_can_be_found() {
        String script = OperationsFiles.blocks(OperationsFiles.sections().get("which-provider"))
                .get(0);
        String printed = bash.run(script);
        assertTrue(
                printed.lines().anyMatch(line -> line.startsWith(realm.name() + " " + ALIAS + " \"name\":\"upkeep\"")),
                printed);
    }

    @Test
    void an_admin_can_say_to_go_on_as_the_sections_say() {
        Set<String> commands = new LinkedHashSet<>();
        RESUME.matcher(OperationsFiles.page()).results().forEach(command -> commands.add(filledIn(command.group(1))));
        assertEquals(1, commands.size(), "the same everywhere");
        bash.run(String.join("\n", commands));
    }

    private String filledIn(String text) {
        String redirectUri = URLEncoder.encode(realm.client().redirectUri().toString(), StandardCharsets.UTF_8);
        String server = realm.url().toString().replaceAll("/realms/.*", "");
        return text.replace("https://HOST", server)
                .replace("REDIRECT_URI", redirectUri)
                .replace("CLIENT", realm.client().clientId())
                .replace("CONFIGURATION", "default")
                .replace("ALIAS", ALIAS)
                .replace("NAME", realm.name());
    }
}
