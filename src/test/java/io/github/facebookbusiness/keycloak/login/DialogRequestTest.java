package io.github.facebookbusiness.keycloak.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.ServerOptions;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DialogRequestTest {

    private static final URI CALLBACK = URI.create("https://login.example/realms/r/broker/fb/endpoint");

    private final FacebookBusinessConfig config = new FacebookBusinessConfig(ServerOptions.DEFAULT);

    @BeforeEach
    void configure() {
        config.getConfig().put("clientId", "1029384756");
        config.getConfig().put("configId", "777");
    }

    @Test
    void is_exactly_the_request_of_the_contract() {
        assertEquals(
                "https://www.facebook.com/v26.0/dialog/oauth?client_id=1029384756"
                        + "&redirect_uri=https%3A%2F%2Flogin.example%2Frealms%2Fr%2Fbroker%2Ffb%2Fendpoint"
                        + "&state=a.b%2Bc%26%7Bd%7D%3D&config_id=777&response_type=code"
                        + "&override_default_response_type=true",
                address("a.b+c&{d}=").toString());
    }

    @Test
    void settings_of_keycloaks_oauth_provider_add_nothing() {
        config.getConfig().put("pkceEnabled", "true");
        config.getConfig().put("pkceMethod", "S256");
        config.getConfig().put("prompt", "login");
        config.getConfig().put("loginHint", "true");
        config.getConfig().put("forwardParameters", "acr_values,config_id");
        assertEquals(
                "client_id, redirect_uri, state, config_id, response_type, override_default_response_type",
                address("s").getQuery().replaceAll("=[^&]*", "").replace("&", ", "));
    }

    @Test
    void scopes_are_sent_for_a_user_configuration_only() {
        config.setDefaultScope("email pages_show_list");
        assertEquals(-1, address("s").getRawQuery().indexOf("scope"));
        config.getConfig().put("tokenType", "user");
        assertEquals(
                "scope=email+pages_show_list",
                address("s").getRawQuery().replaceAll(".*&(scope=.*)", "$1").replace("%20", "+"));
    }

    @Test
    void version_and_host_are_the_admins() {
        config.getConfig().put("dialogUrl", "http://localhost:8090/");
        config.getConfig().put("apiVersion", "v25.0");
        assertEquals(
                "http://localhost:8090/v25.0/dialog/oauth",
                address("s").toString().replaceAll("\\?.*", ""));
    }

    private URI address(String state) {
        return new DialogRequest(config).address(config.configuration(), CALLBACK, state);
    }
}
