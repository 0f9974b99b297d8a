package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.error;
import static io.github.facebookbusiness.sandbox.Visitor.form;
import static io.github.facebookbusiness.sandbox.Visitor.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp();
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxBusiness business = app.businesses().get(0);
    private final SandboxConfiguration systemUser =
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));
    private final String token = app.issueToken(systemUser, business);
    private final ArrayNode operations = Json.array();

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private ObjectNode get(String relativeUrl) {
        return operations.addObject().put("method", "GET").put("relative_url", relativeUrl);
    }

    private HttpResponse<String> send() {
        return visitor.post(
                "/v26.0/",
                form(
                        "access_token", token,
                        "appsecret_proof", app.proofOf(token),
                        "batch", operations.toString()));
    }

    private static JsonNode body(JsonNode entry) {
        return Json.parse(entry.path("body").asText()).orElseThrow();
    }

    @Test
    void answersEachOperationWithItsBodyAsAString() {
        get("me?fields=id");
        get("me?fields=email");
        JsonNode answers = json(send());
        assertEquals(200, answers.path(0).path("code").asInt());
        assertTrue(answers.path(0).path("body").isTextual());
        assertEquals(business.systemUserId(), body(answers.path(0)).path("id").asText());
        assertTrue(answers.path(0).path("headers").isArray());
        assertEquals(400, answers.path(1).path("code").asInt());
        assertEquals("100", error(body(answers.path(1))));
    }

    @Test
    void letsAnOperationBringItsOwnTokenAndProof() {
        get("debug_token?"
                + form(
                        "input_token", token,
                        "access_token", app.appToken(),
                        "appsecret_proof", app.proofOf(app.appToken())));
        assertTrue(body(json(send()).path(0)).path("data").path("is_valid").asBoolean());
    }

    @Test
    void lendsNoProofToAnOperationWithATokenOfItsOwn() {
        get("me?" + form("access_token", app.issueToken(systemUser, business)));
        assertEquals("100", error(body(json(send()).path(0))));
    }

    @Test
    void takesJsonAndATokenInTheHeader() {
        get("/v25.0/me?fields=id");
        String json = Json.object()
                .put("appsecret_proof", app.proofOf(token))
                .put("include_headers", false)
                .set("batch", operations)
                .toString();
        HttpResponse<String> response = visitor.send(
                visitor.to("/v26.0", "Authorization", "Bearer " + token, "Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build());
        assertEquals(
                business.systemUserId(), body(json(response).path(0)).path("id").asText());
        assertFalse(json(response).path(0).has("headers"));
    }

    @Test
    void resolvesAReferenceToAnEarlierOperation() {
        get("me?fields=client_business_id").put("name", "who").put("omit_response_on_success", false);
        get("{result=who:$.client_business_id}?fields=name");
        JsonNode answers = json(send());
        assertEquals(
                business.id(), body(answers.path(0)).path("client_business_id").asText());
        assertEquals("Acme Coffee", body(answers.path(1)).path("name").asText());
    }

    @Test
    void resolvesReferencesIntoLists() {
        get("me/permissions").put("name", "granted").put("omit_response_on_success", false);
        get("me?fields={result=granted:$.data.*.permission}");
        get("me?fields={result=granted:$.data[0].status}");
        JsonNode answers = json(send());
        assertTrue(answers.path(1).path("body").asText().contains("(pages_show_list)"));
        assertTrue(answers.path(2).path("body").asText().contains("(granted)"));
    }

    @Test
    void leavesTheAnswerOutThatOthersReferTo() {
        get("me?fields=client_business_id").put("name", "who");
        get("{result=who:$.client_business_id}?fields=name");
        JsonNode answers = json(send());
        assertTrue(answers.path(0).isNull());
        assertEquals(200, answers.path(1).path("code").asInt());
    }

    @Test
    void tellsAFailedReferenceAndAnswersItsDependentsWithNull() {
        get("me?fields=email").put("name", "who");
        get("{result=who:$.client_business_id}?fields=name");
        JsonNode answers = json(send());
        assertEquals(400, answers.path(0).path("code").asInt());
        assertTrue(answers.path(1).isNull());
    }

    @Test
    void refusesAReferenceToNothing() {
        get("{result=nobody:$.id}");
        assertEquals("100", error(body(json(send()).path(0))));
    }

    @Test
    void failsAsAWholeForABadTokenAndForMoreThanFiftyOperations() {
        HttpResponse<String> refused = visitor.post("/", form("access_token", "nonsense", "batch", "[]"));
        assertEquals(400, refused.statusCode());
        assertEquals("190", error(refused));
        for (int count = 0; count <= 50; count++) {
            get("me");
        }
        assertEquals("100", error(send()));
    }

    @Test
    void logsEachOperationInsideTheBatch() {
        get("me?fields=id");
        get("me/permissions");
        send();
        List<GraphCall> calls = app.calls();
        assertEquals(
                List.of("batch", "me", "me_permissions"),
                calls.stream().map(GraphCall::operation).toList());
        assertEquals(
                List.of(Nesting.TOP_LEVEL, Nesting.IN_BATCH, Nesting.IN_BATCH),
                calls.stream().map(GraphCall::nesting).toList());
        assertEquals("me?fields=id", calls.get(1).rawUri());
        assertEquals(1, app.log().sequentialRoundTrips());
    }

    @Test
    void losesEntriesWhenToldTo() {
        get("me");
        get("me");
        app.faults().once(Fault.BATCH_LAST_ENTRY_NULL);
        JsonNode last = json(send());
        assertTrue(last.path(0).isObject());
        assertTrue(last.path(1).isNull());
        app.faults().once(Fault.BATCH_NULL_ENTRIES);
        assertEquals("[null,null]", send().body());
    }

    @Test
    void saysThatNoCallIsLeftThoughItSucceedsWhenToldTo() {
        get("me");
        app.faults().once(Fault.BATCH_USAGE_FULL);
        HttpResponse<String> response = send();
        assertEquals(200, response.statusCode());
        assertEquals(200, json(response).path(0).path("code").asInt());
        assertTrue(response.headers().firstValue("X-App-Usage").orElseThrow().contains("\"call_count\":100"));
        assertTrue(send().headers().firstValue("X-App-Usage").isEmpty());
    }

    @Test
    void failsAsAWholeWhenToldTo() {
        get("me");
        app.faults().once(Fault.BATCH_TOP_LEVEL_ERROR);
        assertEquals("190", error(send()));
        app.faults().once(Fault.BATCH_TRANSIENT);
        assertEquals("2", error(send()));
        app.faults().once(Fault.BATCH_RATE_LIMITED);
        HttpResponse<String> limited = send();
        assertEquals("4", error(limited));
        assertTrue(limited.headers().firstValue("X-App-Usage").orElseThrow().contains("\"call_count\":100"));
        app.faults().once(Fault.BATCH_HTML_502);
        assertEquals(502, send().statusCode());
        app.faults().once(Fault.BATCH_OVERSIZED);
        assertTrue(json(send()).path(1).path("body").asText().length() > 5_000_000);
    }
}
