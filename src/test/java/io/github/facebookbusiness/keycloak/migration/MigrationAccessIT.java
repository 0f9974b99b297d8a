package io.github.facebookbusiness.keycloak.migration;

import static io.github.facebookbusiness.keycloak.migration.MovingRealm.OLD;
import static io.github.facebookbusiness.keycloak.migration.MovingRealm.OURS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Database;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may carry links over, and between which providers. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationAccessIT {

    private TestRealm realm;
    private MovingRealm moving;
    private AdminApi business;

    @BeforeAll
    void providers(TestRealm testRealm, Database database) {
        realm = testRealm;
        String app = realm.app().id();
        realm.createProvider("facebook-business", Map.of());
        business = realm.admin().below("/facebook-business/facebook-business");
        moving = MovingRealm.of(realm, database)
                .with("facebook-other-app", "facebook", "1" + app, Map.of())
                .with("facebook-no-app", "facebook", "", Map.of())
                .with("google", "google", app, Map.of())
                .with("oidc", "oidc", app, oauth2("https://graph.facebook.com/me", "id"))
                .with("generic", "oauth2", app, oauth2("https://graph.facebook.com/v26.0/me?fields=id,name", "id"))
                .with("generic-sub", "oauth2", app, oauth2("https://graph.facebook.com/me", "sub"))
                .with("generic-elsewhere", "oauth2", app, oauth2("https://graph.facebook.com.example/me", "id"))
                .with("generic-plain", "oauth2", app, oauth2("http://graph.facebook.com/me", "id"));
    }

    private static Map<String, String> oauth2(String userInfoUrl, String idClaim) {
        return Map.of(
                "authorizationUrl",
                "https://www.facebook.com/dialog/oauth",
                "tokenUrl",
                "https://graph.facebook.com/oauth/access_token",
                "userInfoUrl",
                userInfoUrl,
                "userIDClaim",
                idClaim);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 403, 403",
        "view-identity-providers, 403, 403",
        "view-users, 403, 403",
        "manage-users, 403, 403",
        "manage-identity-providers, 403, 403",
        "view-identity-providers view-users, 200, 403",
        "view-identity-providers manage-users, 200, 403",
        "manage-identity-providers view-users, 200, 403",
        "manage-identity-providers manage-users, 200, 200",
        "realm-admin, 200, 200"
    })
    void it_needs_the_roles_for_providers_and_those_for_users(String roles, int dryRun, int forReal) {
        String[] granted = roles.isEmpty() ? new String[0] : roles.split(" ");
        AdminApi caller = moving.api().as(realm.accessTokenWith(granted));
        for (String way : List.of("from", "to")) {
            assertEquals(
                    dryRun,
                    caller.post("/migration?dryRun=true&" + way + "=" + OLD).status());
            assertEquals(forReal, caller.post("/migration?" + way + "=" + OLD).status());
            assertEquals(
                    forReal,
                    caller.post("/migration?dryRun=false&" + way + "=" + OLD).status());
        }
    }

    @Test
    void nobody_and_other_realms_may_not() {
        assertEquals(
                401, moving.api().anonymous().post("/migration?from=" + OLD).status());
        try (TestRealm other = realm.another()) {
            String alien = other.accessTokenWith("realm-admin");
            assertEquals(
                    403, moving.api().as(alien).post("/migration?from=" + OLD).status());
        }
    }

    /** One who reads tokens has no business with users. */
    @Test
    void a_token_reader_may_not() {
        OidcClient reader = realm.createService("reader");
        realm.updateProvider(OURS, Map.of("tokenReaders", "[{\"key\":\"reader\",\"value\":\"*\"}]"))
                .expect(204);
        assertEquals(
                403,
                moving.api()
                        .as(reader.serviceAccountToken())
                        .post("/migration?dryRun=true&from=" + OLD)
                        .status());
    }

    @Test
    void who_may_nothing_is_not_told_what_there_is() {
        String nobody = realm.accessTokenWith("view-users");
        for (String query : List.of("from=" + OLD, "from=nowhere", "sideways=1")) {
            assertEquals(
                    403, moving.api().as(nobody).post("/migration?" + query).status(), query);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "facebook-other-app, 409, different_app",
        "facebook-no-app, 409, different_app",
        "google, 409, not_facebook",
        "oidc, 409, not_facebook",
        "generic-sub, 409, not_facebook",
        "generic-elsewhere, 409, not_facebook",
        "generic-plain, 409, not_facebook",
        "facebook-business, 409, no_people",
        "facebook-person, 400, same_provider",
        "nowhere, 404, unknown_other_provider"
    })
    void between_other_providers_it_is_refused_in_both_directions(String alias, int status, String error) {
        for (String way : List.of("from", "to")) {
            Answer answer = moving.call("dryRun=true&" + way + "=" + alias);
            assertEquals(status, answer.status(), answer.body().toString());
            assertEquals(error, answer.text("error"));
        }
    }

    @Test
    void a_provider_for_businesses_only_refuses_whatever_the_other_one_is() {
        for (String query : List.of("from=" + OLD, "to=" + OLD, "from=facebook-person", "dryRun=true&from=" + OLD)) {
            Answer answer = business.post("/migration?" + query);
            assertEquals(409, answer.status());
            assertEquals("no_people", answer.text("error"));
        }
    }

    @Test
    void keycloaks_generic_provider_is_accepted_where_it_is_facebook() {
        String userId = moving.account("by-generic");
        moving.link(userId, "generic", "220000000000201");
        assertEquals(
                "MOVED",
                MovingRealm.outcome(moving.call("from=generic").expect(200).body(), userId));
        assertEquals("220000000000201", moving.links(userId).get(OURS));
    }

    @ParameterizedTest
    @CsvSource({
        "'', from",
        "dryRun=true, from",
        "from=facebook&to=facebook, from",
        "from=, from",
        "from=facebook&from=facebook, from",
        "from=facebook&dryrun=true, dryrun",
        "from=facebook&dryRun=yes, dryRun",
        "from=facebook&dryRun=true&dryRun=false, dryRun",
        "from=facebook&max=0, max",
        "from=facebook&max=1001, max",
        "from=facebook&first=-1, first",
        "from=facebook&removeOld=true, removeOld"
    })
    void a_wrong_parameter_is_refused_and_nothing_is_done(String query, String parameter) {
        String userId = moving.account("untouched-" + System.nanoTime(), "2" + System.nanoTime());
        Answer answer = moving.call(query);
        assertEquals(400, answer.status());
        assertEquals("invalid_parameter", answer.text("error"));
        assertEquals(parameter, answer.text("parameter"));
        assertEquals(List.of(OLD), List.copyOf(moving.links(userId).keySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "facebook", "google"})
    void under_the_alias_of_another_provider_there_is_no_such_call(String alias) {
        Answer answer = realm.admin().post("/facebook-business/" + alias + "/migration?from=" + OURS);
        assertEquals(404, answer.status());
        assertEquals("unknown_provider", answer.text("error"));
    }
}
