package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.compatibility.KeycloakFeature;
import io.github.facebookbusiness.keycloak.compatibility.SinceKeycloak;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A listed client: with every kind of token that its service account may have, and after it was changed. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SinceKeycloak(KeycloakFeature.TOKEN_INTERCEPTOR)
class TokenReaderIT {

    private static final String USES_REFRESH_TOKENS = "client_credentials.use_refresh_token";

    private TestRealm realm;
    private ConnectedBusinesses tokens;

    @BeforeAll
    void businesses(TestRealm testRealm) {
        realm = testRealm;
        tokens = ConnectedBusinesses.in(realm);
    }

    /** A client that may read everything; whoever was listed before is no longer. */
    private OidcClient reader(Map<String, ?> settings) {
        OidcClient reader = realm.createService("reader-" + UUID.randomUUID(), settings);
        tokens.readers(Map.of(reader.clientId(), "*"));
        return reader;
    }

    private OidcClient readerWith(String... attributes) {
        Map<String, String> all = new HashMap<>();
        List.of(attributes).forEach(attribute -> all.put(attribute, "true"));
        return reader(Map.of("attributes", all));
    }

    private int fetchedBy(String accessToken) {
        return tokens.fetchAs(accessToken).status();
    }

    @Test
    @OnEveryKeycloak
    void reads_with_a_lightweight_token() {
        String token = readerWith("client.use.lightweight.access.token.enabled").serviceAccountToken();
        assertTrue(OidcClient.claims(token).path("realm_access").isMissingNode());
        assertEquals(200, fetchedBy(token));
    }

    @Test
    @OnEveryKeycloak
    void reads_with_a_token_of_a_session_and_with_a_refreshed_one() {
        OidcClient reader = readerWith(USES_REFRESH_TOKENS);
        Answer answer = reader.token(Map.of("grant_type", "client_credentials")).expect(200);
        assertFalse(OidcClient.claims(answer.text("access_token")).path("sid").isMissingNode());
        assertEquals(200, fetchedBy(answer.text("access_token")));
        assertEquals(200, fetchedBy(refreshed(reader, answer)));
    }

    @Test
    void reads_with_a_token_of_an_offline_session_and_with_a_refreshed_one() {
        OidcClient reader = readerWith(USES_REFRESH_TOKENS);
        Answer answer = reader.token(Map.of("grant_type", "client_credentials", "scope", "offline_access"))
                .expect(200);
        assertEquals(
                "Offline",
                OidcClient.claims(answer.text("refresh_token")).path("typ").asText());
        assertEquals(200, fetchedBy(answer.text("access_token")));
        assertEquals(200, fetchedBy(refreshed(reader, answer)));
    }

    @Test
    void reads_with_a_lightweight_token_of_a_session() {
        OidcClient reader = readerWith(USES_REFRESH_TOKENS, "client.use.lightweight.access.token.enabled");
        assertEquals(200, fetchedBy(reader.serviceAccountToken()));
    }

    private static String refreshed(OidcClient client, Answer answer) {
        return client.token(Map.of("grant_type", "refresh_token", "refresh_token", answer.text("refresh_token")))
                .expect(200)
                .text("access_token");
    }

    @Test
    void reads_with_its_own_token_and_not_with_the_copy_that_introspection_signs() {
        OidcClient reader = readerWith("client.introspection.response.allow.jwt.claim.enabled");
        String copy = AttackersClient.of(realm, reader).introspectedToken();
        assertEquals(reader.clientId(), OidcClient.claims(copy).path("azp").asText());
        assertEquals(403, fetchedBy(copy));
    }

    @Test
    void may_be_listed_after_its_token_was_issued() {
        OidcClient late = realm.createService("late");
        String token = late.serviceAccountToken();
        assertEquals(403, fetchedBy(token));
        tokens.readers(Map.of("late", "*"));
        assertEquals(200, fetchedBy(token));
    }

    @Test
    void reads_no_more_once_it_is_taken_off_the_list() {
        String token = reader(Map.of()).serviceAccountToken();
        assertEquals(200, fetchedBy(token));
        tokens.readers(Map.of("somebody-else", "*"));
        assertEquals(403, fetchedBy(token));
    }

    @Test
    void is_listed_by_its_whole_client_id() {
        OidcClient reader = reader(Map.of());
        for (String similar :
                List.of(reader.clientId() + "-2", reader.clientId().substring(1))) {
            assertEquals(403, fetchedBy(realm.createService(similar).serviceAccountToken()), similar);
        }
    }

    @Test
    void reads_no_more_once_its_service_account_is_switched_off() {
        assertCutOffBy(Map.of("serviceAccountsEnabled", false), 401, 403);
    }

    @Test
    void reads_no_more_once_it_is_disabled() {
        assertCutOffBy(Map.of("enabled", false), 401);
    }

    @Test
    void reads_no_more_once_it_is_public() {
        assertCutOffBy(Map.of("publicClient", true), 403);
    }

    private void assertCutOffBy(Map<String, ?> change, Integer... refusals) {
        OidcClient reader = readerWith(USES_REFRESH_TOKENS);
        String ofSession = reader.serviceAccountToken();
        OidcClient other = reader(Map.of());
        String ofNoSession = other.serviceAccountToken();
        tokens.readers(Map.of(reader.clientId(), "*", other.clientId(), "*"));
        assertEquals(200, fetchedBy(ofSession));
        assertEquals(200, fetchedBy(ofNoSession));
        for (OidcClient client : List.of(reader, other)) {
            realm.updateClient(client.clientId(), change).expect(204);
            assertTrue(client.token(Map.of("grant_type", "client_credentials")).status() >= 400);
        }
        assertTrue(List.of(refusals).contains(fetchedBy(ofSession)), "session " + fetchedBy(ofSession));
        assertTrue(List.of(refusals).contains(fetchedBy(ofNoSession)), "no session " + fetchedBy(ofNoSession));
    }

    @Test
    void reads_no_more_once_the_user_of_its_service_account_is_disabled() {
        OidcClient reader = reader(Map.of());
        String token = reader.serviceAccountToken();
        assertEquals(200, fetchedBy(token));
        realm.admin()
                .put("/users/" + realm.serviceAccountId(reader.clientId()), Map.of("enabled", false))
                .expect(204);
        assertEquals(401, fetchedBy(token));
        assertEquals(
                401, reader.token(Map.of("grant_type", "client_credentials")).status());
    }

    @Test
    void a_public_client_that_is_listed_gives_nobody_anything() {
        OidcClient open = reader(Map.of("publicClient", true, "directAccessGrantsEnabled", true));
        OidcClient withoutSecret =
                new OidcClient(open.realmUrl(), open.clientId(), Optional.empty(), open.redirectUri());
        assertEquals(
                401,
                withoutSecret.token(Map.of("grant_type", "client_credentials")).status());
        assertEquals(403, fetchedBy(alice(withoutSecret)));
    }

    @Test
    void a_person_who_signed_in_through_it_reads_nothing_refreshed_or_exchanged() {
        OidcClient reader = reader(Map.of(
                "directAccessGrantsEnabled", true, "attributes", Map.of("standard.token.exchange.enabled", "true")));
        Answer signedIn = reader.token(Map.of("grant_type", "password", "username", "alice", "password", "alice"))
                .expect(200);
        assertEquals(403, fetchedBy(signedIn.text("access_token")));
        assertEquals(403, fetchedBy(refreshed(reader, signedIn)));
        assertEquals(
                403,
                fetchedBy(reader.token(Map.of(
                                "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                                "subject_token", signedIn.text("access_token"),
                                "subject_token_type", "urn:ietf:params:oauth:token-type:access_token"))
                        .expect(200)
                        .text("access_token")));
    }

    private static String alice(OidcClient client) {
        return client.token(Map.of("grant_type", "password", "username", "alice", "password", "alice"))
                .expect(200)
                .text("access_token");
    }

    @Test
    void a_service_account_of_the_master_realm_with_the_same_client_id_reads_nothing(AdminApi server) {
        OidcClient reader = reader(Map.of());
        AdminApi master = server.below("/admin/realms/master");
        String secret = UUID.randomUUID().toString();
        String id = master.post(
                        "/clients",
                        Map.of(
                                "clientId",
                                reader.clientId(),
                                "secret",
                                secret,
                                "publicClient",
                                false,
                                "serviceAccountsEnabled",
                                true))
                .expect(201)
                .createdId();
        try {
            OidcClient namesake = new OidcClient(
                    URI.create(server.base() + "/realms/master"),
                    reader.clientId(),
                    Optional.of(secret),
                    reader.redirectUri());
            assertEquals(403, fetchedBy(namesake.serviceAccountToken()));
        } finally {
            master.delete("/clients/" + id);
        }
    }

    @Test
    void a_granular_reader_who_names_all_there_is_does_not_get_the_original_from_graph() {
        OidcClient reader = realm.createService("granular");
        tokens.readers(Map.of("granular", "* granular"));
        Answer original = tokens.api().fetch(tokens.business()).expect(200);
        Answer answer = tokens.api()
                .as(reader.serviceAccountToken())
                .call(
                        tokens.business(),
                        Map.of(
                                "fetch_only",
                                true,
                                "source",
                                "graph",
                                "scope",
                                realm.businessConfiguration().permissions()));
        assertEquals(403, answer.status(), answer.toString());
        assertFalse(answer.toString().contains(original.text("access_token")));
    }
}
