package io.github.facebookbusiness.keycloak.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Browser;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.MetaSignature;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DataDeletionIT {

    private static final String ALIAS = "facebook-person";
    private static final String SAME_APP = "facebook-same-app";
    private static final String BUSINESS = "facebook-business";

    private TestRealm realm;
    private MetaCallbacks meta;
    private Database database;
    private AdminApi server;

    @BeforeAll
    void providers(TestRealm testRealm, Database realmsDatabase, AdminApi admin) {
        database = realmsDatabase;
        server = admin;
        realm = testRealm
                .createProvider(
                        ALIAS,
                        Map.of("tokenType", "user", "permissions", ""),
                        provider -> provider.put("storeToken", true))
                .createProvider(SAME_APP, Map.of("tokenType", "user", "permissions", ""))
                .createProvider(BUSINESS, Map.of());
        realm.set(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
        ObjectNode profile =
                (ObjectNode) realm.admin().get("/users/profile").expect(200).body();
        realm.admin()
                .put("/users/profile", profile.put("unmanagedAttributePolicy", "ENABLED"))
                .expect(200);
        mapper(
                "facebook-business-user-attribute-mapper",
                Map.of("jsonField", "name", "userAttribute", "facebook_name"));
        mapper("oidc-user-attribute-idp-mapper", Map.of("claim", "id", "user.attribute", "facebook_id"));
        meta = MetaCallbacks.of(realm, ALIAS);
    }

    @Test
    @OnEveryKeycloak
    void an_account_that_the_login_made_goes_with_everything() {
        SandboxPerson person = signedIn(ALIAS);
        JsonNode user = user(person).orElseThrow();
        assertEquals(
                person.name(),
                user.path("attributes").path("facebook_name").path(0).asText());
        confirmed(meta.deleteData(meta.signedRequest(person.id(), now())));
        assertEquals(Optional.empty(), user(person));
        assertEquals(
                List.of(),
                database.query(
                        "select * from FACEBOOK_BUSINESS_ACCOUNT where USER_ID = ?",
                        user.path("id").asText()));
    }

    @Test
    void what_was_done_is_told_as_admin_events_of_nobody() {
        SandboxPerson person = signedIn(ALIAS);
        String id = user(person).orElseThrow().path("id").asText();
        realm.clearEvents();
        confirmed(meta.deleteData(meta.signedRequest(person.id(), now())));
        List<String> paths = realm.adminEvents().stream()
                .filter(event -> event.path("operationType").asText().equals("DELETE"))
                .map(event -> event.path("resourcePath").asText())
                .toList();
        assertEquals(
                List.of("users/" + id, "users/" + id + "/federated-identity/" + ALIAS),
                paths.stream().sorted().toList());
    }

    @Test
    void an_account_that_was_there_before_stays_without_link_token_and_mapped_attributes() {
        SandboxPerson person = newPerson();
        String id = createUser("before-" + person.id());
        link(id, ALIAS, person);
        ObjectNode before =
                (ObjectNode) realm.admin().get("/users/" + id).expect(200).body();
        before.putObject("attributes")
                .put("facebook_name", person.name())
                .put("facebook_id", person.id())
                .put("shoe_size", "42");
        realm.admin().put("/users/" + id, before).expect(204);
        confirmed(meta.deleteData(meta.signedRequest(person.id(), now())));
        JsonNode user = realm.admin().get("/users/" + id).expect(200).body();
        assertEquals(List.of(), realm.federatedIdentities(id));
        assertFalse(user.path("attributes").has("facebook_name"), user.toString());
        assertFalse(user.path("attributes").has("facebook_id"));
        assertEquals("42", user.path("attributes").path("shoe_size").path(0).asText());
    }

    @Test
    void an_account_with_a_password_stays() {
        SandboxPerson person = signedIn(ALIAS);
        String id = user(person).orElseThrow().path("id").asText();
        realm.setPassword(id, "secret");
        assertStaysWithoutLink(person, id);
    }

    @Test
    void an_account_that_got_a_password_before_its_first_login_had_ended_stays_without_one_too() {
        SandboxPerson person = newPerson();
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS).stopBeforeLink();
        Page stopped = login.agreeAs("person", person.id());
        String id = user(person).orElseThrow().path("id").asText();
        realm.setPassword(id, "secret");
        login.stopOnlyAtTheEnd();
        assertTrue(stopped.follow().location().isPresent());
        String password = realm.admin()
                .get("/users/" + id + "/credentials")
                .expect(200)
                .body()
                .path(0)
                .path("id")
                .asText();
        realm.admin().delete("/users/" + id + "/credentials/" + password).expect(204);
        assertStaysWithoutLink(person, id);
    }

    @Test
    @OnEveryKeycloak
    void an_account_that_a_link_was_made_to_before_its_first_login_had_ended_stays_without_it_too() {
        SandboxPerson person = newPerson();
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS).stopBeforeLink();
        Page stopped = login.agreeAs("person", person.id());
        String id = user(person).orElseThrow().path("id").asText();
        link(id, BUSINESS, person);
        login.stopOnlyAtTheEnd();
        assertTrue(stopped.follow().location().isPresent());
        realm.admin().delete("/users/" + id + "/federated-identity/" + BUSINESS).expect(204);
        assertStaysWithoutLink(person, id);
    }

    @Test
    void an_account_with_another_identity_stays() {
        SandboxPerson person = signedIn(ALIAS);
        String id = user(person).orElseThrow().path("id").asText();
        SandboxBusiness other = SandboxBusiness.named("Another door");
        realm.admin()
                .post(
                        "/users/" + id + "/federated-identity/" + BUSINESS,
                        Map.of("identityProvider", BUSINESS, "userId", other.id(), "userName", "other"))
                .expect(204);
        confirmed(meta.deleteData(meta.signedRequest(person.id(), now())));
        assertEquals(
                List.of(BUSINESS),
                realm.federatedIdentities(id).stream()
                        .map(link -> link.path("identityProvider").asText())
                        .toList());
    }

    @Test
    @OnEveryKeycloak
    void an_account_with_a_role_that_somebody_gave_it_stays() {
        SandboxPerson person = signedIn(ALIAS);
        String id = user(person).orElseThrow().path("id").asText();
        realm.grant(id, "view-users");
        assertStaysWithoutLink(person, id);
    }

    @Test
    void an_account_with_the_role_that_a_mapper_gives_to_all_goes() {
        withRoleByMapper("realm-management.view-events", person -> {
            String id = user(person).orElseThrow().path("id").asText();
            confirmed(meta.deleteData(meta.signedRequest(person.id(), now())));
            assertEquals(404, realm.admin().get("/users/" + id).status());
        });
    }

    @Test
    void an_account_with_a_role_that_only_looks_like_the_one_of_a_mapper_stays() {
        realm.admin()
                .post("/roles", Map.of("name", "realm-management.view-clients"))
                .expect(201);
        JsonNode looksAlike = realm.admin()
                .get("/roles/realm-management.view-clients")
                .expect(200)
                .body();
        withRoleByMapper("realm-management.view-clients", person -> {
            String id = user(person).orElseThrow().path("id").asText();
            realm.admin()
                    .post("/users/" + id + "/role-mappings/realm", List.of(looksAlike))
                    .expect(204);
            assertStaysWithoutLink(person, id);
        });
    }

    private void withRoleByMapper(String role, Consumer<SandboxPerson> test) {
        String mapper = mapper("oidc-hardcoded-role-idp-mapper", Map.of("role", role));
        try {
            test.accept(signedIn(ALIAS));
        } finally {
            realm.admin()
                    .delete("/identity-provider/instances/" + ALIAS + "/mappers/" + mapper)
                    .expect(204);
        }
    }

    @Test
    void an_account_in_a_group_stays() {
        SandboxPerson person = signedIn(ALIAS);
        String id = user(person).orElseThrow().path("id").asText();
        String group = realm.admin()
                .post("/groups", Map.of("name", "group-" + person.id()))
                .expect(201)
                .createdId();
        realm.admin().put("/users/" + id + "/groups/" + group, Map.of()).expect(204);
        assertStaysWithoutLink(person, id);
    }

    @Test
    void it_counts_for_every_provider_of_the_app() {
        SandboxPerson person = signedIn(ALIAS);
        String id = user(person).orElseThrow().path("id").asText();
        link(id, SAME_APP, person);
        confirmed(MetaCallbacks.of(realm, BUSINESS).deleteData(meta.signedRequest(person.id(), now())));
        assertEquals(404, realm.admin().get("/users/" + id).status());
    }

    @Test
    void a_business_and_its_tokens_are_nobodys_to_delete() {
        TokenApi api = TokenApi.of(realm, BUSINESS);
        SandboxBusiness business = api.connect("Nobody's to delete");
        for (String id : List.of(business.id(), business.systemUserId())) {
            confirmed(MetaCallbacks.of(realm, BUSINESS).deleteData(meta.signedRequest(id, now())));
        }
        String user = realm.user("fb-" + business.id()).orElseThrow().path("id").asText();
        assertEquals(1, realm.federatedIdentities(user).size());
        assertEquals("ACTIVE", api.tokensOf(business).get(0).path("status").asText());
    }

    @Test
    void that_a_login_made_the_account_is_noted_of_a_business_too() {
        SandboxBusiness business = TokenApi.of(realm, BUSINESS).connect("Made by its login");
        String user = realm.user("fb-" + business.id()).orElseThrow().path("id").asText();
        assertEquals(
                1,
                database.query("select * from FACEBOOK_BUSINESS_ACCOUNT where USER_ID = ?", user)
                        .size());
    }

    @Test
    void a_replay_gets_the_same_code_and_does_nothing_to_who_came_back() {
        SandboxPerson person = signedIn(ALIAS);
        String request = meta.signedRequest(person.id(), now());
        String code = confirmed(meta.deleteData(request)).text("confirmation_code");
        signIn(ALIAS, person);
        assertEquals(code, confirmed(meta.deleteData(request)).text("confirmation_code"));
        assertEquals(
                code,
                confirmed(MetaCallbacks.of(realm, BUSINESS).deleteData(request)).text("confirmation_code"));
        assertTrue(user(person).isPresent());
        confirmed(meta.deleteData(meta.signedRequest(person.id(), now() + 1)));
        assertEquals(Optional.empty(), user(person));
    }

    @Test
    void the_same_request_at_the_same_time_is_done_once() throws Exception {
        SandboxPerson person = signedIn(ALIAS);
        String request = meta.signedRequest(person.id(), now());
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Answer>> calls = new ArrayList<>();
            for (int call = 0; call < 8; call++) {
                calls.add(() -> meta.deleteData(request));
            }
            List<String> codes = new ArrayList<>();
            for (Future<Answer> call : callers.invokeAll(calls)) {
                codes.add(confirmed(call.get()).text("confirmation_code"));
            }
            assertEquals(1, codes.stream().distinct().count(), codes.toString());
        } finally {
            callers.shutdown();
        }
        assertEquals(Optional.empty(), user(person));
    }

    @Test
    void who_is_not_known_here_gets_an_answer_like_everybody() {
        confirmed(meta.deleteData(meta.signedRequest("10150000000000001", now())));
        confirmed(meta.deleteData(meta.signedRequest("0", now())));
        confirmed(meta.deleteData(MetaSignature.signedRequest(
                realm.app().secret(), "{\"algorithm\":\"HMAC-SHA256\",\"profile_id\":\"5\",\"user_id\":0}")));
    }

    // --- the page ---

    @Test
    @OnEveryKeycloak
    void the_page_says_when_and_names_nobody() {
        SandboxPerson person = signedIn(ALIAS);
        Answer answer = confirmed(meta.deleteData(meta.signedRequest(person.id(), 1_700_000_000L)));
        Page page = Browser.desktop().open(URI.create(answer.text("url")));
        assertEquals(200, page.status());
        assertEquals(
                words("Requested: November 14, 2023, 10:13 PM UTC"),
                words(plain(page, "#facebook-business-requested")));
        assertTrue(plain(page, "#facebook-business-done").startsWith("Deleted: "), page.body());
        for (String secret : List.of(person.id(), person.name(), person.lastName(), ALIAS)) {
            assertFalse(plain(page, "#facebook-business-deletion").contains(secret));
        }
        assertFalse(page.body().contains(person.id()));
        Answer raw = MetaCallbacks.of(realm, ALIAS)
                .send("GET", "/data-deletion/" + answer.text("confirmation_code"), "", new byte[0], Map.of());
        assertEquals(List.of("no-store"), raw.headers().allValues("Cache-Control"));
        assertEquals(1, raw.headers().allValues("X-Robots-Tag").size());
        assertTrue(List.of("none", "noindex, nofollow")
                .contains(raw.headers().firstValue("X-Robots-Tag").orElse("")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en    | Your data were deleted          | Requested: November 14, 2023, 10:13 PM UTC",
                "de    | Ihre Daten wurden gelöscht      | Beantragt: 14. November 2023, 22:13 UTC",
                "es    | Sus datos se han eliminado      | Solicitado: 14 de noviembre de 2023, 22:13 UTC",
                "fr    | Vos données ont été supprimées  | Demandé : 14 novembre 2023, 22:13 UTC",
                "it    | I suoi dati sono stati eliminati | Richiesta: 14 novembre 2023 22:13 UTC",
                "pt-BR | Seus dados foram excluídos      | Solicitado: 14 de novembro de 2023 22:13 UTC"
            })
    void the_page_speaks_the_readers_language(String locale, String title, String requested) {
        realm.set(Map.of(
                "internationalizationEnabled",
                true,
                "supportedLocales",
                List.of("en", "de", "es", "fr", "it", "pt-BR"),
                "defaultLocale",
                "en"));
        Answer answer = confirmed(meta.deleteData(meta.signedRequest("10150000000000001", 1_700_000_000L)));
        Page page = Browser.desktop().open(URI.create(answer.text("url") + "?kc_locale=" + locale));
        assertTrue(page.body().contains(title), page.body());
        assertEquals(words(requested), words(plain(page, "#facebook-business-requested")));
    }

    @Test
    void only_a_hash_of_the_code_is_kept_and_nothing_of_the_person() {
        SandboxPerson person = signedIn(ALIAS);
        String code = confirmed(meta.deleteData(meta.signedRequest(person.id(), now())))
                .text("confirmation_code");
        String rows = database.query("select * from FACEBOOK_BUSINESS_DELETION").toString();
        assertFalse(rows.contains(code));
        assertFalse(rows.contains(person.id()));
    }

    @Test
    void codes_are_alphanumeric_long_and_never_alike() {
        String first = confirmed(meta.deleteData(meta.signedRequest("10150000000000001", 1)))
                .text("confirmation_code");
        String second = confirmed(meta.deleteData(meta.signedRequest("10150000000000001", 2)))
                .text("confirmation_code");
        assertNotEquals(first, second);
        assertTrue(first.matches("[0-9a-z]{40}"), first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000",
                "0",
                "%00",
                "%20",
                "..%2f..%2fwebhook",
                "%FF",
                "'%20or%20'1'='1",
                "<script>",
                "000000000000000000000000000000000000000G"
            })
    void an_unknown_code_is_404(String code) {
        String path = "/data-deletion/" + code.replace("<", "%3C").replace(">", "%3E");
        Answer answer = meta.send("GET", path, "", new byte[0], Map.of());
        assertTrue(answer.status() == 404 || answer.status() == 400, answer.toString());
        assertFalse(answer.body().toString().contains("script"));
    }

    @Test
    void a_code_of_another_realm_is_404() {
        String code = confirmed(meta.deleteData(meta.signedRequest("10150000000000001", 3)))
                .text("confirmation_code");
        String other = "other-" + UUID.randomUUID();
        server.post("/admin/realms", Map.of("realm", other, "enabled", true)).expect(201);
        try {
            AdminApi otherRealm = server.below("/admin/realms/" + other);
            ObjectNode provider = realm.provider(ALIAS, Map.of("tokenType", "user", "permissions", ""));
            otherRealm.post("/identity-provider/instances", provider).expect(201);
            AdminApi nobody = server.anonymous();
            String path = "/facebook-business/" + ALIAS + "/data-deletion/" + code;
            assertEquals(404, nobody.get("/realms/" + other + path).status());
            assertEquals(200, nobody.get("/realms/" + realm.name() + path).status());
        } finally {
            server.delete("/admin/realms/" + other).expect(204);
        }
    }

    @Test
    void rows_go_with_their_realm() {
        String other = "gone-" + UUID.randomUUID();
        server.post("/admin/realms", Map.of("realm", other, "enabled", true)).expect(201);
        String id = server.get("/admin/realms/" + other).expect(200).text("id");
        server.below("/admin/realms/" + other)
                .post(
                        "/identity-provider/instances",
                        realm.provider(ALIAS, Map.of("tokenType", "user", "permissions", "")))
                .expect(201);
        confirmed(server.anonymous()
                .postForm(
                        "/realms/" + other + "/facebook-business/" + ALIAS + "/data-deletion",
                        Map.of("signed_request", meta.signedRequest("10150000000000001", 4))));
        String count = "select CODE_HASH from FACEBOOK_BUSINESS_DELETION where REALM_ID = ?";
        assertEquals(1, database.query(count, id).size());
        server.delete("/admin/realms/" + other).expect(204);
        assertEquals(0, database.query(count, id).size());
    }

    // --- who may ask ---

    @Test
    void after_a_reset_of_the_app_secret_the_one_before_counts_where_it_is_set_and_only_there() {
        String present = realm.app().secret();
        String previous = "the secret before the reset";
        String signed = MetaSignature.signedRequest(
                previous, "{\"algorithm\":\"HMAC-SHA256\",\"user_id\":\"10150000000000001\",\"issued_at\":5}");
        assertRefused(meta.deleteData(signed));
        realm.updateProvider(ALIAS, Map.of("previousClientSecret", realm.vaultSecret("previous-secret", previous)))
                .expect(204);
        try {
            confirmed(meta.deleteData(signed));
            realm.removeVaultSecret("previous-secret");
            assertRefused(meta.deleteData(signed));
            confirmed(meta.deleteData(MetaSignature.signedRequest(
                    present, "{\"algorithm\":\"HMAC-SHA256\",\"user_id\":\"10150000000000001\",\"issued_at\":6}")));
        } finally {
            realm.updateProvider(ALIAS, Map.of("previousClientSecret", "")).expect(204);
        }
    }

    @Test
    void without_an_app_secret_that_resolves_nobody_is_believed() {
        realm.createProvider("unresolved", Map.of("tokenType", "user", "clientSecret", "${vault.gone}"));
        MetaCallbacks unresolved = MetaCallbacks.of(realm, "unresolved");
        for (String secret : List.of(realm.app().secret(), "${vault.gone}", "**********", "null")) {
            assertRefused(unresolved.deleteData(MetaSignature.signedRequest(
                    secret, "{\"algorithm\":\"HMAC-SHA256\",\"user_id\":\"1\",\"issued_at\":7}")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "signed_request=",
                "signed_request",
                "signed_request=a.b",
                "signed_request=%",
                "signed_request=%FF%FE.%00",
                "other=1",
                "=",
                "&&&",
                "signed_request=vlXgu64BQGFSQrY0ZcJBZASMvYvTHu9GQ0YM9rjPSso"
                        + ".eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsIjAiOiJwYXlsb2FkIn0"
            })
    void what_is_not_signed_by_meta_is_refused(String form) {
        assertRefused(meta.send(
                "POST",
                "/data-deletion",
                "application/x-www-form-urlencoded",
                form.getBytes(StandardCharsets.UTF_8),
                Map.of()));
    }

    private static void assertRefused(Answer answer) {
        assertEquals(403, answer.status(), answer.toString());
        assertEquals("Forbidden", answer.body().asText());
    }

    private Answer confirmed(Answer answer) {
        answer.expect(200);
        assertEquals(
                realm.url().resolve("/").toString().replaceAll("/$", ""),
                answer.text("url").replaceAll("/realms/.*", ""));
        assertTrue(answer.text("url").endsWith("/data-deletion/" + answer.text("confirmation_code")));
        assertEquals(List.of("no-store"), answer.headers().allValues("Cache-Control"));
        return answer;
    }

    private void assertStaysWithoutLink(SandboxPerson person, String id) {
        confirmed(meta.deleteData(meta.signedRequest(person.id(), now())));
        assertEquals(200, realm.admin().get("/users/" + id).status());
        assertEquals(List.of(), realm.federatedIdentities(id));
    }

    private static String plain(Page page, String selector) {
        return page.first(selector).text();
    }

    /** Without what versions of Java write between date and time: kinds of spaces, a comma, a word. */
    private static List<String> words(String text) {
        return List.of(text.strip().replaceAll(" (at|um|à) ", " ").split("[\\s\\u00a0\\u202f,]+"));
    }

    private SandboxPerson signedIn(String alias) {
        SandboxPerson person = newPerson();
        signIn(alias, person);
        return person;
    }

    private void signIn(String alias, SandboxPerson person) {
        Page end = BrokeredLogin.of(realm, alias).agreeAs("person", person.id());
        assertTrue(end.location().isPresent(), end.toString());
    }

    private SandboxPerson newPerson() {
        String id = String.valueOf(7_000_000_000_000_000L + (System.nanoTime() & 0xFFFFFFFFFFL));
        SandboxPerson person = new SandboxPerson(id, "Zoe Zebra" + id, "Zoe", "Zebra" + id, Optional.empty());
        List<SandboxPerson> people = new ArrayList<>(realm.app().people());
        people.add(person);
        realm.app().withPeople(people.toArray(SandboxPerson[]::new));
        return person;
    }

    private Optional<JsonNode> user(SandboxPerson person) {
        return realm.user("fb-" + person.id()).map(user -> realm.admin()
                .get("/users/" + user.path("id").asText())
                .expect(200)
                .body());
    }

    private String createUser(String username) {
        return realm.admin()
                .post("/users", Map.of("username", username, "enabled", true))
                .expect(201)
                .createdId();
    }

    private void link(String userId, String alias, SandboxPerson person) {
        realm.admin()
                .post(
                        "/users/" + userId + "/federated-identity/" + alias,
                        Map.of("identityProvider", alias, "userId", person.id(), "userName", "fb-" + person.id()))
                .expect(204);
    }

    private String mapper(String kind, Map<String, String> config) {
        Map<String, String> settings = new HashMap<>(config);
        settings.put("syncMode", "FORCE");
        return realm.admin()
                .post(
                        "/identity-provider/instances/" + ALIAS + "/mappers",
                        Map.of(
                                "name", "mapper-" + kind,
                                "identityProviderAlias", ALIAS,
                                "identityProviderMapper", kind,
                                "config", settings))
                .expect(201)
                .createdId();
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
