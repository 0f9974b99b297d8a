package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.facebookbusiness.keycloak.compatibility.KeycloakFeature;
import io.github.facebookbusiness.keycloak.compatibility.SinceKeycloak;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Bash;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs every command of {@code docs/token-api.md}, as it stands there. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenApiPageIT {

    private static final String ALIAS = "facebook-business";

    private final TokenApiPage page = TokenApiPage.read();
    private final Bash bash = new Bash();

    private TestRealm realm;
    private TokenApi api;

    /** With tokens that end, as those that can be renewed do; and with a client that the page lets in. */
    @BeforeAll
    void provider(TestRealm testRealm, AdminApi server) {
        assumeTrue(Bash.has("bash", "curl", "sed"), "The commands of the page need bash, curl and sed.");
        realm = testRealm;
        SandboxConfiguration ending = realm.app()
                .addConfiguration(SandboxConfiguration.systemUser("business_management", "pages_show_list")
                        .withExpiry(TokenExpiry.SIXTY_DAYS));
        api = TokenApi.of(realm.createProvider(ALIAS, Map.of("configId", ending.id(), "permissions", "")), ALIAS);
        bash.with(Map.of("KEYCLOAK", server.base().toString(), "REALM", realm.name(), "ALIAS", ALIAS));
        bash.with(Map.of("ADMIN", KeycloakServer.ADMIN))
                .run(
                        "bin/kcadm.sh config credentials --server $KEYCLOAK --realm master --user $ADMIN --password $ADMIN\n"
                                + page.commands("Who may"));
    }

    @AfterAll
    void close() {
        bash.close();
    }

    @Test
    void an_admin_can_make_every_call_by_the_commands() {
        SandboxBusiness business = api.connect("Admin's business");
        String id = api.tokensOf(business).get(0).path("id").asText();
        signIn(realm.createServiceWith("manage-identity-providers"), business, id);
        String printed = bash.run(page.commands("Sign in") + page.commands("Calls"));

        String granular = realm.app().mintedOf(business).get(1);
        assertEquals(3, occurrences(printed, granular), "made once, and fetched twice");
        List<String> originals = realm.app().originalsOf(business);
        assertEquals(3, originals.size(), "renewed twice");
        assertTrue(realm.app().isLive(originals.get(0)), "the one before stays valid");
        assertFalse(realm.app().isLive(originals.get(2)), "the present one is revoked");
        assertEquals(
                "REVOKED", api.rest().get("/tokens/" + id).expect(200).text("status"), "what is known about it stays");
    }

    @Test
    @SinceKeycloak(KeycloakFeature.TOKEN_INTERCEPTOR)
    void a_service_that_was_let_in_as_the_page_says_can_fetch_and_inspect() {
        SandboxBusiness business = api.connect("Service's business");
        JsonNode made = api.call(
                        business,
                        Map.of(
                                "scope",
                                "pages_show_list",
                                "asset",
                                business.assets().get(0).id()))
                .expect(200)
                .body();
        signIn(service(), business, made.path("id").asText());
        realm.app().log().clear();
        String printed =
                bash.run(page.commands("Sign in") + page.commands("Fetch a token") + page.commands("Inspect a token"));

        assertEquals(2, occurrences(printed, made.path("access_token").asText()));
        assertTrue(printed.contains("ACTIVE"));
        assertEquals(
                403, api.as(service().serviceAccountToken()).fetch(business).status(), "no original");
    }

    @Test
    void answers_have_the_fields_that_the_page_shows() throws IOException {
        SandboxBusiness business = api.connect("Shown");
        String id = api.tokensOf(business).get(0).path("id").asText();
        List<JsonNode> answers = List.of(
                api.fetch(business).expect(200).body(),
                api.rest().get("/tokens/" + id).expect(200).body(),
                api.call(business, Map.of("scope", "whatsapp_business_management"))
                        .expect(422)
                        .body());
        List<String> examples = page.examples();
        assertEquals(answers.size(), examples.size());
        for (int i = 0; i < examples.size(); i++) {
            assertEquals(fields(answers.get(i)), fields(new ObjectMapper().readTree(examples.get(i))));
        }
    }

    private void signIn(OidcClient client, SandboxBusiness business, String tokenId) {
        bash.with(Map.of(
                "CLIENT_ID", client.clientId(),
                "CLIENT_SECRET", client.secret().orElseThrow(),
                "BUSINESS", business.id(),
                "ASSET", business.assets().get(0).id(),
                "TOKEN_ID", tokenId));
    }

    /** The client that the page makes. */
    private OidcClient service() {
        String secret = realm.admin()
                .get("/clients/" + realm.clientId("reports") + "/client-secret")
                .expect(200)
                .text("value");
        return new OidcClient(
                realm.url(), "reports", Optional.of(secret), realm.client().redirectUri());
    }

    private static int occurrences(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    private static List<String> fields(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
