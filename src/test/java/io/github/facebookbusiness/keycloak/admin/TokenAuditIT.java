package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.facebookbusiness.keycloak.compatibility.KeycloakFeature;
import io.github.facebookbusiness.keycloak.compatibility.SinceKeycloak;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxApp;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenAuditIT {

    private static final String READING = "IDENTITY_PROVIDER_RETRIEVE_TOKEN";
    /** What a token is renewed to has to end later than the token itself. */
    private static final Duration A_WHILE = Duration.ofMinutes(1);

    private static final String INSTANCE = "identity-provider/instances/" + ConnectedBusinesses.ALIAS;
    private static final ObjectMapper JSON = new ObjectMapper();

    private TestRealm realm;
    private Database database;
    private ConnectedBusinesses tokens;
    private TokenApi manager;
    private JsonNode managersClaims;
    private OidcClient reader;

    @BeforeAll
    void callers(TestRealm testRealm, Database tables) {
        database = tables;
        realm = testRealm;
        tokens = ConnectedBusinesses.in(realm);
        String accessToken = realm.accessTokenWith("manage-identity-providers");
        managersClaims = OidcClient.claims(accessToken);
        manager = tokens.api().as(accessToken);
        reader = realm.createService("reader");
        realm.createService("granular-reader");
        realm.createService("other-reader");
        realm.createService("unlisted");
        tokens.readers(Map.of(
                "reader", tokens.business().id(),
                "granular-reader", tokens.business().id() + " granular",
                "other-reader", tokens.other().id()));
    }

    @BeforeEach
    void forget() {
        realm.clearEvents();
    }

    /** So that the next one is made and not made again. */
    private void forgetGranular() {
        database.update(
                "delete from FACEBOOK_BUSINESS_TOKEN where PARENT_ID is not null and CLIENT_BUSINESS_ID = ?",
                tokens.business().id());
    }

    // --- changes ---

    @Test
    void a_granular_token_that_is_made_again_is_an_update() {
        manager.call(tokens.business(), Map.of("scope", List.of(tokens.scope())))
                .expect(200);
        realm.clearEvents();
        String id = manager.call(tokens.business(), Map.of("scope", List.of(tokens.scope())))
                .expect(200)
                .text("id");
        theAdminEvent("UPDATE", "/tokens/" + id);
    }

    @Test
    void a_granular_token_that_is_made_is_an_admin_event() {
        forgetGranular();
        String id = manager.call(tokens.business(), Map.of("scope", List.of(tokens.scope())))
                .expect(200)
                .text("id");
        JsonNode event = theAdminEvent("CREATE", "/tokens/" + id);
        assertEquals(tokens.scope(), event.path("details").path("scope").asText());
        assertEquals(id, representation(event).path("id").asText());
        assertEquals("ACTIVE", representation(event).path("status").asText());
        assertTrue(representation(event).path("accessToken").isMissingNode());
    }

    @Test
    void an_original_that_graph_replaces_is_an_admin_event() {
        manager.call(tokens.business(), Map.of("fetch_only", true, "source", "graph"))
                .expect(200);
        theAdminEvent("UPDATE", "/tokens/" + tokens.original());
    }

    @Test
    @OnEveryKeycloak
    void a_check_a_renewal_and_a_revocation_are_admin_events() {
        String scope = realm.businessConfiguration().permissions().get(1);
        String id = manager.call(
                        tokens.business(), Map.of("scope", List.of(scope), "set_token_expires_in_60_days", true))
                .expect(200)
                .text("id");
        realm.clearEvents();
        manager.rest().post("/tokens/" + id + "/inspect").expect(200);
        theAdminEvent("ACTION", "/tokens/" + id);

        realm.clearEvents();
        realm.app().advance(A_WHILE);
        manager.rest().post("/tokens/" + id + "/refresh").expect(200);
        theAdminEvent("UPDATE", "/tokens/" + id);

        realm.clearEvents();
        manager.rest().delete("/tokens/" + id).expect(200);
        assertEquals(
                "REVOKED",
                representation(theAdminEvent("DELETE", "/tokens/" + id))
                        .path("status")
                        .asText());
    }

    @Test
    void a_re_encryption_is_an_admin_event() {
        manager.rest().post("/tokens/re-encrypt").expect(200);
        JsonNode event = onlyAdminEvent();
        assertEquals(INSTANCE + "/tokens/re-encrypt", event.path("resourcePath").asText());
        assertEquals("ACTION", event.path("operationType").asText());
        assertEquals("IDENTITY_PROVIDER", event.path("resourceType").asText());
        assertBy(managersClaims, event);
    }

    @Test
    @SinceKeycloak(KeycloakFeature.TOKEN_INTERCEPTOR)
    void a_check_by_a_reader_is_an_admin_event_of_its_service_account() {
        String accessToken = reader.serviceAccountToken();
        realm.clearEvents();
        tokens.api()
                .as(accessToken)
                .rest()
                .post("/tokens/" + tokens.original() + "/inspect")
                .expect(200);
        assertBy(OidcClient.claims(accessToken), onlyAdminEvent());
    }

    @Test
    void what_changes_nothing_is_no_admin_event() {
        manager.fetch(tokens.business()).expect(200);
        manager.rest().get("/tokens").expect(200);
        manager.rest().post("/tokens/" + tokens.original() + "/refresh").expect(409);
        manager.rest().delete("/tokens/nothing").expect(404);
        tokens.api().anonymous().rest().delete("/tokens/" + tokens.original()).expect(401);
        assertEquals(List.of(), realm.adminEvents());
    }

    private JsonNode theAdminEvent(String operation, String path) {
        JsonNode event = onlyAdminEvent();
        assertEquals(operation, event.path("operationType").asText());
        assertEquals("IDENTITY_PROVIDER", event.path("resourceType").asText());
        assertEquals(INSTANCE + path, event.path("resourcePath").asText());
        assertEquals(
                tokens.business().id(),
                event.path("details").path("client_business_id").asText());
        assertEquals(
                realm.businessConfiguration().id(),
                event.path("details").path("config_id").asText());
        assertFalse(event.path("details").path("scope").asText().isEmpty());
        assertBy(managersClaims, event);
        return event;
    }

    private JsonNode onlyAdminEvent() {
        List<JsonNode> events = realm.adminEvents();
        assertEquals(1, events.size(), events.toString());
        return events.get(0);
    }

    private void assertBy(JsonNode claims, JsonNode event) {
        JsonNode by = event.path("authDetails");
        assertEquals(claims.path("sub").asText(), by.path("userId").asText());
        assertEquals(
                realm.clientId(claims.path("azp").asText()), by.path("clientId").asText());
        assertFalse(by.path("ipAddress").asText().isEmpty());
    }

    private static JsonNode representation(JsonNode event) {
        try {
            return JSON.readTree(event.path("representation").asText());
        } catch (JsonProcessingException e) {
            throw new AssertionError(event.toString(), e);
        }
    }

    // --- readings ---

    @Test
    @SinceKeycloak(KeycloakFeature.TOKEN_INTERCEPTOR)
    @OnEveryKeycloak
    void a_reading_is_a_user_event_with_who_which_business_which_token_and_what_scope() {
        Answer answer = tokens.fetchAs(reader.serviceAccountToken()).expect(200);
        JsonNode event = onlyEvent(READING);
        assertEquals("reader", event.path("clientId").asText());
        assertEquals(realm.serviceAccountId("reader"), event.path("userId").asText());
        assertFalse(event.path("ipAddress").asText().isEmpty());
        JsonNode details = event.path("details");
        assertEquals(
                ConnectedBusinesses.ALIAS, details.path("identity_provider").asText());
        assertEquals(realm.name(), details.path("auth_realm").asText());
        assertEquals(tokens.business().id(), details.path("client_business_id").asText());
        assertEquals(answer.text("id"), details.path("token_id").asText());
        assertEquals(
                realm.businessConfiguration().id(), details.path("config_id").asText());
        assertEquals(
                String.join(" ", realm.businessConfiguration().permissions()),
                details.path("scope").asText());
    }

    @Test
    void a_token_that_is_made_is_read_too() {
        Answer answer = manager.call(tokens.business(), Map.of("scope", List.of(tokens.scope())))
                .expect(200);
        JsonNode details = onlyEvent(READING).path("details");
        assertEquals(answer.text("id"), details.path("token_id").asText());
        assertEquals(tokens.scope(), details.path("scope").asText());
    }

    @Test
    void a_reading_from_another_realm_says_from_which() {
        tokens.api().fetch(tokens.business()).expect(200);
        assertEquals(
                "master", onlyEvent(READING).path("details").path("auth_realm").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unlisted", "other-reader", "granular-reader"})
    void a_refused_reading_is_an_error_event(String service) {
        String accessToken = tokenOf(service);
        tokens.fetchAs(accessToken).expect(403);
        JsonNode event = onlyEvent(READING + "_ERROR");
        assertEquals("not_allowed", event.path("error").asText());
        assertEquals(service, event.path("clientId").asText());
        assertEquals(realm.serviceAccountId(service), event.path("userId").asText());
        assertEquals(
                ConnectedBusinesses.ALIAS,
                event.path("details").path("identity_provider").asText());
        assertEquals(
                tokens.business().id(),
                event.path("details").path("client_business_id").asText());
        assertEquals(List.of(), realm.events(READING));
    }

    @Test
    void a_refused_reading_keeps_no_text_that_is_no_business() {
        String accessToken = tokenOf("unlisted");
        tokens.api()
                .as(accessToken)
                .call("x".repeat(1000), Map.of("fetch_only", true))
                .expect(403);
        assertFalse(onlyEvent(READING + "_ERROR").path("details").has("client_business_id"));
    }

    @Test
    void metadata_and_what_there_is_not_are_no_readings() {
        manager.rest().get("/tokens/" + tokens.original()).expect(200);
        manager.call("404404404404", Map.of("fetch_only", true)).expect(404);
        TokenApi.of(realm, "nowhere")
                .as(tokenOf("unlisted"))
                .fetch(tokens.business())
                .expect(403);
        assertEquals(List.of(), realm.events(READING));
        assertEquals(List.of(), realm.events(READING + "_ERROR"));
    }

    /** A secret of the client is not known here, so it is made another one. */
    private String tokenOf(String service) {
        String secret = realm.admin()
                .post("/clients/" + realm.clientId(service) + "/client-secret")
                .expect(200)
                .text("value");
        String accessToken =
                new OidcClient(realm.url(), service, Optional.of(secret), reader.redirectUri()).serviceAccountToken();
        realm.clearEvents();
        return accessToken;
    }

    private JsonNode onlyEvent(String type) {
        List<JsonNode> events = realm.events(type);
        assertEquals(1, events.size(), events.toString());
        return events.get(0);
    }

    // --- what is kept ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resourceTypes=IDENTITY_PROVIDER",
                "resourceTypes=IDENTITY_PROVIDER&resourceTypes=USER",
                "operationTypes=CREATE",
                "operationTypes=CREATE&operationTypes=ACTION",
                "resourcePath=identity-provider/instances/*",
                "resourcePath=identity-provider/instances/facebook-business/tokens/*",
                "direction=asc",
                "dateFrom=2020-01-01",
                "authRealm={realm}",
                "authClient={client}",
                "authUser={user}",
                "authIpAddress=127.0.0.1"
            })
    void admin_events_are_still_found_by_every_filter(String filter) {
        forgetGranular();
        manager.call(tokens.business(), Map.of("scope", List.of(tokens.scope())))
                .expect(200);
        String path = "/admin-events?"
                + filter.replace("{realm}", realm.admin().get("").expect(200).text("id"))
                        .replace(
                                "{client}",
                                realm.clientId(managersClaims.path("azp").asText()))
                        .replace("{user}", managersClaims.path("sub").asText());
        JsonNode events = realm.admin().get(path).expect(200).body();
        assertEquals(1, events.size(), events.toString());
    }

    @Test
    void no_secret_is_in_any_event() {
        String refused = tokenOf("unlisted");
        String original = realm.app().originalsOf(tokens.business()).get(0);
        manager.call(
                        tokens.business(),
                        Map.of(
                                "fetch_only",
                                true,
                                "access_token",
                                original,
                                "appsecret_proof",
                                realm.app().proofOf(original)))
                .expect(200);
        manager.call(tokens.business(), Map.of("fetch_only", true, "proof", "timed"))
                .expect(200);
        manager.call(tokens.business(), Map.of("scope", List.of(tokens.scope())))
                .expect(200);
        tokens.fetchAs(refused).expect(403);
        manager.call(
                        tokens.business(),
                        Map.of("fetch_only", true, "access_token", original, "appsecret_proof", original))
                .expect(400);
        String scope = realm.businessConfiguration().permissions().get(1);
        String id = manager.call(
                        tokens.business(), Map.of("scope", List.of(scope), "set_token_expires_in_60_days", true))
                .expect(200)
                .text("id");
        manager.rest().post("/tokens/" + id + "/inspect").expect(200);
        realm.app().advance(A_WHILE);
        manager.rest().post("/tokens/" + id + "/refresh").expect(200);
        manager.rest().delete("/tokens/" + id).expect(200);
        String kept = realm.events().toString() + realm.adminEvents();
        assertTrue(kept.contains(READING) && kept.contains("resourcePath"), kept);
        for (String secret : secrets()) {
            assertFalse(kept.contains(secret), kept);
        }
    }

    private Set<String> secrets() {
        SandboxApp app = realm.app();
        Set<String> secrets = new HashSet<>(app.issued());
        secrets.add(app.secret());
        secrets.add(app.appToken());
        for (String token : Set.copyOf(secrets)) {
            secrets.add(app.proofOf(token));
        }
        return secrets;
    }
}
