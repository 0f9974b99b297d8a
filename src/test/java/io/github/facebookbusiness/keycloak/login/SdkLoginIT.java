package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Browser;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.SandboxApp;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import io.github.facebookbusiness.sandbox.SdkRedirect;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code loginMode=javascript-sdk} without a browser that runs scripts: what the page is, and what it may be told. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkLoginIT {

    private static final String BUSINESS = "facebook-business";
    private static final String PERSON = "facebook-person";
    private static final String SIGNUP = "facebook-signup";

    private TestRealm realm;
    private GraphSandbox sandbox;
    private SandboxConfiguration signup;

    @BeforeAll
    void providers(TestRealm testRealm, GraphSandbox graphSandbox) {
        sandbox = graphSandbox;
        realm = testRealm
                .createProvider(BUSINESS, Map.of("loginMode", "javascript-sdk"))
                .createProvider(PERSON, Map.of("loginMode", "javascript-sdk", "tokenType", "user", "permissions", ""));
        signup = realm.app().addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());
        realm.createProvider(
                SIGNUP,
                Map.of(
                        "loginMode", "javascript-sdk",
                        "permissions", "",
                        "configId", signup.id(),
                        "loginVariation", "whatsapp-embedded-signup"));
    }

    @BeforeEach
    void forget() {
        realm.app().withSdkRedirect(SdkRedirect.OMITTED).log().clear();
        realm.clearEvents();
    }

    /** A login that stands on the page of the SDK. */
    private final class Attempt {

        private final Page page;

        Attempt(String alias, Browser browser) {
            this.page = BrokeredLogin.with(realm, alias, browser).open();
        }

        Page answer(Map<String, String> fields) {
            return page.submit("#facebook-business-answer", fields);
        }

        String data(String name) {
            return page.first("#facebook-business-sdk").attr("data-" + name);
        }
    }

    @Test
    @OnEveryKeycloak
    void the_page_calls_metas_sdk_with_what_the_seed_shows() {
        Attempt attempt = new Attempt(BUSINESS, browser());
        assertTrue(attempt.page.uri().getPath().endsWith("/endpoint/sdk"), attempt.page.toString());
        assertEquals(realm.app().id(), attempt.data("app-id"));
        assertEquals("v26.0", attempt.data("api-version"));
        assertEquals(realm.businessConfiguration().id(), attempt.data("config-id"));
        assertEquals("", attempt.data("extras"));
        assertTrue(attempt.data("sdk").endsWith("/en_US/sdk.js"), attempt.data("sdk"));
        assertFalse(attempt.page.has("fb|login-button"), attempt.page.body());
        assertEquals("{\"setup\":{}}", new Attempt(SIGNUP, browser()).data("extras"));
    }

    @Test
    void metas_login_button_is_there_for_persons_only() {
        assertTrue(new Attempt(PERSON, browser())
                .page
                .body()
                .contains("<fb:login-button config_id=\""
                        + realm.personConfiguration().id() + "\""));
        assertFalse(new Attempt(BUSINESS, browser()).page.body().contains("<fb:login-button"));
    }

    @Test
    @OnEveryKeycloak
    void its_policy_lets_in_metas_sdk_and_the_pages_own_script_and_nothing_else() {
        Page first = new Attempt(BUSINESS, browser()).page;
        String policy = first.header("Content-Security-Policy").orElseThrow();
        String sdk = URI.create(new Attempt(BUSINESS, browser()).data("sdk"))
                .resolve("/")
                .toString();
        String origin = sdk.substring(0, sdk.length() - 1);
        String nonce = first.first("script[src]").attr("nonce");
        assertTrue(policy.contains("default-src 'none'"), policy);
        assertTrue(policy.contains("script-src 'nonce-" + nonce + "' " + origin + ";"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        assertFalse(policy.contains("unsafe-eval") || policy.contains("script-src 'self'"), policy);
        assertEquals(1, first.html().select("script").size());
        assertEquals("", first.first("script").html());
        assertEquals("DENY", first.header("X-Frame-Options").orElseThrow());
        assertEquals("nosniff", first.header("X-Content-Type-Options").orElseThrow());
        assertEquals(
                "strict-origin-when-cross-origin",
                first.header("Referrer-Policy").orElseThrow());
        assertEquals("no-store", first.header("Cache-Control").orElseThrow());
        String again =
                new Attempt(BUSINESS, browser()).page.first("script[src]").attr("nonce");
        assertNotEquals(nonce, again);
    }

    @Test
    void other_pages_of_the_realm_keep_the_realms_headers() {
        Browser browser = browser();
        Page cancelled = new Attempt(BUSINESS, browser).answer(Map.of("error", "access_denied"));
        assertEquals(
                "frame-src 'self'; frame-ancestors 'self'; object-src 'none';",
                cancelled.header("Content-Security-Policy").orElseThrow());
    }

    @Test
    @OnEveryKeycloak
    void a_code_of_the_sdk_signs_the_business_in() {
        SandboxBusiness business = realm.app().businesses().get(0);
        Page end = new Attempt(BUSINESS, browser())
                .answer(Map.of("code", realm.app().issueSdkCode(realm.businessConfiguration(), business)));
        assertSignedInAs(business.id(), end);
    }

    @ParameterizedTest
    @CsvSource({"omit, OMITTED", "empty, EMPTY", "callback, CALLBACK"})
    void the_redirect_uri_at_the_exchange_is_what_the_admin_chose(String choice, SdkRedirect wanted) {
        realm.app().withSdkRedirect(wanted);
        realm.updateProvider(BUSINESS, Map.of("sdkRedirectUri", choice)).expect(204);
        String code = realm.app()
                .issueSdkCode(
                        realm.businessConfiguration(), realm.app().businesses().get(0));
        Page end = new Attempt(BUSINESS, browser()).answer(Map.of("code", code));
        realm.updateProvider(BUSINESS, Map.of("sdkRedirectUri", "omit")).expect(204);
        assertTrue(end.location().isPresent(), end.toString());
    }

    @Test
    void a_wrong_choice_is_told_as_such_and_the_code_is_not_tried_twice() {
        realm.app().withSdkRedirect(SdkRedirect.EMPTY);
        String code = realm.app()
                .issueSdkCode(
                        realm.businessConfiguration(), realm.app().businesses().get(0));
        assertEquals("redirect_uri_mismatch", reason(new Attempt(BUSINESS, browser()).answer(Map.of("code", code))));
        assertEquals(1, realm.app().calls().size());
    }

    @Test
    void the_page_can_be_reloaded_until_it_was_answered_and_its_state_is_good_for_one_answer() {
        Browser browser = browser();
        Attempt attempt = new Attempt(BUSINESS, browser);
        Page reloaded = browser.open(attempt.page.uri());
        SandboxBusiness business = realm.app().businesses().get(0);
        Page end = reloaded.submit(
                "#facebook-business-answer",
                Map.of("code", realm.app().issueSdkCode(realm.businessConfiguration(), business)));
        assertSignedInAs(business.id(), end);

        Page twice = attempt.answer(Map.of("code", realm.app().issueSdkCode(realm.businessConfiguration(), business)));
        assertFalse(twice.location().map(OidcClient::query).orElse(Map.of()).containsKey("code"), twice.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "", "http://localhost"})
    void an_answer_from_another_page_is_refused_and_leaves_the_login_as_it_was(String origin) {
        Browser browser = browser();
        Attempt attempt = new Attempt(BUSINESS, browser);
        browser.header("Origin", origin);
        SandboxBusiness business = realm.app().businesses().get(0);
        String code = realm.app().issueSdkCode(realm.businessConfiguration(), business);
        assertEquals("origin_refused", reason(attempt.answer(Map.of("code", code))));
        assertEquals(List.of(), realm.app().calls());

        browser.header("Origin", origin());
        assertSignedInAs(business.id(), attempt.answer(Map.of("code", code)));
    }

    @Test
    void an_answer_without_the_logins_state_or_in_another_browser_is_refused() {
        String code = realm.app()
                .issueSdkCode(
                        realm.businessConfiguration(), realm.app().businesses().get(0));
        assertEquals(
                "state_missing", reason(new Attempt(BUSINESS, browser()).answer(Map.of("code", code, "state", ""))));
        Page madeUp = new Attempt(BUSINESS, browser()).answer(Map.of("code", code, "state", "made.up"));
        assertTrue(madeUp.location().isEmpty(), madeUp.toString());
        String victims =
                new Attempt(BUSINESS, browser()).page.first("input[name=state]").attr("value");
        Page elsewhere = new Attempt(BUSINESS, browser()).answer(Map.of("code", code, "state", victims));
        assertTrue(elsewhere.location().isEmpty(), elsewhere.toString());
        assertEquals(List.of(), realm.app().calls());
    }

    @Test
    void the_page_of_a_login_is_not_shown_to_another_browser() {
        URI page = new Attempt(BUSINESS, browser()).page.uri();
        assertEquals("state_invalid", reason(browser().open(page)));
        assertEquals("state_invalid", reason(browser().open(URI.create(realm.redirectUri(BUSINESS) + "/sdk"))));
    }

    @Test
    void a_login_that_went_by_redirect_has_no_such_page() {
        realm.createProvider("by-redirect", Map.of());
        Browser browser = browser();
        BrokeredLogin.with(realm, "by-redirect", browser).open();
        String query = browser.visited().get(browser.visited().size() - 2).getRawQuery();
        assertEquals(
                "state_invalid", reason(browser.open(URI.create(realm.redirectUri("by-redirect") + "/sdk?" + query))));
    }

    @Test
    void a_form_that_no_browser_sends_is_an_incomplete_answer_and_no_failure() {
        Browser browser = browser();
        Page page = new Attempt(BUSINESS, browser).page;
        String form = "state=" + page.first("input[name=state]").attr("value") + "&access_token=%zz&code=%";
        Page refused = browser.post(URI.create(realm.redirectUri(BUSINESS) + "/sdk"), form);
        assertEquals("answer_incomplete", reason(refused));
    }

    @Test
    void cancelling_on_the_page_is_a_cancel() {
        assertEquals("cancelled", reason(new Attempt(BUSINESS, browser()).answer(Map.of("error", "access_denied"))));
        assertEquals("answer_incomplete", reason(new Attempt(BUSINESS, browser()).answer(Map.of())));
    }

    @Test
    void without_the_sdk_the_same_login_goes_on_by_redirect() {
        SandboxBusiness business = realm.app().businesses().get(0);
        Page dialog = new Attempt(BUSINESS, browser()).page.click("#facebook-business-redirect");
        assertSignedInAs(business.id(), dialog.submit("form", Map.of("business", business.id()), "#continue"));
    }

    // --- tokens, which only Meta's login button brings ---

    @Test
    @OnEveryKeycloak
    void a_token_of_a_person_that_was_issued_since_the_login_began_signs_the_person_in() {
        SandboxPerson person = realm.app().people().get(0);
        Attempt attempt = new Attempt(PERSON, browser());
        Page end = attempt.answer(Map.of("access_token", realm.app().issueToken(realm.personConfiguration(), person)));
        assertSignedInAs(person.id(), end);
    }

    @Test
    void a_token_that_was_issued_before_the_login_began_is_refused() {
        String older = realm.app()
                .issueToken(realm.personConfiguration(), realm.app().people().get(0));
        sleep(1100);
        assertEquals("token_not_fresh", reason(new Attempt(PERSON, browser()).answer(Map.of("access_token", older))));
    }

    @Test
    void of_a_token_that_meta_does_not_date_the_signed_request_says_whose_it_is_and_since_when() {
        SandboxPerson person = realm.app().people().get(0);
        String other = realm.app().people().get(1).id();
        String older = realm.app().signedRequest(person.id()).value();
        sleep(1100);
        realm.app().faults().on(Fault.DEBUG_TOKEN_NO_ISSUED_AT);
        try {
            Attempt attempt = new Attempt(PERSON, browser());
            Map<String, String> undated = Map.of(
                    "access_token", realm.app().issueToken(realm.personConfiguration(), person),
                    "signed_request", realm.app().signedRequest(person.id()).value());
            assertSignedInAs(person.id(), attempt.answer(undated));
            String valid = realm.app().signedRequest(person.id()).value();
            for (String signedRequest : List.of(
                    "",
                    "x",
                    older,
                    realm.app().signedRequest(other).value(),
                    sandbox.addApp().signedRequest(person.id()).value(),
                    valid.substring(0, valid.length() - 2))) {
                Map<String, String> refused = new LinkedHashMap<>(undated);
                refused.put("signed_request", signedRequest);
                assertEquals("token_not_fresh", reason(new Attempt(PERSON, browser()).answer(refused)));
            }
        } finally {
            realm.app().faults().clear();
        }
    }

    @Test
    void a_token_of_another_app_is_refused() {
        SandboxApp other = sandbox.addApp();
        SandboxConfiguration people = other.addConfiguration(SandboxConfiguration.user("pages_show_list"));
        String foreign = other.issueToken(people, other.people().get(0));
        assertEquals(
                "token_of_other_app", reason(new Attempt(PERSON, browser()).answer(Map.of("access_token", foreign))));
    }

    @Test
    void a_token_of_a_system_user_is_refused_wherever_it_is_posted() {
        String business = realm.app()
                .issueToken(
                        realm.businessConfiguration(), realm.app().businesses().get(0));
        assertEquals(
                "token_not_accepted",
                reason(new Attempt(BUSINESS, browser()).answer(Map.of("access_token", business))));
        assertNotEquals("", reason(new Attempt(PERSON, browser()).answer(Map.of("access_token", business))));
    }

    @Test
    void a_token_of_a_person_is_refused_where_a_business_connects() {
        String person = realm.app()
                .issueToken(realm.personConfiguration(), realm.app().people().get(0));
        assertEquals(
                "token_not_accepted", reason(new Attempt(BUSINESS, browser()).answer(Map.of("access_token", person))));
    }

    @Test
    void a_token_and_a_code_together_are_neither() {
        Map<String, String> both = new LinkedHashMap<>();
        both.put("code", "abc");
        both.put("access_token", "def");
        assertEquals("answer_incomplete", reason(new Attempt(PERSON, browser()).answer(both)));
    }

    @Test
    void a_token_in_the_address_of_the_callback_is_no_answer() {
        Browser browser = browser();
        String state =
                new Attempt(PERSON, browser).page.first("input[name=state]").attr("value");
        String token = realm.app()
                .issueToken(realm.personConfiguration(), realm.app().people().get(0));
        Page refused =
                browser.open(URI.create(realm.redirectUri(PERSON) + "?state=" + state + "&access_token=" + token));
        assertEquals("answer_incomplete", reason(refused));
    }

    @Test
    void a_login_that_went_by_redirect_takes_no_token_however_fresh() {
        Browser browser = browser();
        Attempt form = new Attempt(PERSON, browser);
        realm.updateProvider(PERSON, Map.of("loginMode", "redirect")).expect(204);
        try {
            String state = OidcClient.query(
                            BrokeredLogin.with(realm, PERSON, browser).open().uri())
                    .get("state");
            String victims = realm.app()
                    .issueToken(
                            realm.personConfiguration(), realm.app().people().get(0));
            realm.app().log().clear();
            assertEquals("state_invalid", reason(form.answer(Map.of("state", state, "access_token", victims))));
            assertEquals(List.of(), realm.app().calls());
        } finally {
            realm.updateProvider(PERSON, Map.of("loginMode", "javascript-sdk")).expect(204);
        }
    }

    // --- WhatsApp Embedded Signup ---

    @Test
    @OnEveryKeycloak
    void what_whatsapp_told_the_page_is_kept_with_the_token() {
        SandboxBusiness business = SandboxBusiness.named("Signed up");
        realm.app().withBusinesses(business);
        Page end = signUp(business, sessionInfo("FINISH", business.id(), wabaOf(business), "5550001"));
        assertSignedInAs(business.id(), end);
        JsonNode told = stored(business).path("signup");
        assertEquals("FINISH", told.path("event").asText());
        assertEquals(wabaOf(business), told.path("wabaId").asText());
        assertEquals("5550001", told.path("phoneNumberId").asText());
        assertEquals(business.id(), told.path("businessId").asText());
    }

    @Test
    void session_info_that_meta_contradicts_is_not_kept_and_the_event_says_why() {
        SandboxBusiness business = SandboxBusiness.named("Told wrong");
        realm.app().withBusinesses(business);
        signUp(business, sessionInfo("FINISH", "1234567890123", wabaOf(business), "5550001"));
        assertTrue(stored(business).path("signup").isNull());
        assertEquals(
                "signup_of_other_business",
                realm.events("IDENTITY_PROVIDER_LOGIN")
                        .get(0)
                        .path("details")
                        .path("signup_ignored")
                        .asText());
        signUp(business, sessionInfo("FINISH", business.id(), "999", "5550001"));
        assertTrue(stored(business).path("signup").isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"type\":\"WA_EMBEDDED_SIGNUP\"}", "<script>"})
    void a_signup_without_session_info_that_can_be_read_is_a_login_all_the_same(String sessionInfo) {
        SandboxBusiness business = SandboxBusiness.named("Told nothing");
        realm.app().withBusinesses(business);
        assertSignedInAs(business.id(), signUp(business, sessionInfo));
        assertTrue(stored(business).path("signup").isNull());
    }

    @Test
    void a_code_of_embedded_signup_that_is_older_than_half_a_minute_is_told_as_expired() {
        SandboxBusiness business = SandboxBusiness.named("Slow");
        realm.app().withBusinesses(business);
        String code = realm.app().issueSdkCode(signup, business);
        realm.app().advance(Duration.ofSeconds(31));
        assertEquals("code_expired", reason(new Attempt(SIGNUP, browser()).answer(Map.of("code", code))));
    }

    private Page signUp(SandboxBusiness business, String sessionInfo) {
        return new Attempt(SIGNUP, browser())
                .answer(Map.of("code", realm.app().issueSdkCode(signup, business), "session_info", sessionInfo));
    }

    private static String wabaOf(SandboxBusiness business) {
        return business.assets().stream()
                .filter(asset -> asset.kind().name().equals("WHATSAPP_BUSINESS_ACCOUNT"))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static String sessionInfo(String event, String business, String waba, String phone) {
        return "{\"type\":\"WA_EMBEDDED_SIGNUP\",\"event\":\"" + event + "\",\"data\":{\"business_id\":\"" + business
                + "\",\"waba_id\":\"" + waba + "\",\"phone_number_id\":\"" + phone + "\"}}";
    }

    private JsonNode stored(SandboxBusiness business) {
        return TokenApi.of(realm, SIGNUP).tokensOf(business).get(0);
    }

    private Browser browser() {
        return Browser.desktop().header("Origin", origin());
    }

    private String origin() {
        URI url = realm.url();
        return url.getScheme() + "://" + url.getAuthority();
    }

    /** Several providers of the realm know the same businesses: the later one's username has a suffix. */
    private void assertSignedInAs(String id, Page end) {
        String username = OidcClient.claims(realm.client()
                        .tokensFor(end.location().orElseThrow(() -> new AssertionError("Not signed in: " + end)))
                        .expect(200)
                        .text("access_token"))
                .path("preferred_username")
                .asText();
        assertTrue(username.equals("fb-" + id) || username.startsWith("fb-" + id + "-"), username);
    }

    private static String reason(Page page) {
        return page.first("#facebook-business-reason").text().replace("Reason code: ", "");
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
