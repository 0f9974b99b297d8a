package io.github.facebookbusiness.keycloak.migration;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A realm with Keycloak's own provider for Facebook and ours, both of one app. The old one's addresses at Meta are fixed,
 * so nobody can come in by it in a test: its links are made by the Admin API, and its tokens in the database.
 */
record MovingRealm(TestRealm realm, Database database) {

    static final String OLD = "facebook";
    static final String OURS = "facebook-person";

    /** Keycloak's tables and ours that a migration could change. */
    private static final List<String> TABLES = List.of(
            "FEDERATED_IDENTITY",
            "BROKER_LINK",
            "USER_ENTITY",
            "ADMIN_EVENT_ENTITY",
            "EVENT_ENTITY",
            "FACEBOOK_BUSINESS_TOKEN",
            "FACEBOOK_BUSINESS_ACCOUNT",
            "FACEBOOK_BUSINESS_USER_TOKEN",
            "FACEBOOK_BUSINESS_RATE_LIMIT");

    private static final int AT_ONCE = 250;

    static MovingRealm of(TestRealm realm, Database database) {
        realm.createProvider(OURS, Map.of("tokenType", "user", "permissions", ""));
        return new MovingRealm(realm, database)
                .with(OLD, "facebook", realm.app().id(), Map.of());
    }

    /** Another provider of Keycloak's own. */
    MovingRealm with(String alias, String type, String appId, Map<String, String> config) {
        Map<String, String> settings = new TreeMap<>(config);
        settings.put("clientId", appId);
        settings.put("clientSecret", realm.app().secret());
        realm.admin()
                .post(
                        "/identity-provider/instances",
                        Map.of("alias", alias, "providerId", type, "enabled", true, "config", settings))
                .expect(201);
        return this;
    }

    // --- people ---

    /** An account; gives its id. */
    String account(String username) {
        return realm.admin()
                .post("/users", Map.of("username", username, "enabled", true))
                .expect(201)
                .createdId();
    }

    /** An account that came in by the old provider; gives its id. */
    String account(String username, String facebookUserId) {
        String userId = account(username);
        link(userId, OLD, facebookUserId);
        return userId;
    }

    void link(String userId, String alias, String facebookUserId) {
        realm.admin()
                .post(
                        "/users/" + userId + "/federated-identity/" + alias,
                        Map.of("identityProvider", alias, "userId", facebookUserId, "userName", "name at facebook"))
                .expect(204);
    }

    /** Somebody at Facebook whom nobody has seen before. */
    SandboxPerson person(String firstName) {
        SandboxPerson person = new SandboxPerson(
                "2" + System.nanoTime(), firstName + " Moving", firstName, "Moving", Optional.empty());
        List<SandboxPerson> people = new ArrayList<>(realm.app().people());
        people.add(person);
        realm.app().withPeople(people.toArray(SandboxPerson[]::new));
        return person;
    }

    /** What the old provider keeps with "Store tokens": Graph's answer, in clear. */
    String keepToken(String userId, SandboxPerson person, String... permissions) {
        String token = realm.app().issueToken(SandboxConfiguration.user(permissions), person);
        keep(userId, "{\"access_token\":\"" + token + "\",\"token_type\":\"bearer\",\"expires_in\":5183944}");
        return token;
    }

    void keep(String userId, String text) {
        database.update(
                "update FEDERATED_IDENTITY set TOKEN = ? where USER_ID = ? and IDENTITY_PROVIDER = ?",
                text,
                userId,
                OLD);
    }

    /** The ids that an account is linked to, by the provider's alias. */
    Map<String, String> links(String userId) {
        return realm.federatedIdentities(userId).stream()
                .collect(Collectors.toMap(
                        link -> link.path("identityProvider").asText(),
                        link -> link.path("userId").asText(),
                        (one, two) -> {
                            throw new AssertionError("two links at one provider");
                        },
                        TreeMap::new));
    }

    /** So many accounts that came in by the old provider, past Keycloak, which would take its time. */
    MovingRealm withCrowd(int people) {
        String realmId = id();
        for (int first = 0; first < people; first += AT_ONCE) {
            int count = Math.min(AT_ONCE, people - first);
            List<Object> users = new ArrayList<>();
            List<Object> links = new ArrayList<>();
            for (int number = first; number < first + count; number++) {
                String userId = UUID.randomUUID().toString();
                users.addAll(List.of(userId, realmId, "crowd-" + number, userId));
                links.addAll(List.of(OLD, realmId, String.valueOf(33_000_000_000_000L + number), userId));
            }
            database.update(
                    "insert into USER_ENTITY (ID, REALM_ID, USERNAME, EMAIL_CONSTRAINT, ENABLED, EMAIL_VERIFIED,"
                            + " NOT_BEFORE) values "
                            + String.join(",", Collections.nCopies(count, "(?, ?, ?, ?, true, false, 0)")),
                    users.toArray());
            database.update(
                    "insert into FEDERATED_IDENTITY (IDENTITY_PROVIDER, REALM_ID, FEDERATED_USER_ID, USER_ID) values "
                            + String.join(",", Collections.nCopies(count, "(?, ?, ?, ?)")),
                    links.toArray());
        }
        return this;
    }

    int linksAt(String alias) {
        return database.query(
                        "select USER_ID from FEDERATED_IDENTITY where REALM_ID = ? and IDENTITY_PROVIDER = ?",
                        id(),
                        alias)
                .size();
    }

    void forgetEverybody() {
        realm.users().stream()
                .filter(user -> !user.path("username").asText().equals("alice"))
                .forEach(user -> realm.admin()
                        .delete("/users/" + user.path("id").asText())
                        .expect(204));
        database.update("delete from BROKER_LINK where REALM_ID = ?", id());
    }

    String id() {
        return realm.admin().get("").expect(200).text("id");
    }

    // --- the call ---

    AdminApi api() {
        return realm.admin().below("/facebook-business/" + OURS);
    }

    Answer call(String query) {
        return api().post("/migration?" + query);
    }

    JsonNode dryRun() {
        return call("dryRun=true&from=" + OLD).expect(200).body();
    }

    JsonNode migrate() {
        return call("from=" + OLD).expect(200).body();
    }

    JsonNode wayBack() {
        return call("to=" + OLD).expect(200).body();
    }

    static JsonNode personIn(JsonNode report, String userId) {
        for (JsonNode person : report.path("people")) {
            if (person.path("userId").asText().equals(userId)) {
                return person;
            }
        }
        throw new AssertionError(userId + " is not listed in " + report);
    }

    /** Outcome, and the reason behind a slash where there is one. */
    static String outcome(JsonNode report, String userId) {
        JsonNode person = personIn(report, userId);
        return person.path("outcome").asText()
                + (person.path("reason").isNull()
                        ? ""
                        : "/" + person.path("reason").asText());
    }

    static Map<String, Integer> counts(JsonNode report) {
        Map<String, Integer> counts = new TreeMap<>();
        report.path("counts")
                .fields()
                .forEachRemaining(
                        count -> counts.put(count.getKey(), count.getValue().asInt()));
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    /** Every row that a migration could change, of all realms. */
    Map<String, List<String>> rows() {
        return TABLES.stream().collect(Collectors.toMap(table -> table, this::rows, (one, two) -> one, TreeMap::new));
    }

    private List<String> rows(String table) {
        return database.query("select * from " + table).stream()
                .map(Object::toString)
                .sorted()
                .toList();
    }
}
