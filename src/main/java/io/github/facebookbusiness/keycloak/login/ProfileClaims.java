package io.github.facebookbusiness.keycloak.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.keycloak.graph.Profile;
import io.github.facebookbusiness.keycloak.graph.TokenOwner.ClientBusiness;
import io.github.facebookbusiness.keycloak.tokens.ProvenToken;
import java.util.Optional;
import org.keycloak.broker.oidc.mappers.AbstractJsonUserAttributeMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;

/** What mappers can read, as the JSON that Keycloak's mappers expect. Their names are listed in the docs; no token. */
final class ProfileClaims {

    private static final String CLIENT_BUSINESS_NAME = "client_business_name";

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
            business.name().ifPresent(name -> claims.put(CLIENT_BUSINESS_NAME, name));
        });
        claims.put("token_type", chosen.tokenType().configValue());
        claims.put("config_id", chosen.configId());
        chosen.name().ifPresent(name -> claims.put("configuration", name));
        ArrayNode scopes = claims.putArray("scopes");
        token.inspection().scopes().forEach(scopes::add);
        return claims;
    }

    /** The client business of a system user login; also in the request that ends a first login. */
    static ClientBusiness clientBusiness(BrokeredIdentityContext identity) {
        JsonNode claims = (JsonNode) identity.getContextData().get(AbstractJsonUserAttributeMapper.CONTEXT_JSON_NODE);
        return new ClientBusiness(
                identity.getId(),
                Optional.ofNullable(claims.path(CLIENT_BUSINESS_NAME).textValue()));
    }
}
