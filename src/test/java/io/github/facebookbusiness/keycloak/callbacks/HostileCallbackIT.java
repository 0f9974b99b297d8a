package io.github.facebookbusiness.keycloak.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.MetaSignature;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever somebody sends who is not Meta: refused, always with the same words, and never a failure of the server. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileCallbackIT {

    private static final String ALIAS = "facebook-business";
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String SIGNATURE = "X-Hub-Signature-256";

    private TestRealm realm;
    private AdminApi server;
    private MetaCallbacks meta;
    private byte[] body;

    @BeforeAll
    void provider(TestRealm testRealm, AdminApi admin) {
        server = admin;
        realm = testRealm.createProvider(ALIAS, Map.of());
        meta = MetaCallbacks.of(realm, ALIAS);
        body = meta.businessIntegration("update", Instant.now().getEpochSecond(), "90071992547409931")
                .getBytes(StandardCharsets.UTF_8);
    }

    // --- signatures of webhooks ---

    @Test
    void a_webhook_that_meta_signed_is_taken() {
        assertEquals(200, signed(body, signature()).status());
    }

    @Test
    void one_byte_of_the_body_changed_is_refused() {
        byte[] changed = body.clone();
        changed[changed.length - 1] = ' ';
        assertRefused(signed(changed, signature()));
        assertRefused(
                signed((new String(body, StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8), signature()));
    }

    @Test
    void without_a_signature_or_with_sha1_alone_it_is_refused() {
        assertRefused(meta.webhook(body, Map.of()));
        String sha1 = MetaSignature.ofWebhookWithSha1(realm.app().secret(), body);
        assertRefused(meta.webhook(body, Map.of("X-Hub-Signature", sha1)));
        assertRefused(signed(body, sha1));
    }

    @Test
    void another_secret_is_refused() {
        for (String secret : List.of("another", realm.app().id(), realm.app().appToken(), "**********")) {
            assertRefused(signed(body, MetaSignature.ofWebhook(secret, body)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256=", "sha256=00", "SHA256=", "sha256:", "sha512=00", "%00", "ä"})
    void a_signature_of_another_form_is_refused(String signature) {
        assertRefused(signed(body, signature));
    }

    @Test
    void the_signature_is_of_the_bytes_that_came_and_not_of_what_they_mean() {
        String escaped = new String(body, StandardCharsets.UTF_8).replace("application", "\\u0061pplication");
        byte[] bytes = escaped.getBytes(StandardCharsets.UTF_8);
        assertRefused(signed(bytes, signature()));
        assertEquals(200, meta.webhook(escaped).status());
    }

    @Test
    void after_a_reset_the_secret_before_counts_where_it_is_set() {
        String previous = "the webhook secret before";
        assertRefused(signed(body, MetaSignature.ofWebhook(previous, body)));
        realm.updateProvider(ALIAS, Map.of("previousClientSecret", realm.vaultSecret("previous", previous)))
                .expect(204);
        try {
            assertEquals(
                    200, signed(body, MetaSignature.ofWebhook(previous, body)).status());
            realm.removeVaultSecret("previous");
            assertRefused(signed(body, MetaSignature.ofWebhook(previous, body)));
            assertEquals(200, signed(body, signature()).status(), "the present secret does not need the one before");
        } finally {
            realm.updateProvider(ALIAS, Map.of("previousClientSecret", "")).expect(204);
        }
    }

    @Test
    void an_app_secret_that_does_not_resolve_lets_nobody_in() {
        realm.createProvider("unresolved", Map.of("clientSecret", "${vault.gone}"));
        MetaCallbacks unresolved = MetaCallbacks.of(realm, "unresolved");
        for (String secret : List.of(realm.app().secret(), "${vault.gone}", "null")) {
            assertRefused(unresolved.webhook(new String(body, StandardCharsets.UTF_8), secret));
        }
    }

    // --- what is signed and still not what Meta documents ---

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{", "{}{}", "\"application\"", "<xml/>"})
    void a_signed_body_that_is_no_json_object_is_400(String text) {
        Answer answer = meta.webhook(text);
        assertEquals(400, answer.status(), answer.toString());
        assertEquals("Bad Request", answer.body().asText());
    }

    @Test
    void bytes_that_are_no_text_and_json_without_end_are_400() {
        byte[] noText = {'{', '"', (byte) 0xFF, (byte) 0xFE, '"', ':', '1', '}'};
        assertEquals(
                400,
                signed(noText, MetaSignature.ofWebhook(realm.app().secret(), noText))
                        .status());
        assertEquals(
                400,
                meta.webhook("{\"a\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}")
                        .status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"object\":\"page\",\"entry\":[{\"id\":\"1\",\"time\":1}]}",
                "{\"object\":\"application\",\"entry\":[{\"id\":\"0\",\"time\":1,\"changes\":[{\"field\":"
                        + "\"business_integration_uninstall\",\"value\":{\"business_manager_id\":\"1\"}}]}]}",
                "{\"object\":\"application\",\"entry\":{\"a\":[{}]}}"
            })
    void what_is_not_for_us_is_taken_so_that_meta_does_not_send_it_again(String text) {
        assertEquals(200, meta.webhook(text).status());
    }

    // --- sizes ---

    @Test
    void more_than_a_mebibyte_is_413_whoever_signed_it() {
        byte[] huge = new byte[1024 * 1024 + 1];
        Arrays.fill(huge, (byte) ' ');
        assertEquals(
                413,
                signed(huge, MetaSignature.ofWebhook(realm.app().secret(), huge))
                        .status());
        assertEquals(413, signed(huge, signature()).status());
        assertRefused(meta.webhook(huge, Map.of()));
    }

    @Test
    void a_form_with_a_huge_field_or_many_is_refused() {
        String field = "signed_request=" + "A".repeat(200_000);
        String fields = "a=b&".repeat(100_000);
        for (String form : List.of(field, fields)) {
            for (String path : List.of("/deauthorize", "/data-deletion")) {
                int status = meta.send("POST", path, FORM, form.getBytes(StandardCharsets.UTF_8), Map.of())
                        .status();
                assertTrue(status == 413 || status == 403 || status == 400, path + " " + status);
            }
        }
    }

    // --- methods and types ---

    @ParameterizedTest
    @CsvSource({
        "PUT,    /webhook,              405",
        "DELETE, /webhook,              405",
        "PATCH,  /webhook,              405",
        "GET,    /deauthorize,          404",
        "PUT,    /deauthorize,          405",
        "GET,    /data-deletion,        404",
        "DELETE, /data-deletion,        404",
        "POST,   /data-deletion/0123,   404",
        "POST,   /nothing,              404",
        "DELETE, /tokens/1,             404",
        "GET,    /tokens,               404",
        "GET,    /businesses,           404"
    })
    void other_methods_and_paths_are_refused(String method, String path, int status) {
        assertEquals(status, meta.send(method, path, JSON, body, Map.of()).status());
    }

    @ParameterizedTest
    @CsvSource({
        "/webhook,       text/plain",
        "/webhook,       application/x-www-form-urlencoded",
        "/webhook,       application/xml",
        "/webhook,       multipart/form-data; boundary=x",
        "/deauthorize,   application/json",
        "/deauthorize,   text/plain",
        "/data-deletion, application/json",
        "/data-deletion, multipart/form-data; boundary=x"
    })
    void other_types_are_415(String path, String type) {
        byte[] content = type.startsWith("multipart") ? new byte[0] : body;
        assertEquals(
                415,
                meta.send("POST", path, type, content, Map.of(SIGNATURE, signature()))
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhook", "/deauthorize", "/data-deletion"})
    void no_type_at_all_is_refused(String path) {
        assertEquals(
                415,
                meta.send("POST", path, "", body, Map.of(SIGNATURE, signature()))
                        .status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhook", "/deauthorize", "/data-deletion"})
    void an_unknown_provider_or_realm_and_another_kind_of_provider_are_404(String path) {
        realm.admin()
                .post(
                        "/identity-provider/instances",
                        Map.of(
                                "alias",
                                "other" + path.substring(1),
                                "providerId",
                                "github",
                                "config",
                                Map.of("clientId", "1", "clientSecret", "2")))
                .expect(201);
        String type = path.equals("/webhook") ? JSON : FORM;
        for (String alias : List.of("nobody", "%00", "%FF", "other" + path.substring(1))) {
            int status = MetaCallbacks.of(realm, alias)
                    .send("POST", path, type, body, Map.of(SIGNATURE, signature()))
                    .status();
            assertTrue(status == 404 || status == 400 && alias.startsWith("%"), alias + " " + status);
        }
        assertEquals(
                404,
                server.anonymous()
                        .send(
                                "POST",
                                "/realms/no-such-realm/facebook-business/" + ALIAS + path,
                                Optional.of(type),
                                BodyPublishers.ofByteArray(body))
                        .status());
    }

    private String signature() {
        return MetaSignature.ofWebhook(realm.app().secret(), body);
    }

    private Answer signed(byte[] content, String signature) {
        return meta.webhook(content, Map.of(SIGNATURE, signature));
    }

    private static void assertRefused(Answer answer) {
        assertEquals(403, answer.status(), answer.toString());
        assertEquals("Forbidden", answer.body().asText());
        assertFalse(answer.headers().map().containsKey("Set-Cookie"));
    }
}
