package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.GraphCall;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenApiIT {

    private static final String ALIAS = "facebook-business";

    private TestRealm realm;
    private TokenApi api;

    @BeforeAll
    void provider(TestRealm testRealm) {
        realm = testRealm.createProvider(ALIAS, Map.of());
        api = TokenApi.of(realm, ALIAS);
    }

    @BeforeEach
    void forget() {
        realm.app().log().clear();
        realm.app().faults().clear();
        realm.clearEvents();
    }

    @Test
    void the_token_of_a_business_that_connected_is_served_with_its_proof() {
        SandboxBusiness business = api.connect("Fetch");
        realm.app().log().clear();
        Answer answer = api.fetch(business).expect(200);

        String token = answer.text("access_token");
        assertEquals(realm.app().originalsOf(business), List.of(token));
        assertEquals(realm.app().proofOf(token), answer.text("appsecret_proof"));
        assertEquals("bearer", answer.text("token_type"));
        assertEquals(0, answer.body().path("expires_at").asLong(-1));
        assertEquals(realm.businessConfiguration().permissions(), texts(answer.body(), "scopes"));
        assertFalse(answer.text("id").isEmpty());
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
        assertEquals(List.of(), realm.app().calls(), "a healthy token is served without asking Graph");
    }

    @Test
    void a_granular_token_is_made_kept_and_fetched() {
        SandboxBusiness business = api.connect("Mint");
        String scope = realm.businessConfiguration().permissions().get(0);
        String asset = business.assets().get(0).id();
        realm.app().log().clear();
        Answer minted = api.call(business, Map.of("scope", List.of(scope), "asset", List.of(asset)))
                .expect(200);

        assertEquals(realm.app().mintedOf(business), List.of(minted.text("access_token")));
        assertEquals(List.of(scope), texts(minted.body(), "scopes"));
        assertEquals(List.of(asset), texts(minted.body(), "assets"));
        GraphCall call = realm.app().log().last("system_user_access_tokens").orElseThrow();
        assertEquals("[" + asset + "]", call.parameters().get("asset"));
        assertEquals("[\"" + scope + "\"]", call.parameters().get("scope"));

        realm.app().log().clear();
        Answer fetched = api.call(
                        business, Map.of("fetch_only", true, "scope", List.of(scope), "asset", List.of(asset)))
                .expect(200);
        assertEquals(minted.text("access_token"), fetched.text("access_token"));
        assertEquals(minted.text("id"), fetched.text("id"));
        assertEquals(List.of(), realm.app().calls());
        assertNotEquals(api.fetch(business).text("access_token"), fetched.text("access_token"));

        List<JsonNode> tokens = api.tokensOf(business);
        assertEquals(2, tokens.size());
        assertEquals(
                tokens.get(0).path("id").asText(),
                tokens.get(1).path("parentId").asText());
        assertTrue(tokens.get(0).path("parentId").isNull());
    }

    private static List<String> texts(JsonNode answer, String field) {
        List<String> texts = new ArrayList<>();
        answer.path(field).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
