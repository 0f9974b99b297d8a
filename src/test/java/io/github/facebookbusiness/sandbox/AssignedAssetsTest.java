package io.github.facebookbusiness.sandbox;

import static io.github.facebookbusiness.sandbox.Visitor.error;
import static io.github.facebookbusiness.sandbox.Visitor.form;
import static io.github.facebookbusiness.sandbox.Visitor.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssignedAssetsTest {
    private static final GraphSandbox SANDBOX = GraphSandbox.start(0);

    private final SandboxApp app = SANDBOX.addApp();
    private final Visitor visitor = new Visitor(SANDBOX, app);
    private final SandboxBusiness shop = SandboxBusiness.named("Shop");
    private final SandboxConfiguration systemUser =
            app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list"));
    private final String token = app.issueToken(systemUser, shop);

    @AfterAll
    static void stop() {
        SANDBOX.close();
    }

    private String edge(String name) {
        return "/v26.0/" + shop.systemUserId() + "/" + name;
    }

    @ParameterizedTest
    @CsvSource({
        "assigned_pages,Shop Page",
        "assigned_ad_accounts,Shop Ads",
        "assigned_product_catalogs,Shop Catalog",
        "assigned_whatsapp_business_accounts,Shop WhatsApp",
    })
    void listsTheAssetsOfOneKind(String edge, String name) {
        String id = shop.assets().stream()
                .filter(asset -> asset.name().equals(name))
                .map(SandboxAsset::id)
                .findFirst()
                .orElseThrow();
        assertEquals(
                "{\"data\":[{\"id\":\"" + id + "\",\"name\":\"" + name + "\"}]}",
                visitor.read(edge(edge), token).toString());
        assertEquals(1, app.log().calls("assigned_assets").size());
    }

    @Test
    void listsTheAssetsOfAGranularTokenOnly() {
        String page = shop.assets().get(0).id();
        app.withBusinesses(shop);
        String granular = json(visitor.post(
                        visitor.proven("/v26.0/" + shop.id() + "/system_user_access_tokens", token),
                        form("asset", page)))
                .path("access_token")
                .asText();
        assertEquals(
                page,
                visitor.read(edge("assigned_pages"), granular)
                        .path("data")
                        .path(0)
                        .path("id")
                        .asText());
        assertEquals(
                "{\"data\":[]}",
                visitor.read(edge("assigned_ad_accounts"), granular).toString());
    }

    @Test
    void worksInsideABatch() {
        ArrayNode operations = Json.array();
        operations
                .addObject()
                .put("method", "GET")
                .put("relative_url", "me?fields=id")
                .put("name", "who");
        operations.addObject().put("method", "GET").put("relative_url", "{result=who:$.id}/assigned_pages");
        JsonNode answers = json(visitor.post(visitor.proven("/v26.0/", token), form("batch", operations.toString())));
        assertTrue(answers.path(1).path("body").asText().contains("Shop Page"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fields=id", "limit=100"})
    void refusesParametersOfOtherEdges(String parameter) {
        assertEquals("100", error(visitor.read(edge("assigned_pages") + '?' + parameter, token)));
    }

    @Test
    void isOpenToTheSystemUserItselfOnly() {
        String other = app.issueToken(systemUser, app.businesses().get(0));
        assertEquals("100/33", error(visitor.read(edge("assigned_pages"), other)));
        assertEquals("100/33", error(visitor.read(edge("assigned_pages"), app.appToken())));
        SandboxPerson ada = app.people().get(0);
        String personal = app.issueToken(SandboxConfiguration.user("pages_show_list"), ada);
        assertEquals("100/33", error(visitor.read("/v26.0/" + ada.id() + "/assigned_pages", personal)));
    }

    @ParameterizedTest
    @CsvSource({"ASSIGNED_ASSETS_REFUSED,100", "ASSIGNED_ASSETS_FORBIDDEN,10"})
    void refusesWhenToldTo(Fault fault, String expected) {
        app.faults().once(fault);
        assertEquals(expected, error(visitor.read(edge("assigned_pages"), token)));
        assertTrue(visitor.read(edge("assigned_pages"), token).has("data"));
    }
}
