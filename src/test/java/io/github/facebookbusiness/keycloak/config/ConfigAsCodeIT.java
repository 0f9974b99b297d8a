package io.github.facebookbusiness.keycloak.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.RealmExport;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What becomes of a provider, with every key and field that it can have, when it leaves a realm as JSON and comes back. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfigAsCodeIT {

    private static final String INSTANCES = "/identity-provider/instances";
    private static final String FLOWS = "/authentication/flows";
    private static final String MASK = "**********";
    private static final String BUSINESS = "business";
    private static final String PERSON = "person";

    private static final Map<String, String> EVERY_KEY = everyKey();

    private TestRealm realm;

    @BeforeAll
    void providers(TestRealm testRealm) {
        realm = testRealm;
        realm.set(Map.of("organizationsEnabled", true));
        realm.createService("portal");
        realm.createService("billing");
        createFlows();
        realm.vaultSecret("facebook-secret", realm.app().secret());
        realm.createProvider(BUSINESS, EVERY_KEY, provider -> {
            keycloaksOwn(provider);
            ((ObjectNode) provider.path("config")).put("syncMode", "FORCE").put("guiOrder", "7");
        });
        realm.createProvider(
                PERSON, Map.of("tokenType", "user", "clientSecret", "${vault.facebook-secret}"), provider -> {
                    keycloaksOwn(provider);
                    provider.put("trustEmail", true);
                    ((ObjectNode) provider.path("config"))
                            .put("defaultScope", "email")
                            .put("showInAccountConsole", "WHEN_LINKED");
                });
        createMapper(BUSINESS, "business-name", "client_business_name");
        createMapper(PERSON, "first-name", "first_name");
    }

    /** All but what says which app in the sandbox it is for. */
    private static Map<String, String> everyKey() {
        Map<String, String> every = new TreeMap<>();
        every.put(FacebookBusinessConfig.CLIENT_SECRET, "${vault.facebook-secret}");
        every.put(FacebookBusinessConfig.TOKEN_TYPE, "system-user");
        every.put(FacebookBusinessConfig.LOGIN_VARIATION, "general");
        every.put(FacebookBusinessConfig.PERMISSIONS, "business_management##pages_show_list");
        every.put(FacebookBusinessConfig.API_VERSION, "v25.0");
        every.put(FacebookBusinessConfig.SDK_URL, "https://connect.facebook.net");
        every.put(FacebookBusinessConfig.LOGIN_MODE, "javascript-sdk");
        every.put(FacebookBusinessConfig.SDK_REDIRECT_URI, "callback");
        every.put(
                FacebookBusinessConfig.CONFIGURATIONS,
                "[{\"key\":\"people\",\"value\":\"9876543210987655 user\"},"
                        + "{\"key\":\"chat\",\"value\":\"9876543210987656 system-user whatsapp-embedded-signup\"}]");
        every.put(FacebookBusinessConfig.CLIENT_CONFIGURATIONS, "[{\"key\":\"portal\",\"value\":\"people\"}]");
        every.put(
                FacebookBusinessConfig.TOKEN_READERS,
                "[{\"key\":\"billing\",\"value\":\"*\"},{\"key\":\"portal\",\"value\":\"1234567890123456 granular\"}]");
        every.put(FacebookBusinessConfig.PREVIOUS_CLIENT_SECRET, "${vault.facebook-secret-before}");
        every.put(FacebookBusinessConfig.PROVIDER_ACCESS_TOKEN, "${vault.facebook-own-token}");
        every.put(FacebookBusinessConfig.WEBHOOK_VERIFY_TOKEN, "${vault.facebook-verify-token}");
        every.put(FacebookBusinessConfig.MAP_BUSINESSES_TO_ORGANIZATIONS, "true");
        return every;
    }

    private static void keycloaksOwn(ObjectNode provider) {
        provider.put("displayName", "Anschluß für „Firmen“")
                .put("storeToken", true)
                .put("addReadTokenRoleOnCreate", true)
                .put("hideOnLogin", true)
                .put("firstBrokerLoginFlowAlias", "first Facebook login")
                .put("postBrokerLoginFlowAlias", "after Facebook");
    }

    private void createFlows() {
        realm.admin()
                .post(FLOWS + "/first%20broker%20login/copy", Map.of("newName", "first Facebook login"))
                .expect(201);
        realm.admin()
                .post(FLOWS, Map.of("alias", "after Facebook", "providerId", "basic-flow", "topLevel", true))
                .expect(201);
        String executions = FLOWS + "/after%20Facebook/executions";
        realm.admin()
                .post(executions + "/execution", Map.of("provider", "allow-access-authenticator"))
                .expect(201);
        ObjectNode execution =
                (ObjectNode) realm.admin().get(executions).expect(200).body().get(0);
        realm.admin().put(executions, execution.put("requirement", "REQUIRED")).expect(204);
    }

    private void createMapper(String alias, String name, String field) {
        realm.admin()
                .post(
                        INSTANCES + "/" + alias + "/mappers",
                        Map.of(
                                "name",
                                name,
                                "identityProviderAlias",
                                alias,
                                "identityProviderMapper",
                                "facebook-business-user-attribute-mapper",
                                "config",
                                Map.of("syncMode", "FORCE", "jsonField", field, "userAttribute", name)))
                .expect(201);
    }

    @Test
    void the_provider_of_these_tests_has_every_key_of_the_contract() throws IllegalAccessException {
        Set<String> keys = new TreeSet<>();
        for (Field constant : FacebookBusinessConfig.class.getDeclaredFields()) {
            boolean isKey = Modifier.isPublic(constant.getModifiers())
                    && constant.getType() == String.class
                    && !constant.getName().equals("PROVIDER_ID")
                    && !constant.getName().startsWith("DEFAULT_");
            if (isKey) {
                keys.add((String) constant.get(null));
            }
        }
        JsonNode config = realm.provider(BUSINESS).path("config");
        keys.forEach(key -> assertTrue(config.hasNonNull(key), key));
        EVERY_KEY.forEach((key, value) -> assertEquals(value, config.path(key).asText(), key));
    }

    @Test
    @OnEveryKeycloak
    void an_export_imported_as_another_realm_makes_the_same_providers_and_mappers() {
        try (TestRealm copy = realm.imported(RealmExport.of(realm))) {
            for (String alias : List.of(BUSINESS, PERSON)) {
                assertEquals(provider(realm, alias), provider(copy, alias));
                assertEquals(mappers(realm, alias), mappers(copy, alias));
                assertEquals(1, mappers(copy, alias).size());
            }
        }
    }

    @Test
    void an_imported_provider_signs_a_business_in() {
        try (TestRealm copy = realm.imported(RealmExport.of(realm))) {
            copy.vaultSecret("facebook-secret", realm.app().secret());
            copy.updateProvider(BUSINESS, Map.of("loginMode", "redirect", "mapBusinessesToOrganizations", "false"))
                    .expect(204);
            realm.app().allowRedirect(copy.redirectUri(BUSINESS).toString());
            SandboxBusiness business = TokenApi.of(copy, BUSINESS).connect("Bäckerei Nord");
            assertEquals(
                    "fb-" + business.id(),
                    BrokeredLogin.of(copy, BUSINESS)
                            .claims(BrokeredLogin.of(copy, BUSINESS).agreeAs("business", business.id()))
                            .path("preferred_username")
                            .asText());
        }
    }

    /** With a reference the export is whole; with a secret it lacks it, and says so in a way that Keycloak would store. */
    @Test
    void an_export_masks_an_app_secret_and_leaves_vault_references() {
        realm.createProvider("in-clear", Map.of());
        try {
            RealmExport export = RealmExport.of(realm);
            JsonNode config = export.provider(BUSINESS).path("config");
            List.of(
                            FacebookBusinessConfig.CLIENT_SECRET,
                            FacebookBusinessConfig.PREVIOUS_CLIENT_SECRET,
                            FacebookBusinessConfig.PROVIDER_ACCESS_TOKEN,
                            FacebookBusinessConfig.WEBHOOK_VERIFY_TOKEN)
                    .forEach(key ->
                            assertEquals(EVERY_KEY.get(key), config.path(key).asText()));
            assertEquals(
                    MASK,
                    export.provider("in-clear")
                            .path("config")
                            .path("clientSecret")
                            .asText());
            try (TestRealm copy = realm.imported(export)) {
                assertEquals("app_secret_invalid", failedCheck(copy, "in-clear", "app"));
            }
        } finally {
            realm.deleteProvider("in-clear");
        }
    }

    @Test
    @OnEveryKeycloak
    void a_partial_import_makes_the_same_provider_and_mapper() {
        try (TestRealm other = realm.another().set(Map.of("organizationsEnabled", true))) {
            ObjectNode plain = plain(provider(realm, BUSINESS));
            importPartially(other, "FAIL", plain, mappers(realm, BUSINESS)).expect(200);
            assertEquals(plain, provider(other, BUSINESS));
            assertEquals(mappers(realm, BUSINESS), mappers(other, BUSINESS));
        }
    }

    @Test
    void a_partial_import_of_what_is_there_fails_skips_or_overwrites_as_it_was_told() {
        try (TestRealm other = realm.another().set(Map.of("organizationsEnabled", true))) {
            ObjectNode plain = plain(provider(realm, BUSINESS));
            importPartially(other, "FAIL", plain, List.of()).expect(200);
            ObjectNode changed = plain.deepCopy().put("displayName", "Changed");

            assertEquals(409, importPartially(other, "FAIL", changed, List.of()).status());
            assertEquals(plain, provider(other, BUSINESS));

            assertEquals(
                    1,
                    importPartially(other, "SKIP", changed, List.of())
                            .expect(200)
                            .body()
                            .path("skipped")
                            .asInt());
            assertEquals(plain, provider(other, BUSINESS));

            assertEquals(
                    1,
                    importPartially(other, "OVERWRITE", changed, List.of())
                            .expect(200)
                            .body()
                            .path("overwritten")
                            .asInt());
            assertEquals(changed, provider(other, BUSINESS));
        }
    }

    /** Keycloak overwrites by deleting and creating: the provider that the tokens belonged to is gone. */
    @Test
    void overwriting_loses_the_stored_tokens_and_updating_keeps_them() {
        try (TestRealm other = realm.another()) {
            other.createProvider(BUSINESS, Map.of());
            TokenApi tokens = TokenApi.of(other, BUSINESS);
            SandboxBusiness business = tokens.connect("Bäckerei Süd");
            String id = other.provider(BUSINESS).path("internalId").asText();

            other.updateProvider(BUSINESS, Map.of("apiVersion", "v25.0")).expect(204);
            assertEquals(1, tokens.tokensOf(business).size());
            assertEquals(id, other.provider(BUSINESS).path("internalId").asText());

            ObjectNode same = other.provider(BUSINESS, Map.of("apiVersion", "v25.0"));
            importPartially(other, "OVERWRITE", same, List.of()).expect(200);
            assertEquals(List.of(), tokens.tokensOf(business));
            assertNotEquals(id, other.provider(BUSINESS).path("internalId").asText());

            tokens.connect(business);
            assertEquals(1, tokens.tokensOf(business).size());
            assertEquals(List.of("alice", "fb-" + business.id()), usernames(other), "the account is found again");
        }
    }

    /** Keycloak's cache shows, by its alias, what the refusal rolled back: that of any provider, and until it is cleared. */
    @Test
    @OnEveryKeycloak
    void what_saving_refuses_is_refused_by_a_partial_import_and_nothing_of_it_stays() {
        ObjectNode good = realm.provider("good", Map.of());
        ObjectNode refused = realm.provider("refused", Map.of("configId", "12a"));
        Answer answer = importPartially(realm, "FAIL", List.of(good, refused), List.of());
        assertEquals(500, answer.status());
        assertEquals("unknown_error", answer.text("error"));
        assertEquals(
                List.of(BUSINESS, PERSON),
                realm.admin().get(INSTANCES).expect(200).body().findValuesAsText("alias"));
        realm.admin().post("/clear-realm-cache").expect(204);
        assertEquals(404, realm.admin().get(INSTANCES + "/good").status());
        assertEquals(404, realm.admin().get(INSTANCES + "/refused").status());
    }

    /** So the business would come in as somebody new. */
    @Test
    void deleting_and_creating_loses_the_tokens_and_the_link_to_the_account() {
        try (TestRealm other = realm.another()) {
            other.createProvider(BUSINESS, Map.of());
            TokenApi tokens = TokenApi.of(other, BUSINESS);
            SandboxBusiness business = tokens.connect("Bäckerei Ost");
            other.deleteProvider(BUSINESS);
            other.createProvider(BUSINESS, Map.of());
            assertEquals(List.of(), tokens.tokensOf(business));
            tokens.connect(business);
            assertEquals(List.of("alice", "fb-" + business.id(), "fb-" + business.id() + "-2"), usernames(other));
        }
    }

    @Test
    void what_saving_refuses_keeps_a_realm_from_being_imported() {
        ObjectNode refused = realm.provider("refused", Map.of("configId", "12a"));
        Answer answer = realm.admin()
                .at(realm.url().resolve("/admin/realms"))
                .post("", Map.of("realm", realm.name() + "-refused", "identityProviders", List.of(refused)));
        assertEquals(500, answer.status());
        assertEquals("unknown_error", answer.text("error"));
        assertEquals(
                404,
                realm.admin()
                        .at(realm.url().resolve("/admin/realms/" + realm.name() + "-refused"))
                        .get("")
                        .status());
    }

    private static Answer importPartially(
            TestRealm target, String ifResourceExists, JsonNode provider, List<JsonNode> mappers) {
        return importPartially(target, ifResourceExists, List.of(provider), mappers);
    }

    private static Answer importPartially(
            TestRealm target, String ifResourceExists, List<JsonNode> providers, List<JsonNode> mappers) {
        return target.admin()
                .post(
                        "/partialImport",
                        Map.of(
                                "ifResourceExists",
                                ifResourceExists,
                                "identityProviders",
                                providers,
                                "identityProviderMappers",
                                mappers));
    }

    private static List<String> usernames(TestRealm realm) {
        return realm.users().stream()
                .map(user -> user.path("username").asText())
                .sorted()
                .toList();
    }

    private static String failedCheck(TestRealm realm, String alias, String name) {
        return StreamSupport.stream(
                        realm.admin()
                                .get("/facebook-business/" + alias)
                                .expect(200)
                                .body()
                                .path("checks")
                                .spliterator(),
                        false)
                .filter(check -> check.path("name").asText().equals(name))
                .filter(check -> !check.path("ok").asBoolean())
                .map(check -> check.path("reason").asText())
                .collect(Collectors.joining());
    }

    /** Field by field, but for Keycloak's own id of it. */
    private static ObjectNode provider(TestRealm realm, String alias) {
        ObjectNode provider = realm.provider(alias);
        provider.remove("internalId");
        return provider;
    }

    /** With flows that every realm has. */
    private static ObjectNode plain(ObjectNode provider) {
        provider.put("firstBrokerLoginFlowAlias", "first broker login").remove("postBrokerLoginFlowAlias");
        return provider;
    }

    private static List<JsonNode> mappers(TestRealm realm, String alias) {
        JsonNode mappers = realm.admin()
                .get(INSTANCES + "/" + alias + "/mappers")
                .expect(200)
                .body();
        mappers.forEach(mapper -> ((ObjectNode) mapper).remove("id"));
        return StreamSupport.stream(mappers.spliterator(), false).toList();
    }
}
