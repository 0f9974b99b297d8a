package io.github.facebookbusiness.keycloak.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookHandshakeIT {

    private static final String ALIAS = "facebook-business";
    private static final String TOKEN = "the token that the admin entered at Meta";

    private TestRealm realm;
    private MetaCallbacks meta;

    @BeforeAll
    void provider(TestRealm testRealm) {
        realm = testRealm
                .createProvider(
                        ALIAS, Map.of("webhookVerifyToken", testRealm.vaultSecret("webhook-verify-token", TOKEN)))
                .createProvider("without-token", Map.of())
                .createProvider("unresolved", Map.of("webhookVerifyToken", "${vault.nobody-has-it}"));
        meta = MetaCallbacks.of(realm, ALIAS);
    }

    @Test
    @OnEveryKeycloak
    void the_challenge_is_echoed_as_plain_text_that_no_browser_runs() {
        Answer answer = meta.handshake(handshake(TOKEN, "1158201444"));
        assertEquals(200, answer.status());
        assertEquals("1158201444", answer.body().asText());
        assertEquals(Optional.of("text/plain"), answer.headers().firstValue("Content-Type"));
        assertEquals(List.of("nosniff"), answer.headers().allValues("X-Content-Type-Options"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "the token that the admin entered at Met", "the token that the admin entered at Metaa"})
    void another_verify_token_is_refused(String token) {
        assertRefused(meta.handshake(handshake(token, "1158201444")));
    }

    @Test
    @OnEveryKeycloak
    void another_mode_is_refused() {
        for (String mode : new String[] {"", "unsubscribe", "SUBSCRIBE", "subscribe "}) {
            assertRefused(
                    meta.handshake(Map.of("hub.mode", mode, "hub.verify_token", TOKEN, "hub.challenge", "1158201444")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<script>alert(1)</script>", "a b", "1\n2", "ä", "{}"})
    void a_challenge_that_is_no_word_is_refused(String challenge) {
        assertRefused(meta.handshake(handshake(TOKEN, challenge)));
    }

    @Test
    void a_challenge_without_end_is_refused() {
        assertRefused(meta.handshake(handshake(TOKEN, "1".repeat(5000))));
    }

    @Test
    void a_provider_without_verify_token_believes_nobody() {
        for (String alias : new String[] {"without-token", "unresolved"}) {
            for (String token : new String[] {"", TOKEN, "${vault.nobody-has-it}", "null"}) {
                assertRefused(MetaCallbacks.of(realm, alias).handshake(handshake(token, "1158201444")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?hub.mode=subscribe",
                "?hub.challenge=1&hub.mode=subscribe",
                "?hub.challenge=1&hub.mode=subscribe&hub.mode=subscribe&hub.verify_token=x",
                "?hub.verify_token=%FF%FE&hub.mode=subscribe&hub.challenge=1",
                "?hub.verify_token&hub.mode&hub.challenge",
                "?hub%5Bmode%5D=subscribe&hub_challenge=1"
            })
    void anything_else_is_refused_and_not_repeated(String query) {
        assertRefused(meta.send("GET", "/webhook" + query, "", new byte[0], Map.of()));
    }

    @Test
    void what_does_not_exist_is_404() {
        assertEquals(
                404,
                MetaCallbacks.of(realm, "nobody")
                        .handshake(handshake(TOKEN, "1"))
                        .status());
        assertEquals(404, meta.send("GET", "/else", "", new byte[0], Map.of()).status());
        assertEquals(404, meta.send("GET", "", "", new byte[0], Map.of()).status());
    }

    private static Map<String, String> handshake(String token, String challenge) {
        return Map.of("hub.mode", "subscribe", "hub.verify_token", token, "hub.challenge", challenge);
    }

    private static void assertRefused(Answer answer) {
        assertEquals(403, answer.status(), answer.toString());
        assertEquals("Forbidden", answer.body().asText());
        assertFalse(answer.body().asText().contains("115820"));
    }
}
