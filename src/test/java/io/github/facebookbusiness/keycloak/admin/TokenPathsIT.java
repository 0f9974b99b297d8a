package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.compatibility.KeycloakFeature;
import io.github.facebookbusiness.keycloak.compatibility.SinceKeycloak;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A right at one provider is none at another, of this realm or the next, whatever the path looks like. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SinceKeycloak(KeycloakFeature.TOKEN_INTERCEPTOR)
class TokenPathsIT {

    private static final String OTHER = "facebook-other";

    private TestRealm realm;
    private TestRealm neighbour;
    private ConnectedBusinesses tokens;
    private SandboxBusiness elsewhere;
    private String otherProvidersToken;
    private String neighboursToken;
    private String reader;

    @BeforeAll
    void providers(TestRealm testRealm) {
        realm = testRealm;
        tokens = ConnectedBusinesses.in(realm);
        realm.createProvider(OTHER, Map.of());
        elsewhere = TokenApi.of(realm, OTHER).connect("Elsewhere");
        otherProvidersToken =
                TokenApi.of(realm, OTHER).fetch(elsewhere).expect(200).text("id");
        realm.admin()
                .post(
                        "/identity-provider/instances",
                        Map.of(
                                "alias", "builtin",
                                "providerId", "facebook",
                                "config", Map.of("clientId", "1", "clientSecret", "2")))
                .expect(201);
        neighbour = realm.another();
        neighbour.createProvider("facebook-neighbour", Map.of());
        TokenApi api = TokenApi.of(neighbour, "facebook-neighbour");
        neighboursToken = api.fetch(api.connect("Neighbour")).expect(200).text("id");
        reader = realm.createService("reader").serviceAccountToken();
        tokens.readers(Map.of("reader", "*"));
        assertEquals(200, tokens.fetchAs(reader).status());
    }

    @AfterAll
    void close() {
        neighbour.close();
    }

    private AdminApi below(String path) {
        return realm.admin().below(path).as(reader);
    }

    @Test
    void a_reader_of_one_provider_reads_nothing_of_another() {
        TokenApi other = TokenApi.of(realm, OTHER).as(reader);
        assertEquals(403, other.fetch(elsewhere).status());
        assertEquals(
                403,
                other.rest().post("/tokens/" + otherProvidersToken + "/inspect").status());
        assertEquals(
                "client_business_not_found",
                tokens.api().as(reader).fetch(elsewhere).expect(404).text("error"));
    }

    @Test
    void a_token_id_of_another_provider_or_realm_is_unknown() {
        for (String id : List.of(otherProvidersToken, neighboursToken)) {
            AdminApi manager = tokens.api().rest();
            for (Answer answer : List.of(
                    manager.get("/tokens/" + id),
                    manager.post("/tokens/" + id + "/inspect"),
                    manager.post("/tokens/" + id + "/refresh"),
                    manager.delete("/tokens/" + id))) {
                assertEquals("token_not_found", answer.expect(404).text("error"));
            }
            assertEquals(
                    403,
                    tokens.api()
                            .as(reader)
                            .rest()
                            .post("/tokens/" + id + "/inspect")
                            .status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"facebook-neighbour", "builtin", "nowhere", "FACEBOOK-BUSINESS", "%20facebook-business", "*"})
    void an_alias_of_another_realm_or_kind_or_spelling_is_unknown(String alias) {
        TokenApi manager = TokenApi.of(realm, alias);
        assertEquals("unknown_provider", manager.rest().get("").expect(404).text("error"));
        assertEquals(
                "unknown_provider", manager.fetch(tokens.business()).expect(404).text("error"));
        assertEquals(403, manager.as(reader).fetch(tokens.business()).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/facebook-business/facebook-business/../facebook-other",
                "/facebook-business/facebook-business/%2e%2e/facebook-other",
                "/facebook-business/facebook-business%2F..%2Ffacebook-other",
                "/facebook-business/facebook-business%2f%2e%2e%2ffacebook-other",
                "/facebook-business/facebook-business/..;/facebook-other",
                "/facebook-business/facebook-business/..%3b/facebook-other",
                "/facebook-business/facebook-business;/facebook-other",
                "/facebook-business/facebook-other;alias=facebook-business",
                "/facebook-business//facebook-other",
                "/facebook-business/./facebook-other",
                "//facebook-business/facebook-other",
                "/facebook-business/facebook-other%00",
                "/facebook-business/facebook-other%20"
            })
    void no_path_leads_a_reader_to_another_provider(String path) {
        List<Answer> answers = List.of(
                below(path).post(TokenApi.path(elsewhere.id()), Map.of("fetch_only", true)),
                below(path).post(TokenApi.path(elsewhere.id()) + "/", Map.of("fetch_only", true)),
                below(path).post("/tokens/" + otherProvidersToken + "/inspect"),
                below(path).get("/tokens"),
                below(path).get(""));
        for (Answer answer : answers) {
            assertTrue(List.of(400, 403, 404, 405).contains(answer.status()), answer.toString());
            assertNoToken(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tokens/%s/inspect/../refresh",
                "/tokens/%s/inspect/%%2e%%2e/refresh",
                "/tokens/%s;inspect/refresh",
                "/tokens/%s/refresh/",
                "/tokens/%s/refresh;/inspect",
                "/tokens/%s//refresh",
                "/tokens/re-encrypt;/inspect",
                "/tokens/re-encrypt/",
                "/tokens//re-encrypt"
            })
    void no_path_leads_a_reader_to_a_call_of_a_manager(String path) {
        Answer answer = tokens.api().as(reader).rest().post(path.formatted(tokens.original()));
        assertTrue(List.of(400, 403, 404, 405).contains(answer.status()), answer.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "HEAD", "TRACE"})
    void no_other_method_serves_a_token(String method) {
        AdminApi api = tokens.api().rest();
        String path = TokenApi.path(tokens.business().id()) + "?fetch_only=true";
        Answer answer = api.send(method, path, Optional.empty(), BodyPublishers.noBody());
        assertTrue(List.of(404, 405).contains(answer.status()), answer.toString());
        assertNoToken(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/businesses", "/tokens"})
    void head_is_answered_to_who_may_get_and_tells_nothing(String path) {
        AdminApi api = tokens.api().rest();
        assertEquals(200, head(api, path).status());
        assertTrue(head(api, path).body().isMissingNode());
        assertEquals(401, head(api.anonymous(), path).status());
        assertEquals(403, head(api.as(reader), path).status());
    }

    private static Answer head(AdminApi api, String path) {
        return api.send("HEAD", path, Optional.empty(), BodyPublishers.noBody());
    }

    @Test
    void a_preflight_tells_nothing_and_is_the_same_for_what_there_is_and_what_not() {
        AdminApi nobody = tokens.api().anonymous().rest();
        Answer there = options(nobody, TokenApi.path(tokens.business().id()));
        Answer not = options(realm.admin().anonymous(), "/facebook-business/nowhere" + TokenApi.path("404"));
        assertTrue(there.body().isMissingNode(), there.toString());
        assertEquals(there.status(), not.status());
        assertEquals(there.body(), not.body());
        assertNoToken(there);
    }

    private static Answer options(AdminApi api, String path) {
        return api.send("OPTIONS", path, Optional.empty(), BodyPublishers.noBody());
    }

    private void assertNoToken(Answer answer) {
        String text = answer.toString();
        realm.app().issued().forEach(secret -> assertFalse(text.contains(secret), text));
    }
}
