package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnEveryKeycloak
class MappersIT {

    private static final String ALIAS = "facebook-business";
    private static final String MAPPERS = "/identity-provider/instances/" + ALIAS + "/mappers";

    private TestRealm realm;

    @BeforeAll
    void provider(TestRealm testRealm) {
        realm = testRealm.createProvider(ALIAS, Map.of());
        JsonNode profile = realm.admin().get("/users/profile").expect(200).body();
        realm.admin()
                .put(
                        "/users/profile",
                        ((com.fasterxml.jackson.databind.node.ObjectNode) profile)
                                .put("unmanagedAttributePolicy", "ENABLED"))
                .expect(200);
    }

    @Test
    void keycloaks_attribute_importer_and_claim_mappers_are_offered() {
        JsonNode offered = realm.admin()
                .get("/identity-provider/instances/" + ALIAS + "/mapper-types")
                .expect(200)
                .body();
        for (String mapper : List.of(
                "facebook-business-user-attribute-mapper",
                "oidc-user-attribute-idp-mapper",
                "oidc-role-idp-mapper",
                "oidc-username-idp-mapper",
                "oidc-advanced-group-idp-mapper",
                "hardcoded-attribute-idp-mapper")) {
            assertTrue(offered.has(mapper), mapper);
        }
    }

    @Test
    void mappers_read_business_token_type_scopes_and_configuration() {
        importAttribute("client_business_id", "businessId");
        importAttribute("client_business_name", "businessName");
        importAttribute("token_type", "tokenType");
        importAttribute("config_id", "configuration");
        importAttribute("scopes", "scopes");
        realm.admin()
                .post(
                        MAPPERS,
                        Map.of(
                                "name",
                                "claim",
                                "identityProviderAlias",
                                ALIAS,
                                "identityProviderMapper",
                                "oidc-user-attribute-idp-mapper",
                                "config",
                                Map.of(
                                        "syncMode", "INHERIT",
                                        "claim", "id",
                                        "user.attribute", "systemUser")))
                .expect(201);
        SandboxBusiness business = realm.app().businesses().get(0);
        BrokeredLogin.of(realm, ALIAS).agreeAs("business", business.id());

        JsonNode attributes = realm.admin()
                .get("/users/"
                        + realm.user("fb-" + business.id())
                                .orElseThrow()
                                .path("id")
                                .asText())
                .expect(200)
                .body()
                .path("attributes");
        assertEquals(business.id(), attributes.path("businessId").path(0).asText());
        assertEquals(business.name(), attributes.path("businessName").path(0).asText());
        assertEquals("system-user", attributes.path("tokenType").path(0).asText());
        assertEquals(
                realm.businessConfiguration().id(),
                attributes.path("configuration").path(0).asText());
        assertEquals(
                business.systemUserId(), attributes.path("systemUser").path(0).asText());
        List<String> scopes = new ArrayList<>();
        attributes.path("scopes").forEach(scope -> scopes.add(scope.asText()));
        assertTrue(scopes.containsAll(realm.businessConfiguration().permissions()), scopes.toString());
    }

    private void importAttribute(String field, String attribute) {
        realm.admin()
                .post(
                        MAPPERS,
                        Map.of(
                                "name",
                                attribute,
                                "identityProviderAlias",
                                ALIAS,
                                "identityProviderMapper",
                                "facebook-business-user-attribute-mapper",
                                "config",
                                Map.of(
                                        "syncMode", "INHERIT",
                                        "jsonField", field,
                                        "userAttribute", attribute)))
                .expect(201);
    }
}
