package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The list of tokens whose key is gone, which looks at the keys that are stored and not at the tokens. */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MissingKeysIT {

    private static final String ALIAS = "facebook-business";

    private TokenApi api;
    private Database database;

    @BeforeAll
    void provider(TestRealm realm, Database itsDatabase) {
        database = itsDatabase;
        api = TokenApi.of(realm.createProvider(ALIAS, Map.of()), ALIAS);
    }

    @Test
    void the_list_has_the_tokens_whose_key_is_gone_and_no_others() {
        SandboxBusiness kept = api.connect("Kept");
        assertEquals(List.of(), missing());

        SandboxBusiness lost = api.connect("Lost");
        SandboxBusiness alsoLost = api.connect("Also Lost");
        SandboxBusiness over = api.connect("Over");
        loseKey(lost, "0-first-of-all-keys");
        loseKey(alsoLost, "z-last-of-all-keys");
        loseKey(over, "z-last-of-all-keys");
        database.update("UPDATE FACEBOOK_BUSINESS_TOKEN SET EXPIRES_AT = 1 WHERE CLIENT_BUSINESS_ID = ?", over.id());

        assertEquals(List.of(alsoLost.id(), lost.id()).stream().sorted().toList(), missing());
        assertEquals(List.of(kept.id()), businesses("?status=ACTIVE"));
        assertEquals(List.of(over.id()), businesses("?status=EXPIRED"));
    }

    private void loseKey(SandboxBusiness business, String keyId) {
        assertEquals(
                1,
                database.update(
                        "UPDATE FACEBOOK_BUSINESS_TOKEN SET KEY_ID = ? WHERE CLIENT_BUSINESS_ID = ?",
                        keyId,
                        business.id()));
    }

    private List<String> missing() {
        return businesses("?status=KEY_MISSING");
    }

    private List<String> businesses(String query) {
        return api.tokens(query).stream()
                .map(token -> token.path("clientBusinessId"))
                .map(JsonNode::asText)
                .toList();
    }
}
