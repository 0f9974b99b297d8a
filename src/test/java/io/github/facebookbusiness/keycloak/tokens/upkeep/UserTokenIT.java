package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person's kept token cannot be renewed without the person: so its end is told in time. */
@OnEveryDatabase
class UserTokenIT extends WithShortDays {

    private static final String PERSON = "facebook-person";

    /** Sixty of them are nine seconds, the last two of which it is expiring. */
    private static final Duration SHORT_DAY = Duration.ofMillis(150);

    @BeforeEach
    void keepingProvider() {
        realm.createProvider(
                PERSON, Map.of("tokenType", "user", "permissions", ""), provider -> provider.put("storeToken", true));
    }

    @Test
    void that_a_kept_token_ends_soon_and_that_it_has_ended_is_told_once_each() {
        realm.app().withDaysOf(SHORT_DAY);
        String user = signIn(newPerson("Told Twice"));
        Map<String, Object> row = onlyRow();
        Eventually.holds(PATIENCE, () -> told(user).toString(), () -> told(user).size() == 2);
        assertEquals(List.of("EXPIRED", "EXPIRING"), statusesOf(told(user)));
        for (JsonNode event : told(user)) {
            assertEquals("UPDATE", event.path("operationType").asText());
            assertEquals("USER", event.path("resourceType").asText());
            assertEquals(PERSON, event.path("details").path("identity_provider").asText());
            assertEquals(
                    row.get("expires_at").toString(),
                    event.path("details").path("expires_at").asText());
        }
        assertEquals(null, onlyRow().get("due_at"), "nothing more will be told");
        assertEquals("EXPIRED", onlyRow().get("told_status"));
    }

    @Test
    void a_login_in_time_leaves_nothing_to_tell() {
        realm.app().withDaysOf(Duration.ofSeconds(1));
        SandboxPerson person = newPerson("Comes In Time");
        String user = signIn(person);
        long first = number("expires_at");
        realm.app().withDaysOf(Duration.ofDays(1));
        assertEquals(user, signIn(person));
        assertTrue(number("expires_at") > first + Duration.ofDays(50).toSeconds());
        assertEquals(number("expires_at") - 2, number("due_at"), "two seconds before its end");
        assertEquals("ACTIVE", onlyRow().get("told_status"));
        assertEquals(List.of(), told(user));
    }

    @Test
    void a_login_after_its_end_begins_anew() {
        realm.app().withDaysOf(SHORT_DAY);
        SandboxPerson person = newPerson("Comes Late");
        String user = signIn(person);
        Eventually.holds(PATIENCE, () -> told(user).toString(), () -> told(user).size() == 2);
        realm.app().withDaysOf(Duration.ofDays(1));
        signIn(person);
        assertEquals("ACTIVE", onlyRow().get("told_status"));
        assertEquals(number("expires_at") - 2, number("due_at"));
    }

    @Test
    void who_comes_back_the_same_day_leaves_what_is_written_as_it_is() {
        SandboxPerson person = newPerson("Comes Back");
        signIn(person);
        assertEquals(0, number("version"), "it is written once");
        putBack(Duration.ofHours(23));
        Map<String, Object> row = onlyRow();
        signIn(person);
        assertEquals(row, onlyRow());
    }

    @Test
    void and_the_day_after_writes_it_anew() {
        SandboxPerson person = newPerson("Next Day");
        signIn(person);
        long due = number("due_at");
        putBack(Duration.ofHours(25));
        signIn(person);
        assertTrue(number("due_at") >= due);
    }

    @Test
    void a_token_that_ends_before_the_one_before_is_written_at_once() {
        SandboxPerson person = newPerson("Ends Before");
        signIn(person);
        realm.app().faults().on(Fault.LONG_LIVED_REFUSED);
        signIn(person);
        assertTrue(number("due_at") < now() + Duration.ofHours(3).toSeconds());
    }

    @Test
    void what_is_not_written_for_whatever_reason_the_next_login_writes() {
        SandboxPerson person = newPerson("Forgotten Once");
        signIn(person);
        Map<String, Object> row = onlyRow();
        own.database().update("delete from FACEBOOK_BUSINESS_USER_TOKEN where REALM_ID = ?", idOf(realm));
        signIn(person);
        assertEquals(row.get("user_id"), onlyRow().get("user_id"));
        assertTrue(number("due_at") > now() + Duration.ofDays(50).toSeconds());
    }

    @Test
    void a_login_writes_where_somebody_may_be_looking() {
        realm.app().faults().on(Fault.LONG_LIVED_REFUSED);
        SandboxPerson person = newPerson("Looked At");
        signIn(person);
        // Twice the lease, which is ten seconds: it is not due before that.
        own.database()
                .update(
                        "update FACEBOOK_BUSINESS_USER_TOKEN set DUE_AT = " + (now() + 20) + " where REALM_ID = ?",
                        idOf(realm));
        signIn(person);
        assertEquals(1, number("version"), "by the login, and by nobody else");
        assertTrue(number("due_at") > now() + Duration.ofMinutes(50).toSeconds());
    }

    @Test
    void what_is_kept_decides_and_not_what_is_written_about_it() {
        String user = signIn(newPerson("Written Wrong"));
        long end = number("expires_at");
        makeDue();
        Eventually.holds(PATIENCE, () -> onlyRow().toString(), () -> number("expires_at") == end);
        assertEquals(List.of(), told(user));
    }

    @Test
    void nothing_is_told_of_a_token_that_is_gone_without_anybody_saying_so() {
        String user = signIn(newPerson("Gone Silently"));
        own.database().update("update FEDERATED_IDENTITY set TOKEN = null where USER_ID = ?", user);
        makeDue();
        realm.admin().post("/clear-user-cache").expect(204);
        Eventually.holds(PATIENCE, () -> rows().toString(), () -> rows().isEmpty());
        assertEquals(List.of(), told(user));
    }

    @Test
    void only_when_it_ends_is_written_and_neither_the_token_nor_whose_it_is_at_meta() {
        SandboxPerson person = newPerson("Not Written");
        signIn(person);
        String row = onlyRow().toString();
        realm.app().issued().forEach(secret -> assertFalse(row.contains(secret)));
        assertFalse(row.contains(person.id()));
        assertFalse(row.contains("Written"));
    }

    @Test
    void what_nobody_keeps_nobody_watches() {
        realm.createProvider(
                "not-keeping",
                Map.of("tokenType", "user", "permissions", ""),
                provider -> provider.put("storeToken", false));
        signIn("not-keeping", newPerson("Not Kept"));
        api.connect("A business");
        assertEquals(List.of(), rows());
    }

    @Test
    void a_token_that_stays_short_lived_is_watched_all_the_same() {
        realm.app().faults().on(Fault.LONG_LIVED_REFUSED);
        signIn(newPerson("Short Lived"));
        assertTrue(number("expires_at") < now() + Duration.ofHours(3).toSeconds());
        assertEquals("ACTIVE", onlyRow().get("told_status"));
    }

    @Test
    void what_is_known_of_it_goes_with_the_link() {
        String user = signIn(newPerson("Unlinked"));
        realm.admin().delete("/users/" + user + "/federated-identity/" + PERSON).expect(204);
        assertEquals(List.of(), rows());
    }

    @Test
    void and_with_the_account() {
        String user = signIn(newPerson("Deleted"));
        realm.admin().delete("/users/" + user).expect(204);
        assertEquals(List.of(), rows());
    }

    @Test
    void and_with_the_provider() {
        signIn(newPerson("Without Provider"));
        realm.deleteProvider(PERSON);
        assertEquals(List.of(), rows());
    }

    @Test
    void and_with_the_realm() {
        TestRealm second;
        // H2 does not take realms made and deleted side by side.
        synchronized (own) {
            second = realm.another();
        }
        String id = idOf(second);
        second.createProvider(
                PERSON, Map.of("tokenType", "user", "permissions", ""), provider -> provider.put("storeToken", true));
        BrokeredLogin.of(second, PERSON)
                .agreeAs("person", newPerson("Without Realm").id());
        assertEquals(1, rows(id).size());
        synchronized (own) {
            second.close();
        }
        assertEquals(List.of(), rows(id));
    }

    @Test
    void and_when_the_person_removes_the_app_or_wants_the_data_deleted() {
        MetaCallbacks meta = MetaCallbacks.of(realm, PERSON);
        SandboxPerson person = newPerson("Removes The App");
        signIn(person);
        meta.deauthorize(meta.signedRequest(person.id(), now())).expect(200);
        assertEquals(List.of(), rows());
        SandboxPerson second = newPerson("Wants Deletion");
        signIn(second);
        assertEquals(1, rows().size());
        meta.deleteData(meta.signedRequest(second.id(), now())).expect(200);
        assertEquals(List.of(), rows());
    }

    // --- words ---

    private String signIn(SandboxPerson person) {
        return signIn(PERSON, person);
    }

    /** @return Keycloak's id of the account */
    private String signIn(String alias, SandboxPerson person) {
        BrokeredLogin login = BrokeredLogin.of(realm, alias);
        Page end = login.agreeAs("person", person.id());
        return login.claims(end).path("sub").asText();
    }

    private SandboxPerson newPerson(String name) {
        String[] names = name.split(" ", 2);
        SandboxPerson person =
                new SandboxPerson("1" + System.nanoTime(), name, names[0], names[names.length - 1], Optional.empty());
        List<SandboxPerson> people = new ArrayList<>(realm.app().people());
        people.add(person);
        realm.app().withPeople(people.toArray(SandboxPerson[]::new));
        return person;
    }

    private List<JsonNode> told(String user) {
        String path = "users/" + user + "/federated-identity/" + PERSON;
        return realm.adminEvents().stream()
                .filter(event -> event.path("resourcePath").asText().equals(path))
                .toList();
    }

    private static List<String> statusesOf(List<JsonNode> events) {
        return events.stream()
                .map(event -> event.path("details").path("status").asText())
                .toList();
    }

    /** As if the login had been so long ago. */
    private void putBack(Duration time) {
        own.database()
                .update(
                        "update FACEBOOK_BUSINESS_USER_TOKEN set EXPIRES_AT = EXPIRES_AT - " + time.toSeconds()
                                + ", DUE_AT = DUE_AT - " + time.toSeconds() + " where REALM_ID = ?",
                        idOf(realm));
    }

    private void makeDue() {
        own.database()
                .update(
                        "update FACEBOOK_BUSINESS_USER_TOKEN set EXPIRES_AT = 1, DUE_AT = 1 where REALM_ID = ?",
                        idOf(realm));
    }

    private List<Map<String, Object>> rows() {
        return rows(idOf(realm));
    }

    private List<Map<String, Object>> rows(String realmId) {
        return own.database().query("select * from FACEBOOK_BUSINESS_USER_TOKEN where REALM_ID = ?", realmId);
    }

    private static String idOf(TestRealm realm) {
        return realm.admin().get("").expect(200).text("id");
    }

    private Map<String, Object> onlyRow() {
        assertEquals(1, rows().size());
        return rows().get(0);
    }

    private long number(String column) {
        return ((Number) onlyRow().get(column)).longValue();
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
