package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.LoginConfiguration;
import io.github.facebookbusiness.keycloak.tokens.ProvenToken;
import java.util.Set;
import org.keycloak.events.EventBuilder;

/** What the events of a successful login say beyond Keycloak's own details. */
final class LoginEvents {

    private LoginEvents() {}

    static void describe(EventBuilder event, ProvenToken token, LoginConfiguration configuration) {
        event.detail("token_type", configuration.tokenType().configValue())
                .detail("config_id", configuration.configId());
        token.clientBusiness().ifPresent(business -> event.detail("client_business_id", business.id()));
        Set<String> notListed = token.permissions().notListed();
        if (!notListed.isEmpty()) {
            event.detail("permissions_not_listed", String.join(" ", notListed));
        }
    }
}
