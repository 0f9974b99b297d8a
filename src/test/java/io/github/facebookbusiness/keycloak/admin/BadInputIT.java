package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

    private static final String ALIAS = "facebook-business";
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";

    private TestRealm realm;
    private TokenApi api;
    private SandboxBusiness business;

    @BeforeAll
    void connected(TestRealm testRealm) {
        realm = testRealm.createProvider(ALIAS, Map.of());
        api = TokenApi.of(realm, ALIAS);
        business = api.connect("Input");
    }

    @BeforeEach
    void forget() {
        realm.app().log().clear();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "asset | {'asset': ['x']}",
                "asset | {'asset': []}",
                "asset | {'asset': ''}",
                "asset | {'asset': '1,,2'}",
                "asset | {'asset': '-1'}",
                "asset | {'asset': 1.5}",
                "asset | {'asset': 1e3}",
                "asset | {'asset': [[1]]}",
                "asset | {'asset': null}",
                "asset | {'asset': '[1'}",
                "asset | {'asset': '123456789012345678901234567890123'}",
                "asset | {'asset': '\u0661'}",
                "scope | {'scope': 'no_such_permission'}",
                "scope | {'scope': ['pages_show_list', 'nonsense']}",
                "scope | {'scope': []}",
                "scope | {'scope': 'pages_show_list pages_messaging'}",
                "scope | {'scope': 'PAGES_SHOW_LIST'}",
                "scope | {'scope': true}",
                "scope | {'scope': {'a': 1}}",
                "fetch_only | {'fetch_only': 'yes'}",
                "fetch_only | {'fetch_only': ''}",
                "fetch_only | {'fetch_only': 1}",
                "fetch_only | {'fetch_only': [true, false]}",
                "set_token_expires_in_60_days | {'set_token_expires_in_60_days': '60'}",
                "set_token_expires_in_60_days | {'fetch_only': true, 'set_token_expires_in_60_days': true}",
                "system_user_id | {'system_user_id': 'me'}",
                "system_user_id | {'system_user_id': ['1', '2']}",
                "config_id | {'config_id': 'main', 'fetch_only': true}",
                "id | {'id': '1', 'fetch_only': true}",
                "source | {'source': 'meta', 'fetch_only': true}",
                "proof | {'proof': 'none', 'fetch_only': true}",
                "fetchonly | {'fetchonly': true}",
                "appsecret_proof | {'access_token': 'EAAB', 'fetch_only': true}",
                "access_token | {'appsecret_proof': 'ab', 'fetch_only': true}",
                "access_token | {'access_token': ' ', 'appsecret_proof': 'ab', 'fetch_only': true}",
                "body | [1]",
                "body | {",
                "body | {'fetch_only': true} {'fetch_only': true}",
                "body | {'fetch_only': true, 'fetch_only': false}",
            })
    void json_that_is_malformed_is_refused_with_the_name_of_the_parameter(String parameter, String body) {
        refused(parameter, send("", JSON, body.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "asset | asset=a",
                "asset | asset=",
                "asset | asset=1&asset=",
                "asset | asset=[1,\"x\"]",
                "scope | scope=[\"pages_show_list\"",
                "fetch_only | fetch_only",
                "fetch_only | fetch_only=true&fetch_only=true",
                "body | fetch_only=%zz",
                "'' | =1",
            })
    void a_form_that_is_malformed_is_refused_with_the_name_of_the_parameter(String parameter, String body) {
        refused(parameter, send("", FORM, body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "appsecret_proof"})
    void a_secret_in_the_query_is_refused(String parameter) {
        Answer answer = send("?fetch_only=true&" + parameter + "=EAABsecret", FORM, "");
        refused(parameter, answer);
        assertFalse(answer.body().toString().contains("EAABsecret"));
    }

    @Test
    void a_parameter_in_query_and_body_is_refused() {
        refused("fetch_only", send("?fetch_only=true", JSON, "{\"fetch_only\": false}"));
    }

    @Test
    void a_body_of_another_kind_is_refused() {
        for (String type : List.of("text/plain", "application/xml", "multipart/form-data; boundary=x")) {
            assertEquals(415, send("", type, "fetch_only=true").status(), type);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "12x", "123456789012345678901234567890123"})
    void a_client_business_id_is_digits(String id) {
        refused("client_business_id", api.call(id, Map.of("fetch_only", true)));
        refused("client_business_id", api.rest().get("/businesses/" + id));
        refused("business", api.rest().get("/tokens?business=" + id));
    }

    @ParameterizedTest
    @CsvSource({
        "first, ?first=-1",
        "first, ?first=a",
        "max, ?max=0",
        "max, ?max=1001",
        "max, ?max=99999999999",
        "status, ?status=GOOD",
    })
    void a_page_that_is_none_is_refused(String parameter, String query) {
        refused(parameter, api.rest().get("/tokens" + query));
        if (!parameter.equals("status")) {
            refused(parameter, api.rest().get("/businesses" + query));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "TRUE", "True"})
    void booleans_come_in_both_cases(String value) {
        assertEquals(200, api.callByForm(business, Map.of("fetch_only", value)).status());
        assertEquals(200, api.callByQuery(business, Map.of("fetch_only", value)).status());
        assertEquals(200, api.call(business, Map.of("fetch_only", value)).status());
    }

    @Test
    void every_way_to_write_a_list_means_the_same() {
        String[] assets = {
            business.assets().get(0).id(), business.assets().get(2).id()
        };
        String json = "[" + assets[0] + "," + assets[1] + "]";
        String scopes = "business_management,pages_show_list";
        String id = api.call(business, Map.of("asset", List.of(assets), "scope", scopes))
                .expect(200)
                .text("id");
        for (Answer same : List.of(
                send("", JSON, "{\"fetch_only\":true,\"asset\":" + json + ",\"scope\":\"" + scopes + "\"}"),
                send("", JSON, "{\"fetch_only\":true,\"asset\":\"" + json + "\",\"scope\":\"" + scopes + "\"}"),
                send("?fetch_only=true", FORM, "asset=" + assets[1] + "," + assets[0] + "&scope=" + scopes),
                send(
                        "",
                        FORM,
                        "fetch_only=true&asset=" + json + "&scope=[\"pages_show_list\",\"business_management\"]"),
                send(
                        "?fetch_only=true&asset=" + assets[0] + "&asset=" + assets[1]
                                + "&scope=pages_show_list&scope=business_management",
                        FORM,
                        ""))) {
            assertEquals(200, same.status(), same.body().toString());
            assertEquals(id, same.text("id"));
        }
    }

    @Test
    void metas_own_sdk_may_send_the_business_beside_the_parameters() {
        assertEquals(
                200,
                api.call(business, Map.of("id", business.id(), "fetch_only", true))
                        .status());
    }

    @Test
    void what_is_not_there_is_404() {
        missing("client_business_not_found", api.call("404404", Map.of("fetch_only", true)));
        missing("client_business_not_found", api.call("404404", Map.of("scope", "pages_show_list")));
        missing("client_business_not_found", api.rest().get("/businesses/404404"));
        missing("token_not_found", api.call(business, Map.of("fetch_only", true, "scope", "ads_management")));
        missing("token_not_found", api.call(business, Map.of("fetch_only", true, "config_id", "404404")));
        missing("token_not_found", api.call(business, Map.of("fetch_only", true, "system_user_id", "404404")));
        missing("token_not_found", api.call(business, Map.of("system_user_id", "404404", "scope", "ads_management")));
        missing("token_not_found", api.rest().get("/tokens/404404"));
        missing("token_not_found", api.rest().post("/tokens/404404/inspect"));
        missing("token_not_found", api.rest().post("/tokens/404404/refresh"));
        missing("token_not_found", api.rest().delete("/tokens/404404"));
        missing("unknown_provider", realm.admin().get("/facebook-business/nowhere/tokens"));
    }

    @Test
    @OnEveryDatabase
    void what_no_database_takes_is_404_as_well() {
        missing("token_not_found", api.rest().get("/tokens/%00"));
        missing("token_not_found", api.rest().post("/tokens/%00/inspect"));
        missing("unknown_provider", realm.admin().get("/facebook-business/%00/tokens"));
        refused("client_business_id", api.rest().get("/businesses/%00"));
    }

    @Test
    void a_subset_that_is_none_is_422_before_graph_is_called() {
        Answer scope = api.call(business, Map.of("scope", "pages_show_list,pages_messaging"));
        assertEquals(422, scope.status());
        assertEquals("scope_not_granted", scope.text("error"));
        assertEquals("[\"pages_messaging\"]", scope.body().path("candidates").toString());
        Answer asset = api.call(
                business, Map.of("asset", List.of(business.assets().get(0).id(), "404404")));
        assertEquals(422, asset.status());
        assertEquals("asset_not_granted", asset.text("error"));
        assertEquals(List.of(), realm.app().calls());
    }

    private Answer send(String query, String type, String body) {
        return api.rest()
                .send(
                        "POST",
                        TokenApi.path(business.id()) + query.replace("\"", "%22"),
                        Optional.of(type),
                        BodyPublishers.ofString(body));
    }

    private void refused(String parameter, Answer answer) {
        assertEquals(400, answer.status(), answer.body().toString());
        assertEquals("invalid_parameter", answer.text("error"));
        assertEquals(parameter, answer.text("parameter"));
        assertEquals(List.of(), realm.app().calls(), "Graph was called");
    }

    private static void missing(String error, Answer answer) {
        assertEquals(404, answer.status(), answer.body().toString());
        assertEquals(error, answer.text("error"));
    }
}
