package io.github.facebookbusiness.keycloak.organizations;

import static io.github.facebookbusiness.keycloak.organizations.MappedBusinesses.ALIAS;
import static io.github.facebookbusiness.keycloak.organizations.MappedBusinesses.CLIENT_BUSINESS_ID;
import static io.github.facebookbusiness.keycloak.organizations.MappedBusinesses.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A disabled organization stops the login of its business, and of nobody else. */
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DisabledOrganizationIT {

    private MappedBusinesses businesses;
    private TestRealm realm;

    @BeforeAll
    void mapping(TestRealm testRealm) {
        realm = testRealm;
        businesses = MappedBusinesses.in(realm);
    }

    @BeforeEach
    void forget() {
        realm.clearEvents();
    }

    @Test
    void nobody_comes_in_until_it_is_enabled_again() {
        SandboxBusiness business = businesses.named("Disabled");
        String account = businesses.connect(business);
        realm.admin().post("/users/" + account + "/logout").expect(204);
        businesses.change(id(businesses.onlyOne(business)), Map.of("enabled", false));

        assertStopped(businesses.logIn(business));
        assertEquals(List.of(), realm.userSessions(account));
        businesses.connect(businesses.named("Of somebody else"));

        businesses.change(id(businesses.onlyOne(business)), Map.of("enabled", true));
        assertEquals(account, businesses.connect(business));
    }

    @Test
    void the_token_is_kept_since_meta_would_not_give_it_again() {
        SandboxBusiness business = businesses.named("Token kept");
        businesses.connect(business);
        businesses.change(id(businesses.onlyOne(business)), Map.of("enabled", false));
        assertStopped(businesses.logIn(business));
        String served = TokenApi.of(realm, ALIAS).fetch(business).expect(200).text("access_token");
        assertTrue(realm.app().isLive(served));
        List<String> originals = realm.app().originalsOf(business);
        assertEquals(originals.get(originals.size() - 1), served, "the one of the stopped login");
    }

    @Test
    void a_business_that_never_came_in_is_stopped_too_and_gets_no_account() {
        SandboxBusiness byAttribute = businesses.named("Prepared and disabled");
        String organization =
                businesses.create("Prepared", "prepared", Map.of(CLIENT_BUSINESS_ID, List.of(byAttribute.id())));
        businesses.change(organization, Map.of("enabled", false));
        assertStopped(businesses.logIn(byAttribute));
        assertEquals(Optional.empty(), realm.user("fb-" + byAttribute.id()));

        SandboxBusiness byAlias = businesses.named("Prepared by alias");
        businesses.change(businesses.create("Prepared too", "fb-" + byAlias.id(), Map.of()), Map.of("enabled", false));
        assertStopped(businesses.logIn(byAlias));
        assertEquals(Optional.empty(), realm.user("fb-" + byAlias.id()));
    }

    @Test
    @OnEveryKeycloak
    void one_that_is_disabled_in_the_middle_of_a_first_login_stops_it_at_its_end() {
        SandboxBusiness business = businesses.named("In the middle");
        String organization = businesses.create("In the middle", "fb-" + business.id(), Map.of());
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS).stopBeforeLink();
        Page stopped = login.agreeAs("business", business.id());
        assertTrue(realm.user("fb-" + business.id()).isPresent(), "its account is made");
        businesses.change(organization, Map.of("enabled", false));

        login.stopOnlyAtTheEnd();
        assertStopped(stopped.follow());
        assertEquals(Optional.empty(), realm.user("fb-" + business.id()), "and gone");

        businesses.change(organization, Map.of("enabled", true));
        assertEquals(List.of(organization), businesses.memberships(businesses.connect(business)));
    }

    @Test
    void without_the_mapping_it_is_keycloaks_own_business() {
        SandboxBusiness business = businesses.named("Not mapped any more");
        businesses.connect(business);
        businesses.change(id(businesses.onlyOne(business)), Map.of("enabled", false));
        realm.updateProvider(ALIAS, Map.of("mapBusinessesToOrganizations", "false"))
                .expect(204);
        try {
            businesses.connect(business);
        } finally {
            realm.updateProvider(ALIAS, Map.of("mapBusinessesToOrganizations", "true"))
                    .expect(204);
        }
    }

    private void assertStopped(Page page) {
        assertEquals(403, page.status(), page.toString());
        assertEquals(
                "Reason code: organization_disabled",
                page.first("#facebook-business-reason").text());
        assertTrue(page.text().contains("The business that you connected is disabled on this site."), page.text());
        JsonNode event = realm.events("IDENTITY_PROVIDER_LOGIN_ERROR").stream()
                .filter(failed -> failed.path("details").has("reason"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "organization_disabled", event.path("details").path("reason").asText());
        assertFalse(realm.events("LOGIN").stream()
                .anyMatch(login ->
                        login.path("time").asLong() > event.path("time").asLong()));
    }
}
