package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnEveryKeycloak
class BusinessLoginIT {

    private static final String ALIAS = "facebook-business";

    private TestRealm realm;

    @BeforeAll
    void provider(TestRealm testRealm) {
        realm = testRealm.createProvider(ALIAS, Map.of());
    }

    @BeforeEach
    void forget() {
        realm.app().log().clear();
        realm.clearEvents();
    }

    @Test
    void the_dialog_request_is_exactly_that_of_the_contract() {
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS);
        login.browser()
                .stopBefore(URI.create(
                        realm.provider(ALIAS).path("config").path("dialogUrl").asText()));
        Page redirect = login.browser()
                .open(realm.client()
                        .authorizationRequest(Map.of(
                                "kc_idp_hint", ALIAS,
                                "prompt", "login",
                                "acr_values", "2",
                                "login_hint", "victim@example.org",
                                "config_id", "666")));
        URI dialog = redirect.location().orElseThrow();
        Map<String, String> query = OidcClient.query(dialog);

        assertEquals("/v26.0/dialog/oauth", dialog.getPath());
        assertEquals(DialogContract.PARAMETERS, query.keySet());
        assertEquals(realm.app().id(), query.get("client_id"));
        assertEquals(realm.redirectUri(ALIAS).toString(), query.get("redirect_uri"));
        assertEquals(realm.businessConfiguration().id(), query.get("config_id"));
        assertEquals("code", query.get("response_type"));
        assertEquals("true", query.get("override_default_response_type"));
    }

    @Test
    void a_business_comes_in_without_email_and_without_a_form() {
        SandboxBusiness business = realm.app().businesses().get(0);
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS);
        JsonNode claims = login.claims(login.agreeAs("business", business.id()));

        assertEquals("fb-" + business.id(), claims.path("preferred_username").asText());
        assertFalse(claims.has("email"));
        JsonNode user = realm.user("fb-" + business.id()).orElseThrow();
        assertEquals(List.of(), requiredActions(user));
        JsonNode identity = realm.federatedIdentities(user.path("id").asText()).get(0);
        assertEquals(business.id(), identity.path("userId").asText());
        assertEquals(ALIAS, identity.path("identityProvider").asText());
    }

    @Test
    void every_admin_of_a_business_comes_in_as_the_same_business() {
        String business = realm.app().businesses().get(1).id();
        JsonNode first = signIn(business);
        JsonNode second = signIn(business);
        assertEquals(first.path("sub").asText(), second.path("sub").asText());
    }

    @Test
    void the_login_takes_two_round_trips_to_graph_and_drops_no_check() {
        signIn(realm.app().businesses().get(0).id());
        assertEquals(2, realm.app().log().sequentialRoundTrips());
        assertEquals(1, realm.app().log().calls("exchange_code").size());
        assertEquals(1, realm.app().log().calls("debug_token").size());
        assertEquals(2, realm.app().log().calls("me").size());
        assertEquals(1, realm.app().log().calls("business").size());
        realm.app().calls().stream()
                .filter(call ->
                        call.operation().equals("me") || call.operation().equals("batch"))
                .forEach(call -> assertTrue(call.parameterNames().contains("appsecret_proof"), call.toString()));
    }

    @Test
    void the_event_is_there_with_the_token_before_the_login_ends() {
        String business = newBusiness().id();
        BrokeredLogin.of(realm, ALIAS).stopBeforeLink().agreeAs("business", business);
        JsonNode event = realm.events("IDENTITY_PROVIDER_LOGIN").get(0);
        assertEquals(business, event.path("details").path("client_business_id").asText());
        assertTrue(event.path("details").has("token_id"));
        assertFalse(event.hasNonNull("userId"), "it has no account yet");
    }

    @Test
    void the_event_says_which_business_by_which_configuration() {
        String business = newBusiness().id();
        signIn(business);
        JsonNode details = realm.events("IDENTITY_PROVIDER_LOGIN").get(0).path("details");
        assertEquals(business, details.path("client_business_id").asText());
        assertEquals("system-user", details.path("token_type").asText());
        assertEquals(
                realm.businessConfiguration().id(), details.path("config_id").asText());
    }

    @Test
    void a_permission_that_was_granted_beyond_the_list_is_reported_and_no_more() {
        realm.updateProvider(ALIAS, Map.of("permissions", "ads_management")).expect(204);
        try {
            signIn(newBusiness().id());
            assertEquals(
                    "business_management pages_show_list",
                    realm.events("IDENTITY_PROVIDER_LOGIN")
                            .get(0)
                            .path("details")
                            .path("permissions_not_listed")
                            .asText());
        } finally {
            realm.updateProvider(ALIAS, Map.of("permissions", "")).expect(204);
        }
    }

    @Test
    void a_username_that_somebody_took_does_not_keep_the_business_out_and_links_nothing() {
        SandboxBusiness business = newBusiness();
        realm.admin()
                .post("/users", Map.of("username", "fb-" + business.id(), "enabled", true))
                .expect(201);
        JsonNode claims = signIn(business.id());
        assertEquals(
                "fb-" + business.id() + "-2", claims.path("preferred_username").asText());
        JsonNode squatter = realm.user("fb-" + business.id()).orElseThrow();
        assertEquals(List.of(), realm.federatedIdentities(squatter.path("id").asText()));
    }

    private SandboxBusiness newBusiness() {
        List<SandboxBusiness> businesses = new ArrayList<>(realm.app().businesses());
        SandboxBusiness business = SandboxBusiness.named("Newcomer " + businesses.size());
        businesses.add(business);
        realm.app().withBusinesses(businesses.toArray(SandboxBusiness[]::new));
        return business;
    }

    private JsonNode signIn(String business) {
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS);
        return login.claims(login.agreeAs("business", business));
    }

    private static List<String> requiredActions(JsonNode user) {
        List<String> actions = new ArrayList<>();
        user.path("requiredActions").forEach(action -> actions.add(action.asText()));
        return actions;
    }
}
