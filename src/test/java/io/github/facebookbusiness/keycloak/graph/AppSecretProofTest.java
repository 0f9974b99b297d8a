package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class AppSecretProofTest {

    private static final App APP = new App("1029384756", "an-app-secret");
    private static final AccessToken TOKEN = new AccessToken("EAAB-token");

    @Test
    void is_the_lowercase_hex_hmac_sha256_of_the_token_under_the_app_secret() {
        // printf %s EAAB-token | openssl dgst -sha256 -hmac an-app-secret
        assertEquals(
                "58c04b4c9ba089305bdcabbc9080725066768cb17ba6c36b9eb0efdea099062d",
                APP.proofOf(TOKEN).value());
    }

    @Test
    void secrets_do_not_show_when_printed() {
        String printed = APP + " " + TOKEN + " " + APP.proofOf(TOKEN) + " " + APP.accessToken();
        assertFalse(printed.contains("an-app-secret"));
        assertFalse(printed.contains("EAAB-token"));
        assertFalse(printed.contains(APP.proofOf(TOKEN).value()));
    }
}
