package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A signup that was told once, and what comes after it. */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignupStoreIT {

    private static final String ALIAS = "facebook-whatsapp";

    private TestRealm realm;
    private SandboxConfiguration whatsApp;
    private TokenApi api;
    private Database database;

    @BeforeAll
    void provider(TestRealm testRealm, Database tables) {
        database = tables;
        realm = testRealm;
        whatsApp = realm.app()
                .addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup().withExpiry(TokenExpiry.SIXTY_DAYS));
        realm.createProvider(
                ALIAS,
                Map.of(
                        "configId",
                        whatsApp.id(),
                        "loginVariation",
                        "whatsapp-embedded-signup",
                        "permissions",
                        String.join(",", whatsApp.permissions())));
        api = TokenApi.of(realm, ALIAS);
    }

    @Test
    void a_login_without_session_info_has_no_signup() {
        assertTrue(token(api.connect("None")).path("signup").isNull());
    }

    @Test
    void it_is_shown_with_null_for_what_was_not_told() {
        SandboxBusiness business = api.connect("Only the account");
        tell(business, "FINISH_ONLY_WABA", null);
        JsonNode signup = token(business).path("signup");
        assertEquals("FINISH_ONLY_WABA", signup.path("event").asText());
        assertEquals("55", signup.path("wabaId").asText());
        assertTrue(signup.path("phoneNumberId").isNull());
        assertTrue(signup.path("businessId").isNull());
        assertEquals(4, signup.size());
        String id = token(business).path("id").asText();
        assertEquals(signup, api.rest().get("/tokens/" + id).expect(200).body().path("signup"));
    }

    @Test
    void a_later_login_does_not_lose_it() {
        SandboxBusiness business = api.connect("Comes again");
        tell(business, "FINISH", "77");
        String before = api.fetch(business).expect(200).text("access_token");
        api.connect(business);
        assertNotEquals(before, api.fetch(business).expect(200).text("access_token"));
        assertToldOf(business);
    }

    @Test
    void a_fetch_from_graph_does_not_lose_it() {
        SandboxBusiness business = api.connect("Fetched");
        tell(business, "FINISH", "77");
        realm.app().issueToken(whatsApp, business);
        Answer before = api.fetch(business).expect(200);
        Answer after = api.call(business, Map.of("fetch_only", true, "source", "graph"))
                .expect(200);
        assertNotEquals(before.text("access_token"), after.text("access_token"));
        assertToldOf(business);
    }

    @Test
    void a_renewal_does_not_lose_it() {
        SandboxBusiness business = api.connect("Renewed");
        tell(business, "FINISH", "77");
        String before = api.fetch(business).expect(200).text("access_token");
        // Meta's times are in seconds, and what was renewed has to end later than what it was renewed from.
        database.update(
                "update FACEBOOK_BUSINESS_TOKEN set EXPIRES_AT = EXPIRES_AT - 60 where CLIENT_BUSINESS_ID = ?",
                business.id());
        api.rest()
                .post("/tokens/" + token(business).path("id").asText() + "/refresh")
                .expect(200);
        assertNotEquals(before, api.fetch(business).expect(200).text("access_token"));
        assertToldOf(business);
    }

    @Test
    void a_check_does_not_lose_it() {
        SandboxBusiness business = api.connect("Checked");
        tell(business, "FINISH", "77");
        api.rest()
                .post("/tokens/" + token(business).path("id").asText() + "/inspect")
                .expect(200);
        assertToldOf(business);
    }

    private void assertToldOf(SandboxBusiness business) {
        JsonNode signup = token(business).path("signup");
        assertEquals("FINISH", signup.path("event").asText());
        assertEquals("55", signup.path("wabaId").asText());
        assertEquals("77", signup.path("phoneNumberId").asText());
    }

    private void tell(SandboxBusiness business, String event, String phoneNumberId) {
        assertEquals(
                1,
                database.update(
                        "update FACEBOOK_BUSINESS_TOKEN set SIGNUP_EVENT = ?, SIGNUP_WABA_ID = '55',"
                                + " SIGNUP_PHONE_NUMBER_ID = ? where CLIENT_BUSINESS_ID = ?",
                        event,
                        phoneNumberId,
                        business.id()));
    }

    private JsonNode token(SandboxBusiness business) {
        return api.tokensOf(business).get(0);
    }
}
