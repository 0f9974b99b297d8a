package io.github.facebookbusiness.keycloak.organizations;

import static io.github.facebookbusiness.keycloak.organizations.MappedBusinesses.ALIAS;
import static io.github.facebookbusiness.keycloak.organizations.MappedBusinesses.CLIENT_BUSINESS_ID;
import static io.github.facebookbusiness.keycloak.organizations.MappedBusinesses.attribute;
import static io.github.facebookbusiness.keycloak.organizations.MappedBusinesses.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.compatibility.KeycloakFeature;
import io.github.facebookbusiness.keycloak.compatibility.SinceKeycloak;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One organization for each client business, and its account is in it. */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrganizationsIT {

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
    @OnEveryKeycloak
    void the_first_login_of_a_business_makes_its_organization_and_its_account_a_member() {
        SandboxBusiness business = businesses.named("First Login");
        String account = businesses.connect(business);
        JsonNode organization = businesses.onlyOne(business);

        assertEquals("First Login", organization.path("name").asText());
        assertEquals("fb-" + business.id(), organization.path("alias").asText());
        assertEquals(List.of(business.id()), attribute(organization));
        assertTrue(organization.path("enabled").asBoolean());
        assertEquals(0, organization.path("domains").size(), "no e-mail domain");
        assertEquals(List.of(account), businesses.members(organization));
        assertEquals(
                "UNMANAGED",
                businesses
                        .rest()
                        .get("/" + id(organization) + "/members/" + account)
                        .expect(200)
                        .text("membershipType"),
                "a managed member would be deleted with the organization");
    }

    @Test
    void every_admin_of_a_business_comes_into_the_same_organization() {
        SandboxBusiness business = businesses.named("Many Admins");
        String account = businesses.connect(business);
        assertEquals(account, businesses.connect(business));
        assertEquals(List.of(account), businesses.members(businesses.onlyOne(business)));
    }

    @Test
    void two_businesses_have_two_organizations() {
        SandboxBusiness one = businesses.named("One of two");
        SandboxBusiness two = businesses.named("Two of two");
        String first = businesses.connect(one);
        String second = businesses.connect(two);
        assertEquals(List.of(id(businesses.onlyOne(one))), businesses.memberships(first));
        assertEquals(List.of(id(businesses.onlyOne(two))), businesses.memberships(second));
        assertNotEquals(id(businesses.onlyOne(one)), id(businesses.onlyOne(two)));
    }

    @Test
    @OnEveryKeycloak
    void what_is_made_is_an_admin_event_like_an_admins_own_and_only_when_it_is_made() {
        SandboxBusiness business = businesses.named("Told");
        String account = businesses.connect(business);
        String organization = id(businesses.onlyOne(business));
        List<JsonNode> told = organizationEvents();
        assertEquals(2, told.size(), told.toString());
        JsonNode created = told.get(1);
        assertEquals("ORGANIZATION", created.path("resourceType").asText());
        assertEquals("CREATE", created.path("operationType").asText());
        assertEquals(
                "organizations/" + organization, created.path("resourcePath").asText());
        assertEquals(
                business.id(),
                created.path("details").path("client_business_id").asText());
        assertEquals("Told", created.path("details").path("name").asText());
        JsonNode joined = told.get(0);
        assertEquals("ORGANIZATION_MEMBERSHIP", joined.path("resourceType").asText());
        assertEquals("CREATE", joined.path("operationType").asText());
        assertEquals(
                "organizations/" + organization + "/members",
                joined.path("resourcePath").asText());
        assertEquals(account, joined.path("details").path("user_id").asText());
        assertEquals(
                "fb-" + business.id(), joined.path("details").path("username").asText());

        realm.clearEvents();
        businesses.connect(business);
        assertEquals(List.of(), organizationEvents(), "nothing was changed");
    }

    @Test
    @OnEveryKeycloak
    void a_client_that_asks_for_the_organization_is_told_it_from_the_first_login_on() {
        SandboxBusiness business = businesses.named("Asked for");
        for (String scope : List.of("openid organization", "openid organization", "openid organization:*")) {
            assertEquals(List.of("fb-" + business.id()), organizationsIn(claims(business, scope)), scope);
        }
        assertEquals(
                List.of("fb-" + business.id()),
                organizationsIn(claims(business, "openid organization:fb-" + business.id())));
        assertEquals(List.of(), organizationsIn(claims(business, "openid")));
    }

    @Test
    void an_account_that_an_admin_put_into_another_organization_too_still_speaks_for_its_own() {
        SandboxBusiness business = businesses.named("In two by an admin");
        String account = businesses.connect(business);
        String other = businesses.create("Other of an admin", "other-of-an-admin", Map.of());
        businesses.rest().post("/" + other + "/members", account).expect(201);

        assertEquals(List.of("fb-" + business.id()), organizationsIn(claims(business, "openid organization")));
    }

    @Test
    @SinceKeycloak(KeycloakFeature.ORGANIZATION_BESIDE_THE_ONE_ASKED_FOR)
    @OnEveryKeycloak
    void the_organization_that_a_login_was_asked_for_does_not_get_the_business() {
        String other = businesses.create("Asked for by somebody", "asked-for-by-somebody", Map.of());
        SandboxBusiness business = businesses.named("Not in that one");
        JsonNode claims = claims(business, "openid organization:asked-for-by-somebody");

        assertEquals(List.of(), organizationsIn(claims));
        String own = id(businesses.onlyOne(business));
        assertNotEquals(other, own);
        assertEquals(List.of(own), businesses.memberships(claims.path("sub").asText()));
        assertEquals(List.of(), organizationsIn(claims(business, "openid organization:asked-for-by-somebody")));
        assertEquals(List.of(own), businesses.memberships(claims.path("sub").asText()));
    }

    @Test
    void an_organization_that_was_deleted_is_made_again() {
        SandboxBusiness business = businesses.named("Deleted");
        String account = businesses.connect(business);
        String deleted = id(businesses.onlyOne(business));
        businesses.rest().delete("/" + deleted).expect(204);

        assertEquals(account, businesses.connect(business), "the account outlived it");
        assertNotEquals(deleted, id(businesses.onlyOne(business)));
        assertEquals(List.of(account), businesses.members(businesses.onlyOne(business)));
    }

    @Test
    void who_was_removed_is_a_member_again_after_the_next_login() {
        SandboxBusiness business = businesses.named("Removed");
        String account = businesses.connect(business);
        JsonNode organization = businesses.onlyOne(business);
        businesses.rest().delete("/" + id(organization) + "/members/" + account).expect(204);
        assertEquals(List.of(), businesses.members(organization));

        businesses.connect(business);
        assertEquals(List.of(account), businesses.members(organization));
    }

    @Test
    void an_account_that_was_there_before_the_mapping_becomes_a_member_at_its_next_login() {
        realm.createProvider("unmapped", Map.of());
        SandboxBusiness business = businesses.named("Before the mapping");
        String account = businesses.connect(business, "unmapped");
        assertEquals(List.of(), businesses.of(business), "mapping off changes nothing");
        assertEquals(List.of(), organizationEvents());

        realm.updateProvider("unmapped", Map.of("mapBusinessesToOrganizations", "true"))
                .expect(204);
        assertEquals(account, businesses.connect(business, "unmapped"));
        assertEquals(List.of(account), businesses.members(businesses.onlyOne(business)));

        realm.updateProvider("unmapped", Map.of("mapBusinessesToOrganizations", "false"))
                .expect(204);
        businesses.rename(business, "After the mapping");
        businesses.connect(business, "unmapped");
        assertEquals(
                "Before the mapping", businesses.onlyOne(business).path("name").asText());
        realm.deleteProvider("unmapped");
    }

    @Test
    @OnEveryKeycloak
    void a_realm_that_switched_organizations_off_lets_businesses_in_without_and_its_check_tells() {
        SandboxBusiness business = businesses.named("Switched off");
        businesses.connect(business);
        assertTrue(
                configurationCheck().path("ok").asBoolean(),
                configurationCheck().toString());
        realm.set(Map.of("organizationsEnabled", false));
        try {
            businesses.connect(business);
            businesses.connect(businesses.named("New while off"));
            JsonNode check = configurationCheck();
            assertFalse(check.path("ok").asBoolean());
            assertTrue(check.path("detail").asText().startsWith("Organizations are off in this realm. "));
            assertEquals(
                    400,
                    realm.updateProvider(ALIAS, Map.of("apiVersion", "v26.0")).status());
        } finally {
            realm.set(Map.of("organizationsEnabled", true));
        }
        businesses.connect(business);
        businesses.onlyOne(business);
    }

    @Test
    void a_provider_with_a_link_to_an_organization_cannot_map_and_its_check_tells() {
        realm.createProvider("linked", Map.of("mapBusinessesToOrganizations", "true"));
        String organization = businesses.create("Has a provider", "has-a-provider", Map.of());
        businesses
                .rest()
                .post("/" + organization + "/identity-providers", "linked")
                .expect(204);
        assertTrue(check("linked").path("detail").asText().startsWith("The provider is linked to an organization, "));
        String refusal = realm.updateProvider("linked", Map.of("apiVersion", "v26.0"))
                .expect(400)
                .body()
                .toString();
        assertTrue(refusal.contains("The provider is linked to an organization, "), refusal);
        realm.deleteProvider("linked");
    }

    @Test
    void a_realm_file_that_maps_is_imported_where_it_switches_organizations_on_and_refused_elsewhere() {
        AdminApi server = realm.admin().at(URI.create(realm.url().resolve("/") + "admin/realms"));
        String name = realm.name() + "-imported";
        Map<String, Object> file = new HashMap<>(Map.of(
                "realm",
                name,
                "enabled",
                true,
                "identityProviders",
                List.of(realm.provider(ALIAS, Map.of("mapBusinessesToOrganizations", "true")))));
        assertNotEquals(201, server.post("", file).status(), "organizations are off");

        file.put("organizationsEnabled", true);
        file.put(
                "organizations",
                List.of(Map.of(
                        "name",
                        "Imported",
                        "alias",
                        "fb-1234567890123456",
                        "enabled",
                        true,
                        "attributes",
                        Map.of(CLIENT_BUSINESS_ID, List.of("1234567890123456")))));
        server.post("", file).expect(201);
        AdminApi imported = server.below("/" + name);
        assertEquals(
                "true",
                imported.get("/identity-provider/instances/" + ALIAS)
                        .expect(200)
                        .body()
                        .path("config")
                        .path("mapBusinessesToOrganizations")
                        .asText());
        assertEquals(
                1,
                imported.get("/organizations?q=" + CLIENT_BUSINESS_ID + ":1234567890123456")
                        .expect(200)
                        .body()
                        .size());
        imported.delete("").expect(204);
    }

    @Test
    void a_realm_with_organizations_of_businesses_can_be_deleted_and_others_go_on() {
        SandboxBusiness business = businesses.named("In two realms");
        try (TestRealm other = realm.another()) {
            MappedBusinesses there = MappedBusinesses.in(other);
            there.connect(business);
            there.onlyOne(business);
            assertEquals(List.of(), businesses.of(business), "each realm has its own");
            businesses.connect(business);
        }
        businesses.connect(business);
        businesses.onlyOne(business);
    }

    private JsonNode claims(SandboxBusiness business, String scope) {
        BrokeredLogin login = BrokeredLogin.of(realm, ALIAS);
        return login.claims(login.browser()
                .open(realm.client().authorizationRequest(Map.of("kc_idp_hint", ALIAS, "scope", scope)))
                .submit("form", Map.of("business", business.id()), "#continue"));
    }

    private static List<String> organizationsIn(JsonNode claims) {
        return Optional.of(claims.path("organization"))
                .filter(JsonNode::isArray)
                .map(array -> StreamSupport.stream(array.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList())
                .orElseGet(List::of);
    }

    private List<JsonNode> organizationEvents() {
        return realm.adminEvents().stream()
                .filter(event -> event.path("resourceType").asText().startsWith("ORGANIZATION"))
                .toList();
    }

    private JsonNode configurationCheck() {
        return check(ALIAS);
    }

    private JsonNode check(String alias) {
        for (JsonNode check : realm.admin()
                .get("/facebook-business/" + alias)
                .expect(200)
                .body()
                .path("checks")) {
            if (check.path("name").asText().equals("configuration")) {
                return check;
            }
        }
        throw new AssertionError("no check of the configuration");
    }
}
