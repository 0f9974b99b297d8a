package io.github.facebookbusiness.keycloak.migration;

import static io.github.facebookbusiness.keycloak.migration.MovingRealm.OLD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Bash;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Moves over as {@code docs/migration.md} says, and back: its commands, as they stand there and in their order. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationPageIT {

    private static final String NEW = "facebook-moved-to";

    private final DocumentedSteps page = DocumentedSteps.of("migration.md");
    private final Bash bash = new Bash();

    private TestRealm realm;
    private MovingRealm moving;

    @BeforeAll
    void admin(TestRealm testRealm, Database database, AdminApi server) {
        assumeTrue(Bash.has("bash", "curl", "sed", "seq"), "The commands of the page need bash, curl, sed and seq.");
        realm = testRealm;
        moving = MovingRealm.of(realm, database);
        realm.vaultSecret("facebook", realm.app().secret());
        realm.app().allowRedirect(realm.redirectUri(NEW).toString());
        OidcClient admin = realm.createServiceWith("manage-identity-providers", "manage-users");
        bash.with(Map.of(
                "KEYCLOAK", server.base().toString(),
                "REALM", realm.name(),
                "CLIENT_ID", admin.clientId(),
                "CLIENT_SECRET", admin.secret().orElseThrow()));
        bash.with(Map.of(
                "OLD",
                OLD,
                "ALIAS",
                NEW,
                "APP_ID",
                realm.app().id(),
                "CONFIG_ID",
                realm.personConfiguration().id()));
        bash.run(DocumentedSteps.of("token-api.md").commands("Sign in"));
    }

    @AfterAll
    void close() {
        bash.close();
    }

    @Test
    void the_commands_move_people_over_and_back() {
        SandboxPerson person = moving.person("Documented");
        String userId = moving.account("documented", person.id());
        moving.keepToken(userId, person, "email");

        run("2. Create the provider");
        pointToSandbox();
        assertEquals("false", realm.provider(NEW).path("enabled").asText(), "nobody meets it yet");
        String dryRun = run("3. Dry run");
        assertTrue(dryRun.contains("\"TOKEN\""), dryRun);
        assertTrue(bash.run("cat people.json").contains(userId), "the loop goes through everybody");
        assertEquals(List.of(OLD), List.copyOf(moving.links(userId).keySet()));
        run("4. Switch the app");
        assertTrue(run("5. Migrate").contains("\"MOVED\""));
        run("6. Disable the old provider");
        assertEquals("false", realm.provider(OLD).path("enabled").asText());
        assertEquals(userId, signIn(person).path("sub").asText());

        SandboxPerson newcomer = moving.person("Latecomer");
        String newcomersId = signIn(newcomer).path("sub").asText();
        run("The way back");
        assertEquals(newcomer.id(), moving.links(newcomersId).get(OLD));
        assertEquals("true", realm.provider(OLD).path("enabled").asText());
        assertEquals("false", realm.provider(NEW).path("enabled").asText());
    }

    @Test
    void the_commands_of_the_token_api_page_make_a_dry_run() {
        bash.with(Map.of("ALIAS", MovingRealm.OURS));
        try {
            String signIn = DocumentedSteps.of("token-api.md").commands("Sign in");
            String printed =
                    bash.run(signIn + DocumentedSteps.of("token-api.md").commands("Moving over"));
            assertEquals(3, printed.split("\"dryRun\" ?: ?true", -1).length, "by curl and by kcadm.sh: " + printed);
        } finally {
            bash.with(Map.of("ALIAS", NEW));
        }
    }

    @Test
    void the_answer_has_the_fields_that_the_page_shows() throws IOException {
        moving.account("shown", "220000000000301");
        JsonNode answer = moving.dryRun();
        JsonNode example = new ObjectMapper().readTree(page.example());
        assertEquals(fields(answer), fields(example));
        assertEquals(fields(answer.path("counts")), fields(example.path("counts")));
        assertEquals(
                fields(answer.path("people").get(0)),
                fields(example.path("people").get(0)));
    }

    private String run(String heading) {
        return bash.run(page.commands(heading));
    }

    private void pointToSandbox() {
        JsonNode config = realm.provider(MovingRealm.OURS).path("config");
        realm.updateProvider(
                        NEW,
                        Map.of(
                                "graphUrl", config.path("graphUrl").asText(),
                                "dialogUrl", config.path("dialogUrl").asText()))
                .expect(204);
    }

    private JsonNode signIn(SandboxPerson person) {
        BrokeredLogin login = BrokeredLogin.of(realm, NEW);
        return login.claims(login.agreeAs("person", person.id()));
    }

    private static List<String> fields(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
