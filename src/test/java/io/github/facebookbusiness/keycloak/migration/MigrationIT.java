package io.github.facebookbusiness.keycloak.migration;

import static io.github.facebookbusiness.keycloak.migration.MovingRealm.OLD;
import static io.github.facebookbusiness.keycloak.migration.MovingRealm.OURS;
import static io.github.facebookbusiness.keycloak.migration.MovingRealm.counts;
import static io.github.facebookbusiness.keycloak.migration.MovingRealm.outcome;
import static io.github.facebookbusiness.keycloak.migration.MovingRealm.personIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Links go over and come back, and nobody's account changes hands by it. */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationIT {

    private static final String MIXED = "facebook-mixed";

    private TestRealm realm;
    private Database database;
    private MovingRealm moving;

    @BeforeAll
    void providers(TestRealm testRealm, Database tables) {
        realm = testRealm;
        database = tables;
        moving = MovingRealm.of(realm, database);
        realm.createProvider(
                MIXED,
                Map.of(
                        "configurations",
                        "[{\"key\":\"people\",\"value\":\""
                                + realm.personConfiguration().id() + " user\"}]"));
    }

    @BeforeEach
    void forget() {
        moving.forgetEverybody();
        realm.clearEvents();
        realm.app().log().clear();
    }

    // --- over ---

    @Test
    @OnEveryKeycloak
    void who_came_by_the_old_provider_comes_in_by_ours_to_the_same_account_and_meets_no_form() {
        SandboxPerson ada = moving.person("Ada");
        String userId = moving.account("ada.of.old", ada.id());
        JsonNode report = moving.migrate();
        assertEquals("MOVED", outcome(report, userId));
        assertEquals("ada.of.old", personIn(report, userId).path("username").asText());
        assertEquals(ada.id(), personIn(report, userId).path("facebookUserId").asText());

        JsonNode claims = signIn(ada);
        assertEquals(userId, claims.path("sub").asText());
        assertEquals("ada.of.old", claims.path("preferred_username").asText());
        assertTrue(realm.user("fb-" + ada.id()).isEmpty(), "no second account");
    }

    @Test
    void the_old_link_stays_so_that_both_buttons_work() {
        String userId = moving.account("both", "220000000000001");
        moving.migrate();
        assertEquals(Map.of(OLD, "220000000000001", OURS, "220000000000001"), moving.links(userId));
    }

    @Test
    void the_token_of_the_old_link_is_not_carried() {
        SandboxPerson person = moving.person("Token");
        String userId = moving.account("token", person.id());
        moving.keepToken(userId, person, "email");
        moving.migrate();
        List<Map<String, Object>> rows = database.query(
                "select TOKEN from FEDERATED_IDENTITY where USER_ID = ? and IDENTITY_PROVIDER = ?", userId, OURS);
        assertEquals(1, rows.size());
        assertEquals(null, rows.get(0).get("token"));
    }

    @Test
    @OnEveryKeycloak
    void a_dry_run_says_who_would_move_and_changes_nothing() {
        SandboxPerson person = moving.person("Dry");
        String userId = moving.account("dry", person.id());
        moving.keepToken(userId, person, "pages_show_list");
        realm.clearEvents();
        Map<String, List<String>> before = moving.rows();
        JsonNode report = moving.dryRun();
        assertEquals("WOULD_MOVE", outcome(report, userId));
        assertEquals(Map.of("links", 1, "moved", 1), counts(report));
        assertTrue(report.path("dryRun").asBoolean());
        assertEquals(before, moving.rows());
    }

    @Test
    void a_dry_run_of_the_way_back_changes_nothing_either() {
        String userId = moving.account("dry-back");
        moving.link(userId, OURS, "220000000000011");
        realm.clearEvents();
        Map<String, List<String>> before = moving.rows();
        JsonNode report = moving.call("dryRun=true&to=" + OLD).expect(200).body();
        assertEquals("WOULD_MOVE", outcome(report, userId));
        assertEquals(before, moving.rows());
    }

    @Test
    void a_second_call_changes_nothing_and_says_so() {
        String userId = moving.account("again", "220000000000021");
        assertEquals(Map.of("links", 1, "moved", 1), counts(moving.migrate()));
        Object links = moving.rows().get("FEDERATED_IDENTITY");
        JsonNode second = moving.migrate();
        assertEquals(Map.of("links", 1, "already", 1), counts(second));
        assertEquals("ALREADY", outcome(second, userId));
        assertEquals(links, moving.rows().get("FEDERATED_IDENTITY"));
        assertEquals("ALREADY", outcome(moving.dryRun(), userId));
    }

    @Test
    void who_came_in_by_the_old_provider_meanwhile_moves_with_the_next_call() {
        String first = moving.account("first", "220000000000031");
        moving.migrate();
        String later = moving.account("later", "220000000000032");
        JsonNode report = moving.migrate();
        assertEquals("ALREADY", outcome(report, first));
        assertEquals("MOVED", outcome(report, later));
    }

    @Test
    void nothing_is_asked_at_meta_when_it_is_done() {
        SandboxPerson person = moving.person("Unasked");
        moving.keepToken(moving.account("unasked", person.id()), person, "pages_show_list");
        JsonNode report = moving.migrate();
        assertEquals(List.of(), realm.app().calls());
        assertTrue(report.path("people").get(0).path("grants").isNull());
        assertTrue(report.path("people").get(0).path("invalidated").isNull());
    }

    @Test
    void an_account_that_is_switched_off_moves_and_stays_switched_off() {
        SandboxPerson person = moving.person("Off");
        String userId = moving.account("off", person.id());
        realm.admin().put("/users/" + userId, Map.of("enabled", false)).expect(204);
        assertEquals("MOVED", outcome(moving.migrate(), userId));
        Page end = BrokeredLogin.of(realm, OURS).agreeAs("person", person.id());
        assertTrue(end.location().isEmpty(), "not signed in");
    }

    @Test
    void links_from_a_second_provider_of_ours_move_as_well() {
        realm.createProvider("facebook-second", Map.of("tokenType", "user", "permissions", ""));
        try {
            SandboxPerson person = moving.person("Second");
            String userId = signInAt("facebook-second", person).path("sub").asText();
            assertEquals(
                    "MOVED",
                    outcome(moving.call("from=facebook-second").expect(200).body(), userId));
            assertEquals(userId, signIn(person).path("sub").asText());
        } finally {
            realm.deleteProvider("facebook-second");
        }
    }

    // --- in the way ---

    @Test
    void a_conflict_is_reported_per_person_and_nothing_is_overwritten() {
        String free = moving.account("free", "220000000000041");
        String idTaken = moving.account("id-taken", "220000000000042");
        String owner = moving.account("owner");
        moving.link(owner, OURS, "220000000000042");
        String userTaken = moving.account("user-taken", "220000000000043");
        moving.link(userTaken, OURS, "220000000000044");
        for (JsonNode report : List.of(moving.dryRun(), moving.migrate())) {
            assertEquals("CONFLICT/id_taken", outcome(report, idTaken));
            assertEquals("CONFLICT/user_taken", outcome(report, userTaken));
            assertEquals(Map.of("links", 3, "moved", 1, "conflicts", 2), counts(report));
        }
        assertEquals("220000000000041", moving.links(free).get(OURS));
        assertEquals(Map.of(OLD, "220000000000042"), moving.links(idTaken));
        assertEquals(Map.of(OURS, "220000000000042"), moving.links(owner));
        assertEquals(Map.of(OLD, "220000000000043", OURS, "220000000000044"), moving.links(userTaken));
    }

    @Test
    void an_id_that_leads_to_two_accounts_is_given_to_neither() {
        String one = moving.account("twin-one", "220000000000051");
        String two = moving.account("twin-two", "220000000000051");
        JsonNode report = moving.migrate();
        assertEquals("CONFLICT/linked_twice", outcome(report, one));
        assertEquals("CONFLICT/linked_twice", outcome(report, two));
        assertFalse(moving.links(one).containsKey(OURS));
        assertFalse(moving.links(two).containsKey(OURS));
    }

    @Test
    void a_link_that_holds_no_id_of_metas_is_left_alone() {
        List<String> ids = List.of("ada@example.org", "0220", "22 00", "2".repeat(33));
        List<String> users = new ArrayList<>();
        ids.forEach(id -> users.add(moving.account("odd-" + users.size(), id)));
        JsonNode report = moving.migrate();
        users.forEach(user -> assertEquals("SKIPPED/not_an_id", outcome(report, user)));
    }

    @Test
    void a_client_business_is_carried_in_neither_direction() {
        TokenApi mixed = TokenApi.of(realm, MIXED);
        SandboxBusiness business = mixed.connect("Shared Goods");
        String shared =
                realm.user("fb-" + business.id()).orElseThrow().path("id").asText();
        String person = moving.account("person-of-mixed");
        moving.link(person, MIXED, "220000000000061");
        String intruder = moving.account("intruder", business.id());
        String lodger = "220000000000062";
        moving.link(shared, OLD, lodger);

        JsonNode back = mixed.rest().post("/migration?to=" + OLD).expect(200).body();
        assertEquals("SKIPPED/client_business", outcome(back, shared));
        assertEquals("MOVED", outcome(back, person));
        assertEquals(Map.of(MIXED, business.id(), OLD, lodger), moving.links(shared));

        JsonNode over = mixed.rest().post("/migration?from=" + OLD).expect(200).body();
        assertEquals("SKIPPED/client_business", outcome(over, intruder));
        assertEquals("SKIPPED/account_of_business", outcome(over, shared));
        assertEquals(Map.of(OLD, business.id()), moving.links(intruder));

        JsonNode elsewhere = moving.migrate();
        assertEquals("SKIPPED/client_business", outcome(elsewhere, intruder), "known at another provider of the app");
        assertEquals("SKIPPED/account_of_business", outcome(elsewhere, shared));
    }

    @Test
    void a_user_of_a_storage_moves_where_the_storage_gives_them_out() {
        String known = moving.account("known");
        brokerLink(known, "220000000000071");
        brokerLink("f:00000000-0000-0000-0000-000000000001:ada", "220000000000072");
        for (JsonNode report : List.of(moving.dryRun(), moving.migrate())) {
            assertEquals("known", personIn(report, known).path("username").asText());
            assertEquals("SKIPPED/no_such_user", outcome(report, "f:00000000-0000-0000-0000-000000000001:ada"));
            assertEquals(Map.of("links", 2, "moved", 1, "skipped", 1), counts(report));
        }
        assertEquals("220000000000071", moving.links(known).get(OURS));
    }

    /** As Keycloak keeps the link of a user who is in a user storage and not in its own table. */
    private void brokerLink(String userId, String facebookUserId) {
        database.update(
                "insert into BROKER_LINK (IDENTITY_PROVIDER, STORAGE_PROVIDER_ID, REALM_ID, BROKER_USER_ID,"
                        + " BROKER_USERNAME, USER_ID) values (?, ?, ?, ?, ?, ?)",
                OLD,
                "00000000-0000-0000-0000-000000000001",
                moving.id(),
                facebookUserId,
                "ada",
                userId);
    }

    @Test
    void a_member_whom_an_organizations_provider_rules_over_gets_no_link_as_in_keycloaks_own_api() {
        realm.set(Map.of("organizationsEnabled", true));
        try {
            String organization = realm.admin()
                    .post(
                            "/organizations",
                            Map.of(
                                    "name",
                                    "Guild",
                                    "alias",
                                    "guild",
                                    "domains",
                                    List.of(Map.of("name", "guild.example"))))
                    .expect(201)
                    .createdId();
            SandboxPerson person = moving.person("Managed");
            realm.createProvider("facebook-guild", Map.of("tokenType", "user", "permissions", ""));
            realm.admin()
                    .post("/organizations/" + organization + "/identity-providers", "facebook-guild")
                    .expect(204);
            String userId = signInAt("facebook-guild", person).path("sub").asText();
            linkPastKeycloak(userId, person.id());
            String free = moving.account("unmanaged", "220000000000081");
            for (JsonNode report : List.of(moving.dryRun(), moving.migrate())) {
                assertEquals("SKIPPED/managed_member", outcome(report, userId));
                assertTrue(outcome(report, free).endsWith("MOVE")
                        || outcome(report, free).equals("MOVED"));
            }
        } finally {
            realm.deleteProvider("facebook-guild");
            realm.set(Map.of("organizationsEnabled", false));
        }
    }

    /** Keycloak's API refuses it just as we do. */
    private void linkPastKeycloak(String userId, String facebookUserId) {
        database.update(
                "insert into FEDERATED_IDENTITY (IDENTITY_PROVIDER, REALM_ID, FEDERATED_USER_ID, USER_ID)"
                        + " values (?, ?, ?, ?)",
                OLD,
                moving.id(),
                facebookUserId,
                userId);
    }

    // --- back ---

    @Test
    void the_way_back_gives_the_old_provider_whoever_came_first_by_ours() {
        SandboxPerson newcomer = moving.person("Newcomer");
        String userId = signIn(newcomer).path("sub").asText();
        String old = moving.account("old-timer", "220000000000091");
        moving.migrate();

        JsonNode report = moving.wayBack();
        assertEquals(OURS, report.path("from").asText());
        assertEquals(OLD, report.path("to").asText());
        assertEquals("MOVED", outcome(report, userId));
        assertEquals("ALREADY", outcome(report, old));
        assertEquals(Map.of(OLD, newcomer.id(), OURS, newcomer.id()), moving.links(userId));
        assertEquals(Map.of("links", 2, "already", 2), counts(moving.wayBack()));
        assertTrue(personIn(report, userId).path("invalidated").isNull(), "going back takes nothing away");
    }

    @Test
    void who_still_comes_by_the_old_provider_ends_in_the_same_account_after_the_way_back() {
        SandboxPerson newcomer = moving.person("Returning");
        String userId = signIn(newcomer).path("sub").asText();
        moving.wayBack();
        assertEquals(
                List.of(Map.of("user_id", userId)),
                database.query(
                        "select USER_ID from FEDERATED_IDENTITY where REALM_ID = ? and IDENTITY_PROVIDER = ?"
                                + " and FEDERATED_USER_ID = ?",
                        moving.id(),
                        OLD,
                        newcomer.id()));
    }

    // --- what is recorded ---

    @Test
    void each_link_is_the_admin_event_that_keycloaks_own_api_records_and_the_call_is_one_more() {
        String userId = moving.account("recorded", "220000000000101");
        realm.clearEvents();
        String byHand = moving.account("by-hand");
        moving.link(byHand, OURS, "220000000000102");
        JsonNode keycloaks = eventAt("users/" + byHand + "/federated-identity/" + OURS);
        realm.clearEvents();

        OidcClient admin = realm.createServiceWith("manage-identity-providers", "manage-users");
        String accessToken = admin.serviceAccountToken();
        realm.clearEvents();
        moving.api().as(accessToken).post("/migration?from=" + OLD).expect(200);

        assertEquals(2, realm.adminEvents().size(), realm.adminEvents().toString());
        JsonNode link = eventAt("users/" + userId + "/federated-identity/" + OURS);
        for (String field : List.of("operationType", "resourceType")) {
            assertEquals(keycloaks.path(field), link.path(field));
        }
        assertTrue(link.path("representation").asText().contains("220000000000101"), link.toString());
        JsonNode call = eventAt("identity-provider/instances/" + OURS + "/migration");
        assertEquals("ACTION", call.path("operationType").asText());
        assertEquals("IDENTITY_PROVIDER", call.path("resourceType").asText());
        assertEquals(OLD, call.path("details").path("from").asText());
        assertEquals(OURS, call.path("details").path("to").asText());
        assertTrue(call.path("representation").asText().contains("\"moved\":1"), call.toString());
        for (JsonNode event : List.of(link, call)) {
            assertEquals(
                    OidcClient.claims(accessToken).path("sub").asText(),
                    event.path("authDetails").path("userId").asText());
        }
    }

    private JsonNode eventAt(String path) {
        return realm.adminEvents().stream()
                .filter(event -> event.path("resourcePath").asText().equals(path))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError(path + " in " + realm.adminEvents().toString()));
    }

    // --- many ---

    @Test
    void many_people_are_listed_in_pages_and_move_in_calls_that_end() {
        int people = 2300;
        int atOnce = 2000;
        try (TestRealm large = realm.another()) {
            MovingRealm crowd = MovingRealm.of(large, database).withCrowd(people);
            Set<String> listed = new HashSet<>();
            for (int first = 0; first < people; first += 1000) {
                JsonNode page = crowd.call("dryRun=true&max=1000&first=" + first + "&from=" + OLD)
                        .expect(200)
                        .body();
                assertEquals(Map.of("links", people, "moved", people), counts(page));
                page.path("people")
                        .forEach(person -> listed.add(person.path("userId").asText()));
            }
            assertEquals(people, listed.size(), "each once, and all");

            JsonNode first =
                    crowd.call("max=1&first=2299&from=" + OLD).expect(200).body();
            assertEquals(Map.of("links", people, "moved", atOnce, "left", people - atOnce), counts(first));
            assertEquals(1, first.path("people").size());
            assertEquals("LEFT", first.path("people").get(0).path("outcome").asText());
            assertEquals(atOnce, crowd.linksAt(OURS));
            assertEquals(Map.of("links", people, "moved", people - atOnce, "already", atOnce), counts(crowd.migrate()));
            assertEquals(people, crowd.linksAt(OURS));
            assertEquals(Map.of("links", people, "already", people), counts(crowd.migrate()));
        }
    }

    @Test
    void two_calls_at_once_make_each_link_once_and_both_succeed() {
        int people = 450;
        try (TestRealm large = realm.another()) {
            MovingRealm crowd = MovingRealm.of(large, database).withCrowd(people);
            List<CompletableFuture<JsonNode>> calls = Stream.generate(
                            () -> CompletableFuture.supplyAsync(crowd::migrate))
                    .limit(2)
                    .toList();
            int moved = 0;
            for (CompletableFuture<JsonNode> call : calls) {
                moved += call.join().path("counts").path("moved").asInt();
            }
            assertEquals(people, moved);
            assertEquals(people, crowd.linksAt(OURS));
            int events = large.admin()
                    .get("/admin-events?max=2000&operationTypes=CREATE&resourcePath=users/*/federated-identity/*")
                    .expect(200)
                    .body()
                    .size();
            assertEquals(people, events, "what was tried again is recorded once");
        }
    }

    private JsonNode signIn(SandboxPerson person) {
        return signInAt(OURS, person);
    }

    private JsonNode signInAt(String alias, SandboxPerson person) {
        BrokeredLogin login = BrokeredLogin.of(realm, alias);
        return login.claims(login.agreeAs("person", person.id()));
    }
}
