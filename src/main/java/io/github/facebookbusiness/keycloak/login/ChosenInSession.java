package io.github.facebookbusiness.keycloak.login;

import java.util.Map;
import org.keycloak.broker.provider.BrokeredIdentityContext;

/**
 * The chosen configuration as notes of the user session, for Keycloak's mapper "User Session Note". They are written
 * when the login ends: Keycloak throws away notes that were written before a first login flow.
 */
final class ChosenInSession {

    private static final String CONFIG_ID = "facebook_business_config_id";
    private static final String CONFIGURATION = "facebook_business_configuration";

    private ChosenInSession() {}

    static void carry(BrokeredIdentityContext identity, ChosenConfiguration chosen) {
        Map<String, Object> data = identity.getContextData();
        data.put(CONFIG_ID, chosen.configId());
        chosen.name().ifPresent(name -> data.put(CONFIGURATION, name));
    }

    static void note(BrokeredIdentityContext identity) {
        for (String name : new String[] {CONFIG_ID, CONFIGURATION}) {
            if (identity.getContextData().get(name) instanceof String value) {
                identity.setSessionNote(name, value);
            }
        }
    }
}
