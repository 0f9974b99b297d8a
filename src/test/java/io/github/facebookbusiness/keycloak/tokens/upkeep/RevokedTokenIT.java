package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.RevocationReach;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a revocation leaves to the upkeep, and what it must not be taken for. */
@OnEveryDatabase
class RevokedTokenIT extends WithShortDays {

    private static final List<String> SCOPES =
            List.of("pages_show_list", "ads_read", "leads_retrieval", "read_insights", "business_management");

    @Test
    void a_revocation_whose_effect_nobody_could_ask_about_is_found_out_and_told() {
        SandboxBusiness business = api.connect("Found out");
        String id = token(business).path("id").asText();
        realm.clearEvents();
        realm.app().faults().on(Fault.DEBUG_TOKEN_TRANSIENT);
        api.rest().delete("/tokens/" + id).expect(503);
        realm.app().faults().clear();
        becomes(business, "REVOKED");
        assertEquals("revoked_here", token(business).path("reason").asText());
        assertTrue(
                eventsOf(business).get(0).endsWith(">REVOKED"),
                eventsOf(business).toString());
    }

    @Test
    void a_revocation_without_answer_that_did_not_happen_leaves_a_good_token() {
        SandboxBusiness business = api.connect("Did not happen");
        String id = token(business).path("id").asText();
        realm.app().faults().once(Fault.BATCH_HTML_502);
        realm.app().faults().on(Fault.REVOKE_WITHOUT_EFFECT);
        int status = api.rest().delete("/tokens/" + id).status();
        assertTrue(status == 503 || status == 409, "the fault struck the revocation, or a check: " + status);
        checkedTwice(business);
        assertEquals("ACTIVE", status(business));
        assertEquals(
                "WITHOUT_EFFECT",
                token(business).path("revocation").path("answer").asText());
    }

    @Test
    void tokens_that_were_ended_from_here_are_not_taken_for_a_mistake_of_metas() {
        SandboxConfiguration wide =
                realm.app().addConfiguration(SandboxConfiguration.systemUser(SCOPES.toArray(String[]::new)));
        realm.updateProvider(ALIAS, Map.of("configId", wide.id())).expect(204);
        SandboxBusiness other = api.connect("Dies by itself");
        SandboxBusiness business = api.connect("Ended from here");
        String id = original(business).path("id").asText();
        for (int subset = 1; subset <= 12; subset++) {
            List<String> scopes = new ArrayList<>();
            for (int bit = 0; bit < 4; bit++) {
                if ((subset >> bit & 1) == 1) {
                    scopes.add(SCOPES.get(bit));
                }
            }
            api.call(business, Map.of("scope", scopes)).expect(200);
        }
        realm.app().withRevocationReach(RevocationReach.WITH_TOKENS_NARROWED_FROM_IT);
        JsonNode answer = api.rest().delete("/tokens/" + id).expect(200).body();
        assertEquals(12, answer.path("otherTokens").size());
        realm.app().invalidate(value(other));
        becomes(other, "INVALID");
        assertTrue(upkeep().path("ok").asBoolean(), upkeep().toString());
    }

    private JsonNode original(SandboxBusiness business) {
        return api.tokensOf(business).stream()
                .filter(token -> token.path("parentId").isNull())
                .findFirst()
                .orElseThrow();
    }
}
