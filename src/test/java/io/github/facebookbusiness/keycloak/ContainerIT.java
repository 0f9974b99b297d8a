package io.github.facebookbusiness.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Browser;
import io.github.facebookbusiness.keycloak.testing.ContainerPair;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.RequiresDocker;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jar that is released, in the image that Keycloak is run from, with nothing else of this build. */
@RequiresDocker
class ContainerIT {

    private static final String ALIAS = "facebook-business";

    private static ContainerPair containers;

    @BeforeAll
    static void start() {
        containers = new ContainerPair();
        containers.start();
    }

    @AfterAll
    static void stop() {
        containers.close();
    }

    @Test
    void a_business_signs_in_and_a_service_fetches_its_token() {
        OidcClient application = containers.client("demo-app", Optional.empty());
        Page dialog = Browser.desktop()
                .stopBefore(application.redirectUri())
                .open(application.authorizationRequest(Map.of("kc_idp_hint", ALIAS)));
        String business = dialog.first("form input[name=business]").attr("value");

        Page end = dialog.submit("form", Map.of("business", business), "#continue");

        URI callback = end.location().orElseThrow(() -> new AssertionError("Not signed in: " + end));
        String accessToken = application.tokensFor(callback).expect(200).text("access_token");
        assertEquals(
                "fb-" + business,
                OidcClient.claims(accessToken).path("preferred_username").asText());

        AdminApi service = containers
                .admin()
                .as(containers
                        .client("demo-reports", Optional.of("demo-reports"))
                        .serviceAccountToken());
        Answer token = service.postForm(
                        "/admin/realms/demo/facebook-business/" + ALIAS + TokenApi.path(business),
                        Map.of("fetch_only", "true"))
                .expect(200);
        assertTrue(token.text("appsecret_proof").matches("[0-9a-f]{64}"), () -> "A proof, in " + token.body());
    }

    @Test
    void server_info_shows_the_version_that_the_jar_says_it_has() {
        JsonNode provider = containers
                .admin()
                .get("/admin/serverinfo")
                .expect(200)
                .body()
                .path("providers")
                .path("social")
                .path("providers")
                .path("facebook-business");
        assertEquals(
                ContainerPair.versionOfTheJar(),
                provider.path("operationalInfo").path("Version").asText());
    }
}
