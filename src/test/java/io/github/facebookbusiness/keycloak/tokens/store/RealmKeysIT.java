package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The default: each realm's own AES keys encrypt, which its admin rotates in the console. */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealmKeysIT {

    private static final String KEY_PROVIDER = "org.keycloak.keys.KeyProvider";
    private static final String PASSWORD = "of-the-keystore";

    private TestRealm realm;
    private Database database;

    @BeforeAll
    void realm(TestRealm testRealm, Database ofTheSuite) {
        realm = testRealm;
        database = ofTheSuite;
    }

    @Test
    void a_rotated_key_still_opens_what_it_sealed_until_that_is_sealed_again_and_the_key_can_go() {
        TokenApi api = provider("rotates");
        SandboxBusiness business = api.connect("Rotates");
        String token = api.fetch(business).expect(200).text("access_token");
        List<String> before = aesKeys();
        addAesKey();
        assertEquals(token, api.fetch(business).expect(200).text("access_token"));

        JsonNode outcome = api.rest().post("/tokens/re-encrypt").expect(200).body();
        assertEquals(1, outcome.path("reEncrypted").asInt(-1));
        assertEquals(0, outcome.path("keyMissing").asInt(-1));
        before.forEach(this::deleteKey);
        assertEquals(token, api.fetch(business).expect(200).text("access_token"));
        assertEquals("realm_aes_key", keySource("rotates"));
    }

    @Test
    void a_key_in_a_keystore_encrypts_and_is_told_from_one_in_the_database() throws Exception {
        TokenApi api = provider("keystore");
        String key = addKeystoreKey();
        try {
            assertEquals("realm_keystore", keySource("keystore"));
            SandboxBusiness business = api.connect("Keystore");
            String token = api.fetch(business).expect(200).text("access_token");
            deleteKey(key);
            assertEquals("KEY_MISSING", statusOf(api, business));
            key = addKeystoreKey();
            assertEquals(token, api.fetch(business).expect(200).text("access_token"));
        } finally {
            deleteKey(key);
            Files.deleteIfExists(keystore());
            Files.deleteIfExists(keystore().getParent());
        }
    }

    @Test
    void every_filter_of_the_list_shows_what_the_list_says_whatever_keys_there_are() {
        TokenApi api = provider("filters");
        SandboxConfiguration sixtyDays = realm.app()
                .addConfiguration(SandboxConfiguration.systemUser("business_management", "pages_show_list")
                        .withExpiry(TokenExpiry.SIXTY_DAYS));
        SandboxBusiness never = api.connect("Never Expires");
        realm.updateProvider("filters", Map.of("configId", sixtyDays.id(), "permissions", ""))
                .expect(204);
        SandboxBusiness active = api.connect("Active");
        SandboxBusiness expiring = connectLongAgo(api, "Expiring", 50);
        SandboxBusiness ended = connectLongAgo(api, "Ended", 61);
        SandboxBusiness expired = inspected(api, "Expired", business -> {});
        SandboxBusiness revoked = inspected(api, "Revoked", realm.app()::uninstall);
        SandboxBusiness invalid = inspected(api, "Invalid", business -> realm.app()
                .invalidate(realm.app().originalsOf(business).get(0)));
        SandboxBusiness waiting = noted(api, "Waiting", TokenStatus.WAITING);
        SandboxBusiness unknown = noted(api, "Unknown", TokenStatus.UNKNOWN);
        api.call(active, Map.of("scope", List.of("pages_show_list"))).expect(200);

        Map<SandboxBusiness, String> statuses = new HashMap<>(Map.of(
                never, "ACTIVE",
                active, "ACTIVE",
                expiring, "EXPIRING",
                ended, "EXPIRED",
                expired, "EXPIRED",
                revoked, "REVOKED",
                invalid, "INVALID",
                waiting, "WAITING",
                unknown, "UNKNOWN"));
        assertFilters(api, statuses);

        List<String> before = aesKeys();
        addAesKey();
        statuses.put(api.connect("Active Under A New Key"), "ACTIVE");
        statuses.put(connectLongAgo(api, "Expiring Under A New Key", 50), "EXPIRING");
        before.forEach(this::deleteKey);
        List.of(never, active, expiring, waiting, unknown).forEach(business -> statuses.put(business, "KEY_MISSING"));
        assertFilters(api, statuses);

        aesKeys().forEach(this::deleteKey);
        statuses.replaceAll(
                (business, status) -> status.equals("ACTIVE") || status.equals("EXPIRING") ? "KEY_MISSING" : status);
        assertFilters(api, statuses);
        assertEquals("key_missing", api.fetch(never).expect(409).text("error"));

        api.connect(never);
        assertEquals(200, api.fetch(never).status(), "Keycloak made a key again");
    }

    private static void assertFilters(TokenApi api, Map<SandboxBusiness, String> statuses) {
        statuses.forEach((business, status) -> assertEquals(status, statusOf(api, business), business.name()));
        List<JsonNode> all = api.tokens("?max=100");
        for (TokenStatus status : TokenStatus.values()) {
            assertEquals(
                    ids(all, token -> token.path("status").asText().equals(status.name())),
                    ids(api.tokens("?max=100&status=" + status), token -> true),
                    status.name());
        }
    }

    private static Set<String> ids(List<JsonNode> tokens, Predicate<JsonNode> which) {
        return tokens.stream()
                .filter(which)
                .map(token -> token.path("id").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String statusOf(TokenApi api, SandboxBusiness business) {
        return api.tokensOf(business).get(0).path("status").asText();
    }

    private SandboxBusiness connectLongAgo(TokenApi api, String name, int days) {
        realm.app().advance(Duration.ofDays(-days));
        SandboxBusiness business = api.connect(name);
        realm.app().advance(Duration.ofDays(days));
        return business;
    }

    /** Connected, ended at Meta, and asked about when its 60 days are over there. */
    private SandboxBusiness inspected(TokenApi api, String name, Consumer<SandboxBusiness> end) {
        SandboxBusiness business = api.connect(name);
        end.accept(business);
        realm.app().advance(Duration.ofDays(61));
        String id = api.tokensOf(business).get(0).path("id").asText();
        api.rest().post("/tokens/" + id + "/inspect").expect(200);
        realm.app().advance(Duration.ofDays(-61));
        return business;
    }

    /** As jobs do. */
    private SandboxBusiness noted(TokenApi api, String name, TokenStatus status) {
        SandboxBusiness business = api.connect(name);
        assertEquals(
                1,
                database.update(
                        "UPDATE FACEBOOK_BUSINESS_TOKEN SET STATUS = ? WHERE CLIENT_BUSINESS_ID = ?",
                        status.name(),
                        business.id()));
        return business;
    }

    private TokenApi provider(String alias) {
        return TokenApi.of(realm.createProvider(alias, Map.of()), alias);
    }

    private String keySource(String alias) {
        JsonNode checks = realm.admin()
                .get("/facebook-business/" + alias)
                .expect(200)
                .body()
                .path("checks");
        return StreamSupport.stream(checks.spliterator(), false)
                .filter(check -> check.path("name").asText().equals("key_source"))
                .findFirst()
                .orElseThrow()
                .path("reason")
                .asText();
    }

    private List<String> aesKeys() {
        List<String> ids = new ArrayList<>();
        realm.admin().get("/components?type=" + KEY_PROVIDER).expect(200).body().forEach(component -> {
            if (component.path("providerId").asText().equals("aes-generated")) {
                ids.add(component.path("id").asText());
            }
        });
        return ids;
    }

    private void addAesKey() {
        addKey("aes-generated", Map.of("priority", List.of("300"), "secretSize", List.of("32")));
    }

    /**
     * As the documentation says, and with a key id as long as an admin likes. By its whole path, which every Keycloak takes;
     * since 26.6 the name alone would do.
     */
    private String addKeystoreKey() throws IOException, InterruptedException {
        if (!Files.exists(keystore())) {
            Files.createDirectories(keystore().getParent());
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genseckey",
                            "-alias",
                            "tokens",
                            "-keyalg",
                            "AES",
                            "-keysize",
                            "256",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            keystore().toString(),
                            "-storepass",
                            PASSWORD)
                    .inheritIO()
                    .start();
            assertTrue(keytool.waitFor(1, TimeUnit.MINUTES));
            assertEquals(0, keytool.exitValue());
        }
        return addKey(
                "java-keystore",
                Map.of(
                        "priority", List.of("400"),
                        "algorithm", List.of("AES"),
                        "keyUse", List.of("ENC"),
                        "keystore", List.of(keystore().toString()),
                        "keystoreType", List.of("PKCS12"),
                        "keystorePassword", List.of(PASSWORD),
                        "keyAlias", List.of("tokens"),
                        "keyPassword", List.of(PASSWORD),
                        "kid", List.of("of-2026-".repeat(12))));
    }

    private Path keystore() {
        return Path.of(System.getProperty("keycloak.home"), "data", realm.name(), "tokens.p12");
    }

    private String addKey(String provider, Map<String, List<String>> config) {
        return realm.admin()
                .post(
                        "/components",
                        Map.of(
                                "name", provider,
                                "providerId", provider,
                                "providerType", KEY_PROVIDER,
                                "parentId", realm.admin().get("").expect(200).text("id"),
                                "config", config))
                .expect(201)
                .createdId();
    }

    private void deleteKey(String id) {
        realm.admin().delete("/components/" + id).expect(204);
    }
}
