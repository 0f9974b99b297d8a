package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Meta has against who asks says nothing about the tokens that are asked about. */
class ProviderTroubleIT extends WithShortDays {

    @ParameterizedTest
    @SideBySide
    @EnumSource(
            names = {
                "APP_DELETED",
                "APP_SIGNATURE_REFUSED",
                "APP_DISABLED",
                "BATCH_TOP_LEVEL_ERROR",
                "DEBUG_TOKEN_APP_DELETED",
                "DEBUG_TOKEN_SIGNATURE_REFUSED"
            })
    void what_meta_has_against_the_app_is_no_word_about_a_token(Fault fault) {
        SandboxBusiness business = api.connect("Served on");
        realm.clearEvents();
        realm.app().faults().on(fault);
        isTroubledBy("app_refused");
        api.fetch(business).expect(200);
        realm.app().faults().clear();
        works();
        checkedTwice(business);
        assertEquals("ACTIVE", status(business));
        assertEquals(List.of(), eventsOf(business));
    }

    @Test
    @SideBySide
    void the_apps_rate_limit_is_waited_for_with_every_token_served() {
        SandboxBusiness business = api.connect("Served while waiting");
        realm.clearEvents();
        realm.app().faults().on(Fault.DEBUG_TOKEN_RATE_LIMITED);
        isTroubledBy("rate_limited");
        int asked = inspections();
        api.fetch(business).expect(200);
        assertEquals("ACTIVE", status(business));
        realm.clearEvents();
        assertTrue(inspections() <= asked + 1, "Meta is not asked on");
    }

    @Test
    @SideBySide
    void a_secret_that_is_not_there_condemns_no_token() {
        String reference = realm.vaultSecret("fb-secret", realm.app().secret());
        realm.updateProvider(ALIAS, Map.of("clientSecret", reference)).expect(204);
        SandboxBusiness business = api.connect("Without secret");
        realm.removeVaultSecret("fb-secret");
        isTroubledBy("app_refused");
        assertEquals("app_secret_unresolved", upkeep().path("detail").asText());
        assertEquals("ACTIVE", status(business));
        realm.vaultSecret("fb-secret", realm.app().secret());
        works();
    }

    @Test
    @SideBySide
    void each_turn_of_the_provider_is_an_event() {
        api.connect("Told of its provider");
        realm.clearEvents();
        realm.app().faults().on(Fault.APP_DELETED);
        isTroubledBy("app_refused");
        realm.app().faults().clear();
        works();
        assertEquals(
                List.of("WORKING", "APP_REFUSED"),
                realm.adminEvents().stream()
                        .filter(event -> event.path("resourcePath").asText().endsWith(ALIAS + "/upkeep"))
                        .map(event -> event.path("details").path("condition").asText())
                        .toList());
    }

    @Test
    @SideBySide
    void when_meta_calls_too_many_dead_none_more_is_marked_until_an_admin_says_so() {
        List<SandboxBusiness> all = connectMany();
        realm.app().faults().on(Fault.TOKEN_INVALID);
        isTroubledBy("too_many_dead");
        long marked = count(all, status -> status.equals("INVALID"));
        assertTrue(marked < 10, marked + " are marked");
        JsonNode resumed = api.rest().post("/upkeep/resume").expect(200).body();
        assertEquals("WORKING", resumed.path("condition").asText());
        Eventually.holds(
                PATIENCE,
                () -> "not all are marked",
                () -> count(all, status -> status.equals("INVALID")) == all.size());
    }

    @Test
    @SideBySide
    void when_it_was_metas_mistake_all_goes_on_by_itself() {
        List<SandboxBusiness> all = connectMany();
        realm.app().faults().on(Fault.TOKEN_INVALID);
        isTroubledBy("too_many_dead");
        realm.app().faults().clear();
        works();
        assertTrue(count(all, status -> status.equals("ACTIVE")) >= all.size() - 9);
    }

    @Test
    @SideBySide
    void a_token_that_outlived_its_provider_goes_too() {
        String id = token(api.connect("Outlived")).path("id").asText();
        own.database()
                .update("update FACEBOOK_BUSINESS_TOKEN set PROVIDER_ID = 'gone', NEXT_CHECK_AT = 1 where ID = ?", id);
        Eventually.holds(PATIENCE, () -> "it is still there", () -> own.database()
                .query("select ID from FACEBOOK_BUSINESS_TOKEN where ID = ?", id)
                .isEmpty());
    }

    private List<SandboxBusiness> connectMany() {
        List<SandboxBusiness> all = IntStream.range(0, 24)
                .mapToObj(number -> api.connect("One of many " + number))
                .toList();
        all.forEach(this::status);
        return all;
    }

    private long count(List<SandboxBusiness> all, Predicate<String> status) {
        return all.stream().map(this::status).filter(status).count();
    }
}
