package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.admin.OpenApiFile.Operation;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call of {@code docs/openapi.yaml}, for a provider, a business and a token that exist, without a token. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiIT {

    private static final String ALIAS = "facebook-business";
    private static final String ADMIN = "/admin/realms/{realm}/facebook-business";

    private AdminApi nobody;
    private Map<String, String> values;

    @BeforeAll
    void token(TestRealm realm, AdminApi server) {
        nobody = server.anonymous();
        TokenApi api = TokenApi.of(realm.createProvider(ALIAS, Map.of()), ALIAS);
        SandboxBusiness business = api.connect("Nobody's business");
        values = Map.of(
                "realm", realm.name(),
                "alias", ALIAS,
                "client_business_id", business.id(),
                "id", api.tokensOf(business).get(0).path("id").asText());
    }

    static List<Operation> operations() {
        return OpenApiFile.published().operations();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void nobody_may_call_it_without_a_token(Operation operation) {
        assertTrue(operation.path().startsWith(ADMIN + "/"), "under Keycloak's admin API");
        assertEquals(401, status(operation.method(), operation.path()));
    }

    /** What a {@code @Path} on the class would have opened. */
    @ParameterizedTest
    @MethodSource("operations")
    void it_is_nowhere_else(Operation operation) {
        for (String elsewhere : List.of("", "/facebook-business", "/realms/{realm}/facebook-business")) {
            String path = elsewhere + operation.path().substring(ADMIN.length());
            assertEquals(404, status(operation.method(), path), path);
        }
    }

    private int status(String method, String template) {
        String path = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            path = path.replace("{" + value.getKey() + "}", value.getValue());
        }
        return nobody.send(method, path, Optional.empty(), BodyPublishers.noBody())
                .status();
    }
}
