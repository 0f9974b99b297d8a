package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** While Meta and Keycloak do not agree on the App secret, and after that. */
class AppSecretResetIT extends WithShortDays {

    @Test
    @SideBySide
    void meta_first_and_keycloak_later() {
        SandboxBusiness business = api.connect("Reset at Meta first");
        realm.clearEvents();
        String secret = realm.app().resetSecret();
        isTroubledBy("app_refused");
        assertEquals("ACTIVE", status(business));
        assertTrue(api.rest()
                        .post("/tokens/" + token(business).path("id").asText() + "/inspect")
                        .status()
                >= 500);
        String proofBefore = api.fetch(business).expect(200).text("appsecret_proof");
        realm.updateProvider(ALIAS, Map.of("clientSecret", secret)).expect(204);
        works();
        checkedTwice(business);
        assertEquals("ACTIVE", status(business));
        assertEquals(List.of(), eventsOf(business));
        String proofAfter = api.fetch(business).expect(200).text("appsecret_proof");
        assertNotEquals(proofBefore, proofAfter);
        assertEquals(realm.app().proofOf(value(business)), proofAfter);
    }

    @Test
    @SideBySide
    void keycloak_first_and_meta_later() {
        SandboxBusiness business = api.connect("Reset here first");
        realm.clearEvents();
        String secret = "f".repeat(32);
        realm.updateProvider(ALIAS, Map.of("clientSecret", secret)).expect(204);
        isTroubledBy("app_refused");
        assertEquals("ACTIVE", status(business));
        realm.app().resetSecret(secret);
        works();
        checkedTwice(business);
        assertEquals(List.of(), eventsOf(business));
    }

    @Test
    @SideBySide
    void a_renewal_that_is_due_meanwhile_is_made_afterwards() {
        sixtyDaysOf(Duration.ofMillis(250));
        SandboxBusiness business = api.connect("Renewed after the reset");
        String first = value(business);
        String secret = realm.app().resetSecret();
        isTroubledBy("app_refused");
        realm.updateProvider(ALIAS, Map.of("clientSecret", secret)).expect(204);
        Eventually.holds(PATIENCE, () -> token(business).toString(), () -> !value(business)
                .equals(first));
        assertFalse(token(business).path("renewal").path("givenUp").asBoolean());
    }

    @Test
    @SideBySide
    void what_meta_signed_before_is_believed_while_the_previous_secret_is_known() {
        SandboxBusiness business = api.connect("Leaves during the reset");
        String before = realm.app().secret();
        MetaCallbacks meta = MetaCallbacks.of(realm, ALIAS);
        String body = meta.businessIntegration("uninstall", Instant.now().getEpochSecond(), business.id());
        String secret = realm.app().resetSecret();
        realm.updateProvider(
                        ALIAS,
                        Map.of("clientSecret", secret, "previousClientSecret", realm.vaultSecret("previous", before)))
                .expect(204);
        realm.app().uninstall(business);
        meta.webhook(body, before).expect(200);
        assertEquals("REVOKED", status(business));
    }
}
