package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.compatibility.KeycloakFeature;
import io.github.facebookbusiness.keycloak.compatibility.SinceKeycloak;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Browser;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.Fault;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way to fail, as the person sees it and as the admin finds it. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailedLoginIT {

    private static final String ALIAS = "facebook-business";
    private static final String PERSON = "facebook-person";

    private final Properties english = new Properties();
    private TestRealm realm;

    @BeforeAll
    void provider(TestRealm testRealm) throws IOException {
        realm = testRealm.createProvider(ALIAS, Map.of()).createProvider(PERSON, Map.of("tokenType", "user"));
        try (Reader bundle = new InputStreamReader(
                getClass().getResourceAsStream("/theme-resources/messages/messages_en.properties"),
                StandardCharsets.UTF_8)) {
            english.load(bundle);
        }
    }

    @BeforeEach
    void forget() {
        realm.clearEvents();
        realm.app().log().clear();
    }

    @AfterEach
    void mend(Database database) {
        realm.app().faults().clear();
        database.update("delete from FACEBOOK_BUSINESS_RATE_LIMIT");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "DIALOG_APP_NOT_LIVE, app_not_live, 1349126, 0",
        "DIALOG_URL_BLOCKED, url_blocked, 1349168, 0",
        "DIALOG_DOMAIN, domain_not_listed, 1349048, 0",
        "DIALOG_FEATURE_UNAVAILABLE, feature_unavailable, 1349220, 0",
        "DIALOG_UNKNOWN_ERROR, dialog_refused, 999999, 0",
        "DIALOG_SERVER_ERROR, dialog_refused, 0, 0",
        "CODE_EXPIRED, code_expired, 100, 36007",
        "CODE_USED, code_used, 100, 36009",
        "CODE_INVALID, code_invalid, 100, 0",
        "REDIRECT_URI_MISMATCH, redirect_uri_mismatch, 100, 36008",
        "WRONG_SECRET, app_secret_invalid, 1, 0",
        "UNKNOWN_APP, app_id_invalid, 101, 0",
        "EXCHANGE_HTML_502, graph_unavailable, 0, 0",
        "EXCHANGE_HANGS, graph_timeout, 0, 0",
        "EXCHANGE_DROPS, graph_unreachable, 0, 0",
        "EXCHANGE_REDIRECTS, answer_malformed, 0, 0",
        "EXCHANGE_OVERSIZED, answer_malformed, 0, 0",
        "EXCHANGE_NO_TOKEN, answer_malformed, 0, 0",
        "EXCHANGE_TRANSIENT, graph_unavailable, 2, 0",
        "EXCHANGE_RATE_LIMITED, rate_limited, 4, 0",
        "BATCH_HTML_502, graph_unavailable, 0, 0",
        "BATCH_HANGS, graph_timeout, 0, 0",
        "BATCH_DROPS, graph_unreachable, 0, 0",
        "BATCH_REDIRECTS, answer_malformed, 0, 0",
        "BATCH_OVERSIZED, answer_malformed, 0, 0",
        "BATCH_NULL_ENTRIES, graph_unavailable, 0, 0",
        "BATCH_TOP_LEVEL_ERROR, token_invalid, 190, 0",
        "PROFILE_REFUSED, token_revoked, 190, 458",
        "PROFILE_MALFORMED, answer_malformed, 0, 0",
        "PROFILE_WITHOUT_ID, answer_malformed, 0, 0",
        "PROFILE_ID_MISMATCH, token_of_other_user, 0, 0",
        "TOKEN_INVALID, token_invalid, 190, 0",
        "TOKEN_OF_OTHER_APP, token_of_other_app, 100, 0",
        "TOKEN_APP_ID_OTHER, token_of_other_app, 0, 0",
        "TOKEN_TYPE_OTHER, token_type_mismatch, 0, 0",
        "NO_CLIENT_BUSINESS, client_business_missing, 0, 0",
        "PERMISSION_MISSING, permissions_missing, 0, 0",
        "PERMISSION_RENAMED, permissions_missing, 0, 0",
    })
    void each_fault_ends_in_a_page_with_a_sentence_and_an_event_with_the_reason(
            Fault fault, String reason, String code, String subcode) {
        realm.app().faults().on(fault);
        Page page = BrokeredLogin.of(realm, ALIAS).open();
        if (page.has("#continue")) {
            page = page.submit("form", Map.of(), "#continue");
        }

        assertPage(reason, page);
        JsonNode details = failureEvent();
        assertEquals(reason, details.path("reason").asText());
        assertEquals(ALIAS, details.path("identity_provider").asText());
        assertEquals(code.equals("0") ? "" : code, details.path("graph_code").asText());
        assertEquals(
                code.equals("0") ? "" : subcode, details.path("graph_subcode").asText());
        assertEquals(
                !code.equals("0") && !fault.name().startsWith("DIALOG") && fault != Fault.TOKEN_INVALID,
                details.has("fbtrace_id"));
        assertTrue(realm.users().stream()
                .noneMatch(user -> user.path("username").asText().startsWith("fb-")));
        assertTrue(realm.app().log().calls("exchange_code").size() <= 1);
    }

    @Test
    void a_permission_that_was_not_granted_is_named_in_the_event() {
        realm.app().faults().on(Fault.PERMISSION_MISSING);
        BrokeredLogin.of(realm, ALIAS).agree();
        assertEquals(
                realm.businessConfiguration().permissions().get(0),
                failureEvent().path("permissions_missing").asText());
    }

    @Test
    @SinceKeycloak(KeycloakFeature.RESTART_WITH_HINT)
    @OnEveryKeycloak
    void a_cancel_says_so_and_can_start_again() {
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS);
        Page page = login.cancel();
        assertPage("cancelled", page);
        assertEquals(200, page.status());
        JsonNode event = realm.events("IDENTITY_PROVIDER_LOGIN_ERROR").get(0);
        assertEquals("access_denied", event.path("error").asText());
        assertEquals("cancelled", event.path("details").path("reason").asText());

        Page again = page.click("#facebook-business-again");
        assertTrue(again.has("#continue"), again.toString());
        Page end = again.submit("form", Map.of(), "#continue");
        assertTrue(end.location().isPresent(), end.toString());
        realm.users().stream()
                .filter(user -> user.path("username").asText().startsWith("fb-"))
                .forEach(
                        user -> realm.admin().delete("/users/" + user.path("id").asText()));
    }

    @Test
    void a_callback_without_state_has_its_own_reason() {
        Page page = Browser.desktop().open(URI.create(realm.redirectUri(ALIAS) + "?code=abc"));
        assertPage("state_missing", page);
        assertEquals("state_missing", failureEvent().path("reason").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b.!!!", "a.b.c.%7B%7B", "x", "..."})
    void a_malformed_state_ends_in_a_page_too(String state) {
        Page page = Browser.desktop().open(URI.create(realm.redirectUri(ALIAS) + "?code=abc&state=" + state));
        assertTrue(page.status() >= 400 && page.status() < 500, page.toString());
        assertFalse(page.text().isBlank());
    }

    @Test
    @OnEveryKeycloak
    void what_keycloak_or_a_mapper_throws_has_a_reason_too() {
        realm.admin()
                .post(
                        "/identity-provider/instances/" + ALIAS + "/mappers",
                        Map.of(
                                "name",
                                "broken",
                                "identityProviderAlias",
                                ALIAS,
                                "identityProviderMapper",
                                "a-mapper-that-was-uninstalled",
                                "config",
                                Map.of()))
                .expect(201);
        try {
            assertPage("internal_error", BrokeredLogin.of(realm, ALIAS).agree());
            assertEquals("internal_error", failureEvent().path("reason").asText());
        } finally {
            for (JsonNode mapper : realm.admin()
                    .get("/identity-provider/instances/" + ALIAS + "/mappers")
                    .expect(200)
                    .body()) {
                realm.admin()
                        .delete("/identity-provider/instances/" + ALIAS + "/mappers/"
                                + mapper.path("id").asText());
            }
        }
    }

    @Test
    @SinceKeycloak(KeycloakFeature.RESTART_WITH_HINT)
    @OnEveryKeycloak
    void the_page_can_be_reloaded_and_read_in_another_language_and_still_starts_again() {
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS);
        Page page = login.cancel();
        assertFalse(page.uri().toString().contains("code="), page.uri().toString());
        assertPage("cancelled", login.browser().open(page.uri()));

        Page german = login.browser().open(URI.create(page.uri() + "&kc_locale=de"));
        assertTrue(german.text().contains("Ursachencode: cancelled"), german.text());
        assertTrue(german.click("#facebook-business-again").has("#continue"));
    }

    @Test
    void the_language_links_of_the_page_lead_to_the_page() {
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS);
        Page page = login.cancel();
        String link = page.html().select("a[href*=kc_locale], option[value*=kc_locale]").stream()
                .map(choice -> choice.hasAttr("href") ? choice.attr("href") : choice.attr("value"))
                .filter(address -> address.contains("kc_locale=es"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(page.body()));
        Page spanish = login.browser().open(page.uri().resolve(link));
        assertTrue(spanish.text().contains("cancelled"), spanish.toString());
        assertTrue(spanish.has("#facebook-business-again"), spanish.toString());
    }

    @Test
    void a_page_for_a_reason_that_there_is_not_is_not_found() {
        Page page = Browser.desktop().open(URI.create(realm.redirectUri(ALIAS) + "/failed/you_are_hacked"));
        assertEquals(404, page.status());
        assertFalse(page.text().contains("you_are_hacked"));
    }

    @Test
    void a_callback_with_neither_code_nor_error_has_its_own_reason() {
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS);
        login.open();
        String state = realm.app().log().last("dialog").orElseThrow().query().get("state");
        Page page = login.browser().open(URI.create(realm.redirectUri(ALIAS) + "?state=" + state));
        assertPage("answer_incomplete", page);
    }

    @Test
    @OnEveryKeycloak
    void a_callback_in_another_browser_is_refused_before_meta_is_asked() {
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS);
        login.browser().stopBefore(realm.redirectUri(ALIAS));
        URI callback = login.agree().location().orElseThrow();
        Page page = Browser.desktop().open(callback);
        assertTrue(page.status() >= 400 || page.has("form"), page.toString());
        assertTrue(realm.app().log().calls("exchange_code").isEmpty());
    }

    @Test
    void a_callback_that_is_opened_twice_asks_meta_once() {
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS);
        login.browser().stopBefore(realm.redirectUri(ALIAS));
        realm.app().faults().on(Fault.CODE_EXPIRED);
        URI callback = login.agree().location().orElseThrow();
        login.browser().stopNowhere();
        assertPage("code_expired", login.browser().open(callback));
        Page again = login.browser().open(callback);
        assertTrue(again.text().contains("Page has expired"), again.toString());
        assertEquals(1, realm.app().log().calls("exchange_code").size());
    }

    @Test
    void nothing_from_meta_is_echoed() {
        realm.app().faults().on(Fault.SCRIPT_IN_ERRORS);
        realm.app().faults().on(Fault.CODE_EXPIRED);
        Page exchange = BrokeredLogin.of(realm, ALIAS).agree();
        assertPage("code_expired", exchange);
        assertFalse(exchange.body().contains("alert("), exchange.body());

        realm.app().faults().off(Fault.CODE_EXPIRED);
        realm.app().faults().on(Fault.DIALOG_SERVER_ERROR);
        Page dialog = BrokeredLogin.of(realm, ALIAS).open();
        assertPage("dialog_refused", dialog);
        assertFalse(dialog.body().contains("alert("), dialog.body());
        assertTrue(realm.events().stream().noneMatch(event -> event.toString().contains("alert(")));
    }

    @Test
    void a_secret_that_the_vault_does_not_have_is_an_error_with_a_name() {
        realm.updateProvider(ALIAS, Map.of("clientSecret", "${vault.nowhere}")).expect(204);
        try {
            Page page = BrokeredLogin.of(realm, ALIAS).agree();
            assertPage("app_secret_unresolved", page);
            assertTrue(realm.app().log().calls("exchange_code").isEmpty());
        } finally {
            realm.updateProvider(ALIAS, Map.of("clientSecret", realm.app().secret()))
                    .expect(204);
        }
    }

    @Test
    void a_mobile_browser_is_told_before_it_leaves_keycloak_that_a_business_needs_a_desktop() {
        Page page = BrokeredLogin.with(realm, ALIAS, Browser.mobile()).open();
        assertPage("mobile_not_supported", page);
        assertEquals("mobile_not_supported", failureEvent().path("reason").asText());
        assertTrue(realm.app().log().calls("dialog").isEmpty());
        Page again = page.click("#facebook-business-again");
        assertTrue(again.has("#kc-form-login"), "a way back to other ways of signing in: " + again);
    }

    @Test
    void whatsapp_embedded_signup_is_metas_exception_on_mobile() {
        realm.createProvider(
                "whatsapp", Map.of("loginVariation", "whatsapp-embedded-signup", "permissions", "", "configId", "1"));
        BrokeredLogin login = BrokeredLogin.with(realm, "whatsapp", Browser.mobile());
        login.browser()
                .stopBefore(URI.create(
                        realm.provider(ALIAS).path("config").path("dialogUrl").asText()));
        assertTrue(login.open().location().isPresent());
    }

    @Test
    void a_realm_that_came_to_use_the_email_as_username_is_told_before_the_dialog() {
        realm.set(Map.of("registrationEmailAsUsername", true));
        try {
            assertPage("email_as_username", BrokeredLogin.of(realm, ALIAS).open());
        } finally {
            realm.set(Map.of("registrationEmailAsUsername", false));
        }
    }

    @Test
    void the_page_speaks_the_persons_language() {
        realm.app().faults().on(Fault.CODE_EXPIRED);
        Page page = BrokeredLogin.with(realm, ALIAS, Browser.desktop().header("Accept-Language", "de"))
                .agree();
        assertTrue(page.text().contains("Ursachencode: code_expired"), page.text());
    }

    private void assertPage(String reason, Page page) {
        LoginFailure failure = LoginFailure.valueOf(reason.toUpperCase(java.util.Locale.ROOT));
        String key = failure.sentence().messageKey();
        assertEquals(
                english.getProperty(key),
                page.first("#facebook-business-sentence").text(),
                page.toString());
        assertTrue(page.text().contains(english.getProperty(key + "Title")), page.text());
        assertEquals(
                "Reason code: " + reason,
                page.first("#facebook-business-reason").text());
        assertEquals(failure.status().getStatusCode(), page.status());
    }

    private JsonNode failureEvent() {
        return realm.events("IDENTITY_PROVIDER_LOGIN_ERROR").stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("No event: " + realm.events()))
                .path("details");
    }
}
