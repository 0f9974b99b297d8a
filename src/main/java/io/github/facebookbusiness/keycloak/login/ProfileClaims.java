package io.github.facebookbusiness.keycloak.login;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.keycloak.graph.Profile;
import io.github.facebookbusiness.keycloak.tokens.ProvenToken;

/** What mappers can read, as the JSON that Keycloak's mappers expect. Their names are listed in the docs; no token. */
final class ProfileClaims {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ProfileClaims() {}

    static ObjectNode of(ProvenToken token, ChosenConfiguration chosen) {
        Profile profile = token.profile();
        ObjectNode claims = JSON.createObjectNode();
        claims.put("id", profile.id());
        profile.name().ifPresent(name -> claims.put("name", name));
        profile.firstName().ifPresent(name -> claims.put("first_name", name));
        profile.lastName().ifPresent(name -> claims.put("last_name", name));
        profile.email().ifPresent(email -> claims.put("email", email));
        token.clientBusiness().ifPresent(business -> {
            claims.put("client_business_id", business.id());
            business.name().ifPresent(name -> claims.put("client_business_name", name));
        });
        claims.put("token_type", chosen.tokenType().configValue());
        claims.put("config_id", chosen.configId());
        chosen.name().ifPresent(name -> claims.put("configuration", name));
        ArrayNode scopes = claims.putArray("scopes");
        token.inspection().scopes().forEach(scopes::add);
        return claims;
    }
}
