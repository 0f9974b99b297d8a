package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A client with a service account whose protocol mappers the attacker sets as they like. It has none of the realm's
 * client scopes, so that nothing sets {@code sub} and {@code azp} beside them.
 */
final class AttackersClient {

    private final TestRealm realm;
    private final OidcClient client;

    private AttackersClient(TestRealm realm, OidcClient client) {
        this.realm = realm;
        this.client = client;
    }

    static AttackersClient in(TestRealm realm, String clientId) {
        return in(realm, clientId, Map.of());
    }

    static AttackersClient in(TestRealm realm, String clientId, Map<String, String> attributes) {
        Map<String, Object> settings =
                Map.of("defaultClientScopes", List.of(), "optionalClientScopes", List.of(), "attributes", attributes);
        return new AttackersClient(realm, realm.createService(clientId, settings));
    }

    static AttackersClient of(TestRealm realm, OidcClient client) {
        return new AttackersClient(realm, client);
    }

    OidcClient client() {
        return client;
    }

    /** Hard-coded claims, in every kind of token. */
    AttackersClient claims(Map<String, String> claims) {
        claims.forEach((claim, value) -> claim(claim, value, true));
        return this;
    }

    /** Hard-coded claims that are added when a token is introspected, and are in no token before. */
    AttackersClient introspectedClaims(Map<String, String> claims) {
        claims.forEach((claim, value) -> claim(claim, value, false));
        return this;
    }

    private void claim(String claim, String value, boolean inTokens) {
        String inToken = Boolean.toString(inTokens);
        mapper(
                "oidc-hardcoded-claim-mapper",
                Map.of(
                        "claim.name", claim.replace(".", "\\."),
                        "claim.value", value,
                        "jsonType.label", "String",
                        "access.token.claim", inToken,
                        "lightweight.claim", inToken,
                        "id.token.claim", inToken,
                        "userinfo.token.claim", inToken,
                        "introspection.token.claim", "true"));
    }

    /** A role that the mapper writes into the token, whoever it is issued to. */
    AttackersClient role(String role) {
        return mapper("oidc-hardcoded-role-mapper", Map.of("role", role));
    }

    AttackersClient audience(String clientId) {
        return mapper(
                "oidc-audience-mapper",
                Map.of(
                        "included.client.audience", clientId,
                        "access.token.claim", "true",
                        "introspection.token.claim", "true"));
    }

    private AttackersClient mapper(String kind, Map<String, String> config) {
        Map<String, Object> mapper = new HashMap<>();
        mapper.put("name", UUID.randomUUID().toString());
        mapper.put("protocol", "openid-connect");
        mapper.put("protocolMapper", kind);
        mapper.put("config", config);
        realm.admin()
                .post("/clients/" + realm.clientId(client.clientId()) + "/protocol-mappers/models", mapper)
                .expect(201);
        return this;
    }

    String token() {
        return client.serviceAccountToken();
    }

    /**
     * A token of this client, signed by the realm once more with what its mappers say at introspection. It must be for
     * this client: since Keycloak 26.7.5 no attribute of a client allows to look into other tokens.
     */
    String introspectedToken() {
        audience(client.clientId());
        Answer introspected = client.introspectAsJwt(token()).expect(200);
        if (introspected.text("jwt").isEmpty()) {
            throw new AssertionError("No JWT in " + introspected);
        }
        return introspected.text("jwt");
    }
}
