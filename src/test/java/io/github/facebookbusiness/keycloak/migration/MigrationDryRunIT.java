package io.github.facebookbusiness.keycloak.migration;

import static io.github.facebookbusiness.keycloak.migration.MovingRealm.OLD;
import static io.github.facebookbusiness.keycloak.migration.MovingRealm.OURS;
import static io.github.facebookbusiness.keycloak.migration.MovingRealm.personIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a dry run tells of Meta's side: what each person loses when the app is switched. */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationDryRunIT {

    private static final String KEEPING = "facebook-keeping";

    private TestRealm realm;
    private MovingRealm moving;
    private SandboxPerson person;
    private String userId;

    @BeforeAll
    void providers(TestRealm testRealm, Database database) {
        realm = testRealm;
        moving = MovingRealm.of(realm, database);
        realm.createProvider(
                KEEPING, Map.of("tokenType", "user", "permissions", ""), provider -> provider.put("storeToken", true));
    }

    @BeforeEach
    void somebody() {
        moving.forgetEverybody();
        person = moving.person("Somebody");
        userId = moving.account("somebody", person.id());
        realm.app().log().clear();
    }

    @AfterEach
    void mend() {
        realm.app().faults().clear();
        moving.database().update("delete from FACEBOOK_BUSINESS_RATE_LIMIT");
    }

    @ParameterizedTest
    @CsvSource({
        "email public_profile, TOKEN",
        "public_profile, TOKEN",
        "user_friends email, PERMISSIONS",
        "pages_show_list user_posts user_friends, PERMISSIONS",
        "email pages_show_list, NOTHING"
    })
    void what_meta_will_invalidate_follows_from_what_the_person_granted(String granted, String invalidated) {
        moving.keepToken(userId, person, granted.split(" "));
        JsonNode told = told();
        assertEquals(invalidated, told.path("invalidated").asText());
        List<String> grants = texts(told.path("grants"));
        assertTrue(grants.containsAll(List.of(granted.split(" "))), grants.toString());
        assertEquals(
                Stream.of(granted.split(" "))
                        .filter(name -> name.startsWith("user_"))
                        .sorted()
                        .toList(),
                texts(told.path("revokedPermissions")));
    }

    @Test
    void without_a_stored_token_it_is_unknown_and_meta_is_not_asked() {
        assertUnknown(report(), "");
        assertEquals(List.of(), realm.app().calls());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"access_token\":\"EAAnobodyKnowsThisOne\"}",
                "{\"access_token\":\" \"}",
                "{\"access_token\":42}",
                "{\"token_type\":\"bearer\"}",
                "{\"access_token\":",
                "access_token=EAAx&expires=5183944",
                "null",
                ""
            })
    void what_is_no_token_of_metas_is_unknown(String kept) {
        moving.keep(userId, kept);
        assertUnknown(report(), "");
    }

    @Test
    void a_token_that_is_dead_says_nothing_of_what_the_person_has_granted() {
        realm.app().invalidate(moving.keepToken(userId, person, "pages_show_list"));
        assertUnknown(report(), "");
    }

    @Test
    void another_persons_token_says_nothing_of_this_one() {
        moving.keepToken(userId, moving.person("Stranger"), "pages_show_list");
        assertUnknown(report(), "");
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKEN_APP_ID_OTHER", "TOKEN_TYPE_OTHER", "TOKEN_OF_OTHER_APP", "DEBUG_TOKEN_MALFORMED"})
    void an_answer_about_something_else_is_unknown(Fault fault) {
        moving.keepToken(userId, person, "pages_show_list");
        realm.app().faults().on(fault);
        assertUnknown(report(), "");
    }

    @ParameterizedTest
    @CsvSource({
        "BATCH_HTML_502, graph_unavailable",
        "BATCH_DROPS, graph_unreachable",
        "BATCH_REDIRECTS, answer_malformed",
        "BATCH_RATE_LIMITED, rate_limited",
        "BATCH_TOP_LEVEL_ERROR, app_secret_invalid",
        "APP_DELETED, app_id_invalid"
    })
    void where_meta_does_not_answer_the_dry_run_still_does_and_says_why(Fault fault, String error) {
        moving.keepToken(userId, person, "pages_show_list");
        realm.app().faults().on(fault);
        assertUnknown(report(), error);
    }

    @Test
    void a_secret_that_the_vault_does_not_have_is_said_and_does_not_fail_it() {
        moving.keepToken(userId, person, "pages_show_list");
        realm.updateProvider(OURS, Map.of("clientSecret", "${vault.nowhere}")).expect(204);
        try {
            assertUnknown(report(), "app_secret_unresolved");
        } finally {
            realm.updateProvider(OURS, Map.of("clientSecret", realm.app().secret()))
                    .expect(204);
        }
    }

    @Test
    void once_meta_says_to_wait_it_is_not_asked_again() {
        for (int number = 0; number < 60; number++) {
            SandboxPerson other = moving.person("Crowd");
            moving.keepToken(moving.account("waiting-" + number, other.id()), other, "pages_show_list");
        }
        realm.app().faults().on(Fault.DEBUG_TOKEN_RATE_LIMITED);
        JsonNode report = report();
        assertEquals("rate_limited", report.path("graphError").asText());
        assertEquals(1, realm.app().log().calls("batch").size());
        realm.app().faults().clear();
        realm.app().log().clear();
        assertEquals("rate_limited", report().path("graphError").asText(), "told to the next call as well");
        assertEquals(List.of(), realm.app().calls());
    }

    @Test
    void meta_is_asked_fifty_at_a_time_and_only_about_those_who_are_listed() {
        for (int number = 0; number < 60; number++) {
            SandboxPerson other = moving.person("Crowd");
            moving.keepToken(moving.account("crowd-" + number, other.id()), other, "pages_show_list");
        }
        moving.keepToken(userId, person, "pages_show_list");
        JsonNode all = report();
        assertEquals(2, realm.app().log().calls("batch").size());
        assertEquals(61, realm.app().log().calls("debug_token").size());
        all.path("people")
                .forEach(listed ->
                        assertEquals("NOTHING", listed.path("invalidated").asText(), listed.toString()));
        realm.app().log().clear();
        JsonNode few = moving.call("dryRun=true&first=58&max=5&from=" + OLD)
                .expect(200)
                .body();
        assertEquals(3, few.path("people").size());
        assertEquals(61, few.path("counts").path("links").asInt());
        assertEquals(3, realm.app().log().calls("debug_token").size());
    }

    @Test
    void a_token_that_our_own_provider_sealed_is_asked_about_too() {
        SandboxConfiguration wide = realm.app().addConfiguration(SandboxConfiguration.user("email", "ads_read"));
        realm.updateProvider(KEEPING, Map.of("configId", wide.id(), "permissions", ""))
                .expect(204);
        BrokeredLogin login = BrokeredLogin.of(realm, KEEPING);
        SandboxPerson keeping = moving.person("Keeping");
        String keeper =
                login.claims(login.agreeAs("person", keeping.id())).path("sub").asText();
        JsonNode told =
                personIn(moving.call("dryRun=true&from=" + KEEPING).expect(200).body(), keeper);
        assertEquals(List.of("ads_read", "email", "public_profile"), texts(told.path("grants")));
        assertEquals("NOTHING", told.path("invalidated").asText());
    }

    @Test
    void a_sealed_token_is_not_sent_to_another_graph_url_than_the_one_it_came_from() {
        BrokeredLogin login = BrokeredLogin.of(realm, KEEPING);
        SandboxPerson keeping = moving.person("Elsewhere");
        String keeper =
                login.claims(login.agreeAs("person", keeping.id())).path("sub").asText();
        String graphUrl = realm.provider(OURS).path("config").path("graphUrl").asText();
        realm.updateProvider(OURS, Map.of("graphUrl", graphUrl + "/elsewhere")).expect(204);
        realm.app().log().clear();
        try {
            JsonNode told = personIn(
                    moving.call("dryRun=true&from=" + KEEPING).expect(200).body(), keeper);
            assertEquals("UNKNOWN", told.path("invalidated").asText());
            assertEquals(List.of(), realm.app().calls());
        } finally {
            realm.updateProvider(OURS, Map.of("graphUrl", graphUrl)).expect(204);
        }
    }

    @Test
    void no_token_is_in_the_answer_nor_in_an_event() {
        moving.keepToken(userId, person, "pages_show_list");
        String answers = report().toString() + moving.migrate() + moving.wayBack();
        String kept = answers + realm.events() + realm.adminEvents();
        assertTrue(kept.contains(person.id()));
        realm.app().issued().forEach(secret -> assertFalse(kept.contains(secret), "a secret in " + kept));
    }

    private JsonNode report() {
        return moving.dryRun();
    }

    private JsonNode told() {
        return personIn(report(), userId);
    }

    private void assertUnknown(JsonNode report, String error) {
        JsonNode told = personIn(report, userId);
        assertEquals("UNKNOWN", told.path("invalidated").asText());
        assertTrue(told.path("grants").isNull());
        assertTrue(told.path("revokedPermissions").isNull());
        assertEquals(error, report.path("graphError").asText("").replace("null", ""));
        assertEquals("WOULD_MOVE", told.path("outcome").asText());
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
