package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import org.keycloak.broker.oidc.mappers.AbstractJsonUserAttributeMapper;

/** Keycloak's "Attribute Importer" for this provider; what it can read is listed in the docs. */
public final class FacebookBusinessUserAttributeMapper extends AbstractJsonUserAttributeMapper {

    @Override
    public String[] getCompatibleProviders() {
        return new String[] {FacebookBusinessConfig.PROVIDER_ID};
    }

    @Override
    public String getId() {
        return "facebook-business-user-attribute-mapper";
    }
}
