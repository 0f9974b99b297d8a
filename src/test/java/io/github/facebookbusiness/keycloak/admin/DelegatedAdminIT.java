package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.keycloak.compatibility.KeycloakFeature;
import io.github.facebookbusiness.keycloak.compatibility.SinceKeycloak;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.tokens.ServiceAccountMark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Admins who may do one thing only, and clients that change themselves. What Keycloak lets them do to a listed client is
 * theirs, and is said in docs/operations.md; the rest gains nothing.
 */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DelegatedAdminIT {

    private static final String READER = "reader";

    private TestRealm realm;
    private ConnectedBusinesses tokens;
    private OidcClient reader;
    private String serviceAccount;
    private String usersAdmin;
    private String clientsAdmin;

    @BeforeAll
    void listedReader(TestRealm testRealm) {
        realm = testRealm;
        tokens = ConnectedBusinesses.in(realm);
        reader = realm.createService(READER, Map.of("directAccessGrantsEnabled", true));
        serviceAccount = realm.serviceAccountId(READER);
        tokens.readers(Map.of(READER, "*", "not-there-yet", "*", "made-again", "*"));
        usersAdmin = realm.accessTokenWith("manage-users");
        clientsAdmin = realm.accessTokenWith("manage-clients");
    }

    private AdminApi users() {
        return realm.admin().as(usersAdmin);
    }

    private AdminApi clients() {
        return realm.admin().as(clientsAdmin);
    }

    private void assertRefused(String accessToken) {
        assertEquals(403, tokens.fetchAs(accessToken).status());
    }

    private static Answer signIn(OidcClient client, String username, String password) {
        return client.token(Map.of("grant_type", "password", "username", username, "password", password));
    }

    @Test
    void neither_is_a_reader_by_what_they_are() {
        assertRefused(usersAdmin);
        assertRefused(clientsAdmin);
        assertEquals(403, tokens.api().as(usersAdmin).rest().get("/tokens").status());
        assertEquals(403, tokens.api().as(clientsAdmin).rest().get("/tokens").status());
    }

    // --- manage-users ---

    @Test
    void a_service_account_gets_no_password_and_signs_in_with_none() {
        Map<String, Object> password = Map.of("type", "password", "value", "guessed", "temporary", false);
        assertEquals(
                400,
                users().put("/users/" + serviceAccount + "/reset-password", password)
                        .status());
        users().put("/users/" + serviceAccount, Map.of("credentials", List.of(password)));
        int refused = signIn(reader, "service-account-" + READER, "guessed").status();
        assertTrue(refused == 400 || refused == 401, "Keycloak 26.5 says 401, later ones 400, and this one " + refused);
    }

    @Test
    void a_service_account_is_not_impersonated() {
        String impersonator = realm.accessTokenWith("manage-users", "impersonation");
        assertEquals(
                400,
                realm.admin()
                        .as(impersonator)
                        .post("/users/" + serviceAccount + "/impersonation")
                        .status());
        assertEquals(
                403, users().post("/users/" + serviceAccount + "/impersonation").status());
    }

    @Test
    void a_user_cannot_be_made_a_service_account_nor_a_service_account_anothers() {
        for (String link : List.of(READER, realm.clientId(READER))) {
            String name = "linked-" + UUID.randomUUID();
            Map<String, Object> user = new HashMap<>(Map.of(
                    "username",
                    name,
                    "enabled",
                    true,
                    "serviceAccountClientId",
                    link,
                    "serviceAccountClientLink",
                    link,
                    "attributes",
                    Map.of("serviceAccountClientLink", List.of(link), "serviceAccountClientId", List.of(link)),
                    "credentials",
                    List.of(Map.of("type", "password", "value", "known", "temporary", false))));
            Answer created = users().post("/users", user);
            if (created.status() == 400) {
                user.remove("serviceAccountClientLink");
                created = users().post("/users", user);
            }
            String id = created.expect(201).createdId();
            assertRefused(signIn(reader, name, "known").expect(200).text("access_token"));
            user.remove("credentials");
            users().put("/users/" + id, user).expect(204);
            assertRefused(signIn(reader, name, "known").expect(200).text("access_token"));
            assertEquals(serviceAccount, realm.serviceAccountId(READER));
        }
    }

    @Test
    void a_service_account_of_another_client_cannot_be_made_the_readers() {
        OidcClient own = realm.createService("own-of-users-admin");
        String account = realm.serviceAccountId(own.clientId());
        ObjectNode user =
                (ObjectNode) users().get("/users/" + account).expect(200).body();
        users().put("/users/" + account, user.put("serviceAccountClientId", READER))
                .expect(204);
        assertRefused(own.serviceAccountToken());
    }

    @Test
    void a_partial_import_is_not_for_them() {
        Map<String, Object> file = Map.of(
                "ifResourceExists",
                "OVERWRITE",
                "users",
                List.of(Map.of("username", "imported", "enabled", true, "serviceAccountClientId", READER)));
        assertEquals(403, users().post("/partialImport", file).status());
        assertEquals(403, clients().post("/partialImport", file).status());
    }

    @Test
    void they_give_themselves_no_role_for_identity_providers() {
        String management = realm.clientId("realm-management");
        String self = OidcClient.claims(usersAdmin).path("sub").asText();
        for (String name : List.of("manage-identity-providers", "view-identity-providers", "realm-admin")) {
            Object role = realm.admin()
                    .get("/clients/" + management + "/roles/" + name)
                    .expect(200)
                    .body();
            assertEquals(
                    403,
                    users().post("/users/" + self + "/role-mappings/clients/" + management, List.of(role))
                            .status());
        }
        assertRefused(usersAdmin);
    }

    // --- manage-clients ---

    @Test
    void attributes_roles_and_mappers_of_a_client_of_their_own_gain_nothing() {
        String secret = UUID.randomUUID().toString();
        String id = clients()
                .post(
                        "/clients",
                        Map.of(
                                "clientId",
                                "own-of-clients-admin",
                                "name",
                                READER,
                                "secret",
                                secret,
                                "serviceAccountsEnabled",
                                true,
                                "defaultClientScopes",
                                List.of(),
                                "attributes",
                                Map.of("tokenReaders", "*", "client_id", READER)))
                .expect(201)
                .createdId();
        for (Map.Entry<String, String> claim : Map.of("azp", READER, "sub", serviceAccount, "client_id", READER)
                .entrySet()) {
            clients()
                    .post(
                            "/clients/" + id + "/protocol-mappers/models",
                            Map.of(
                                    "name",
                                    claim.getKey(),
                                    "protocol",
                                    "openid-connect",
                                    "protocolMapper",
                                    "oidc-hardcoded-claim-mapper",
                                    "config",
                                    Map.of(
                                            "claim.name", claim.getKey(),
                                            "claim.value", claim.getValue(),
                                            "access.token.claim", "true")))
                    .expect(201);
        }
        OidcClient own = new OidcClient(realm.url(), "own-of-clients-admin", Optional.of(secret), reader.redirectUri());
        assertRefused(own.serviceAccountToken());
    }

    @Test
    void a_client_cannot_be_given_the_name_of_a_listed_one_that_is_there() {
        realm.createService("would-be-reader");
        String id = realm.clientId("would-be-reader");
        assertEquals(
                409, clients().put("/clients/" + id, Map.of("clientId", READER)).status());
    }

    @Test
    void an_example_token_of_a_reader_proves_nothing() {
        Answer example = realm.admin()
                .as(realm.accessTokenWith("manage-clients", "view-users"))
                .get("/clients/" + realm.clientId(READER) + "/evaluate-scopes/generate-example-access-token?userId="
                        + serviceAccount)
                .expect(200);
        assertEquals(READER, example.text("azp"));
        assertFalse(example.body().has(ServiceAccountMark.CLAIM));
    }

    /** By nature: a client id is what the admin lists. Who may make clients must be trusted with every listed name. */
    @Test
    @SinceKeycloak(KeycloakFeature.TOKEN_INTERCEPTOR)
    void a_listed_name_without_a_client_belongs_to_whoever_gives_it_to_theirs() {
        OidcClient own = realm.createService("later-renamed");
        String before = own.serviceAccountToken();
        clients()
                .put("/clients/" + realm.clientId("later-renamed"), Map.of("clientId", "not-there-yet"))
                .expect(204);
        OidcClient renamed = new OidcClient(realm.url(), "not-there-yet", own.secret(), own.redirectUri());
        assertEquals(401, tokens.fetchAs(before).status());
        assertEquals(200, tokens.fetchAs(renamed.serviceAccountToken()).status());
    }

    /** By nature, too; but what was issued to the one that is gone is worth nothing. */
    @Test
    @SinceKeycloak(KeycloakFeature.TOKEN_INTERCEPTOR)
    void a_listed_client_that_is_deleted_and_made_again_reads_and_the_tokens_of_the_first_do_not() {
        OidcClient first = realm.createService("made-again");
        String ofFirst = first.serviceAccountToken();
        assertEquals(200, tokens.fetchAs(ofFirst).status());
        clients().delete("/clients/" + realm.clientId("made-again")).expect(204);
        assertEquals(401, tokens.fetchAs(ofFirst).status());
        OidcClient second = realm.createService("made-again");
        assertRefused(ofFirst);
        assertEquals(200, tokens.fetchAs(second.serviceAccountToken()).status());
    }

    // --- a client that changes itself ---

    @Test
    void a_client_that_changes_itself_by_its_registration_token_gains_nothing() {
        OidcClient own = realm.createService("self-service");
        String registration = realm.admin()
                .post("/clients/" + realm.clientId("self-service") + "/registration-access-token")
                .expect(200)
                .text("registrationAccessToken");
        AdminApi self = realm.admin().at(realm.url()).as(registration);
        Answer changed = self.put(
                "/clients-registrations/default/self-service",
                Map.of(
                        "clientId",
                        "self-service",
                        "secret",
                        own.secret().orElseThrow(),
                        "serviceAccountsEnabled",
                        true,
                        "name",
                        READER,
                        "attributes",
                        Map.of("client_id", READER, "tokenReaders", "*")));
        assertEquals(200, changed.status(), changed.toString());
        assertRefused(own.serviceAccountToken());
        Answer renamed = self.as(changed.text("registrationAccessToken"))
                .put("/clients-registrations/default/self-service", Map.of("clientId", "not-there-yet"));
        assertTrue(renamed.status() >= 400, renamed.toString());
        Answer mapped = self.as(changed.text("registrationAccessToken"))
                .put(
                        "/clients-registrations/default/self-service",
                        Map.of(
                                "clientId",
                                "self-service",
                                "protocolMappers",
                                List.of(Map.of(
                                        "name",
                                        "azp",
                                        "protocol",
                                        "openid-connect",
                                        "protocolMapper",
                                        "oidc-hardcoded-claim-mapper",
                                        "config",
                                        Map.of("claim.name", "azp", "claim.value", READER)))));
        assertEquals(403, mapped.status(), mapped.toString());
    }
}
