package io.github.facebookbusiness.sandbox.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.facebookbusiness.sandbox.SandboxApp;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import io.github.facebookbusiness.sandbox.demo.Offer.SignIn;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The realm file, the sandbox and the page of links name the same things. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoRealmFileTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final URI KEYCLOAK = URI.create("http://localhost:8080");

    private JsonNode realm;
    private DemoGraph graph;

    @BeforeAll
    void read() throws IOException {
        realm = JSON.readTree(Files.readString(Path.of(System.getProperty("demo.realm", "docker/demo-realm.json"))));
        graph = DemoGraph.start(0, KEYCLOAK);
    }

    @AfterAll
    void stop() {
        graph.close();
    }

    @Test
    void every_provider_is_of_the_sandboxes_app_and_its_redirect_uri_is_listed_there() {
        for (JsonNode provider : providers("facebook-business")) {
            assertEquals(app().id(), provider.path("config").path("clientId").asText());
            assertEquals(
                    app().secret(), provider.path("config").path("clientSecret").asText());
            assertTrue(app().redirectUris()
                    .contains(KEYCLOAK + "/realms/demo/broker/"
                            + provider.path("alias").asText() + "/endpoint"));
        }
        assertEquals(providers("facebook-business").size(), app().redirectUris().size());
    }

    @Test
    void every_configuration_is_there_with_its_token_type_its_variation_and_its_permissions() throws IOException {
        int named = 0;
        for (JsonNode provider : providers("facebook-business")) {
            JsonNode config = provider.path("config");
            String type = config.path("tokenType").asText();
            SandboxConfiguration own = configuration(config.path("configId").asText());
            assertEquals(type, words(own.tokenType()));
            assertEquals(config.path("loginVariation").asText("general"), words(own.variation()));
            assertEquals(
                    Set.of(config.path("permissions").asText().split(",")),
                    Set.copyOf(own.permissions()),
                    provider.path("alias").asText());
            for (JsonNode pair : JSON.readTree(config.path("configurations").asText("[]"))) {
                String[] value = pair.path("value").asText().split(" ");
                assertEquals(
                        value.length > 1 ? value[1] : type,
                        words(configuration(value[0]).tokenType()));
                named++;
            }
        }
        assertEquals(
                app().configurations().size(), providers("facebook-business").size() + named);
    }

    @Test
    void whoever_is_linked_at_facebook_can_sign_in_there() {
        Set<String> people = app().people().stream().map(SandboxPerson::id).collect(Collectors.toSet());
        List<String> linked = new ArrayList<>();
        realm.path("users").forEach(user -> user.path("federatedIdentities")
                .forEach(link -> linked.add(link.path("userId").asText())));
        assertEquals(4, linked.size());
        assertTrue(people.containsAll(linked), linked.toString());
    }

    @Test
    void the_prepared_organization_is_of_a_business_of_the_sandbox() {
        String business = realm.path("organizations")
                .path(0)
                .path("attributes")
                .path("facebook.business.client_business_id")
                .path(0)
                .asText();
        assertTrue(app().businesses().stream().map(SandboxBusiness::id).anyMatch(business::equals), business);
    }

    @Test
    void every_link_names_a_client_and_a_provider_of_the_realm() {
        Set<String> clients = names(realm.path("clients"), "clientId");
        Set<String> aliases = names(realm.path("identityProviders"), "alias");
        for (Section section : new DemoSections(KEYCLOAK).all()) {
            for (Offer offer : section.offers()) {
                if (offer instanceof SignIn signIn) {
                    String alias = signIn.parameters()
                            .getOrDefault(
                                    "kc_idp_hint",
                                    signIn.parameters()
                                            .getOrDefault("kc_action", "")
                                            .replace("connect-facebook-business:", ""));
                    assertTrue(aliases.contains(alias), signIn.toString());
                    assertTrue(clients.contains(signIn.client()), signIn.toString());
                    assertTrue(aliases.containsAll(signIn.alias().stream().toList()), signIn.toString());
                }
            }
        }
    }

    private SandboxApp app() {
        return graph.app();
    }

    private List<JsonNode> providers(String providerId) {
        return StreamSupport.stream(realm.path("identityProviders").spliterator(), false)
                .filter(provider -> provider.path("providerId").asText().equals(providerId))
                .toList();
    }

    private SandboxConfiguration configuration(String id) {
        return app().configuration(id).orElseThrow(() -> new AssertionError("No configuration " + id));
    }

    private static Set<String> names(JsonNode entries, String field) {
        return StreamSupport.stream(entries.spliterator(), false)
                .map(entry -> entry.path(field).asText())
                .collect(Collectors.toSet());
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
