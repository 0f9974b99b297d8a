package io.github.facebookbusiness.keycloak.organizations;

import static io.github.facebookbusiness.keycloak.organizations.MappedBusinesses.CLIENT_BUSINESS_ID;
import static io.github.facebookbusiness.keycloak.organizations.MappedBusinesses.attribute;
import static io.github.facebookbusiness.keycloak.organizations.MappedBusinesses.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the way of an organization's name, alias and attribute: no login fails for it, and none leads elsewhere. */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrganizationClashIT {

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
    void a_rename_at_meta_follows_and_is_told() {
        SandboxBusiness business = businesses.named("Before");
        String account = businesses.connect(business);
        String organization = id(businesses.onlyOne(business));
        realm.clearEvents();

        businesses.connect(businesses.rename(business, "After"));
        JsonNode renamed = businesses.onlyOne(business);
        assertEquals(organization, id(renamed));
        assertEquals("After", renamed.path("name").asText());
        assertEquals("fb-" + business.id(), renamed.path("alias").asText(), "the alias never changes");
        assertEquals(List.of(account), businesses.members(renamed));
        JsonNode event = realm.adminEvents().stream()
                .filter(told -> told.path("resourceType").asText().equals("ORGANIZATION"))
                .findFirst()
                .orElseThrow();
        assertEquals("UPDATE", event.path("operationType").asText());
        assertEquals("organizations/" + organization, event.path("resourcePath").asText());
        assertEquals("Before", event.path("details").path("previous_name").asText());
        assertEquals("After", event.path("details").path("name").asText());
    }

    @Test
    void a_name_that_an_admin_gave_is_metas_again_after_the_next_login() {
        SandboxBusiness business = businesses.named("Of Meta");
        businesses.connect(business);
        businesses.change(id(businesses.onlyOne(business)), Map.of("name", "Of an admin"));
        businesses.connect(business);
        assertEquals("Of Meta", businesses.onlyOne(business).path("name").asText());
    }

    @Test
    void a_name_that_is_taken_gets_the_id_until_it_is_free() {
        SandboxBusiness first = businesses.named("Same Name");
        SandboxBusiness second = businesses.named("Same Name");
        businesses.connect(first);
        businesses.connect(second);
        assertEquals("Same Name", businesses.onlyOne(first).path("name").asText());
        assertEquals(
                "Same Name " + second.id(),
                businesses.onlyOne(second).path("name").asText());

        realm.clearEvents();
        businesses.connect(second);
        assertEquals(
                "Same Name " + second.id(),
                businesses.onlyOne(second).path("name").asText());
        assertTrue(realm.adminEvents().stream()
                .noneMatch(event -> event.path("resourceType").asText().startsWith("ORGANIZATION")));

        businesses.connect(businesses.rename(first, "Other Name"));
        businesses.connect(second);
        assertEquals("Same Name", businesses.onlyOne(second).path("name").asText());
    }

    @Test
    void a_rename_to_a_name_that_is_taken_gets_the_id_as_well() {
        businesses.create("Taken by an admin", "taken-by-an-admin", Map.of());
        SandboxBusiness business = businesses.named("Free");
        businesses.connect(business);
        businesses.connect(businesses.rename(business, "Taken by an admin"));
        assertEquals(
                "Taken by an admin " + business.id(),
                businesses.onlyOne(business).path("name").asText());
    }

    @Test
    void a_name_in_another_case_is_as_the_database_sees_it_and_fails_no_login() {
        SandboxBusiness lower = businesses.named("case of letters");
        SandboxBusiness upper = businesses.named("CASE OF LETTERS");
        businesses.connect(lower);
        String account = businesses.connect(upper);
        assertTrue(businesses.onlyOne(upper).path("name").asText().startsWith("CASE OF LETTERS"));
        assertEquals(List.of(account), businesses.members(businesses.onlyOne(upper)));
        businesses.connect(upper);
    }

    @Test
    void a_business_that_calls_itself_like_another_one_with_its_id_keeps_nobody_out() {
        SandboxBusiness victim = businesses.named("Victim");
        businesses.connect(businesses.named("Victim"));
        businesses.connect(businesses.named("Victim " + victim.id()));
        businesses.connect(businesses.named("fb-" + victim.id()));
        businesses.connect(victim);
        assertEquals(
                "fb-" + victim.id() + " " + victim.id(),
                businesses.onlyOne(victim).path("name").asText());
        assertEquals(
                "fb-" + victim.id(), businesses.onlyOne(victim).path("alias").asText());
    }

    @Test
    void a_name_or_a_domain_of_another_organization_leads_nobody_into_it() {
        String bank = businesses
                .rest()
                .post(
                        "",
                        Map.of(
                                "name",
                                "Bank",
                                "alias",
                                "bank",
                                "enabled",
                                true,
                                "domains",
                                List.of(Map.of("name", "bank.example", "verified", true))))
                .expect(201)
                .createdId();
        for (String name : List.of("Bank", "bank", "bank.example", bank, "fb-1")) {
            SandboxBusiness business = businesses.named(name);
            String account = businesses.connect(business);
            assertEquals(List.of(id(businesses.onlyOne(business))), businesses.memberships(account), name);
        }
        assertEquals(
                List.of(), businesses.members(businesses.rest().get("/" + bank).body()));
        assertTrue(
                businesses.all().stream()
                        .anyMatch(organization ->
                                organization.path("name").asText().equals("bank.example")),
                "a domain is not a name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\u0000",
                "\u200b\u202e",
                "A\u0000B\nC",
                "\uD83D\uDE00 Emoji",
                "'; drop table ORG; --",
                "<script>alert(1)</script>",
                "${vault.key} {0} %00",
                "*",
                "%",
                "_",
            })
    void whatever_a_business_calls_itself_it_has_one_organization(String name) {
        SandboxBusiness business = businesses.named(name);
        String account = businesses.connect(business);
        businesses.connect(business);
        assertEquals(List.of(account), businesses.members(businesses.onlyOne(business)));
    }

    @Test
    void a_name_of_300_characters_is_cut_and_one_like_it_gets_the_id() {
        SandboxBusiness first = businesses.named("long ".repeat(60));
        SandboxBusiness second = businesses.named("long ".repeat(60));
        businesses.connect(first);
        businesses.connect(second);
        businesses.connect(second);
        String name = businesses.onlyOne(second).path("name").asText();
        assertTrue(name.startsWith("long long ") && name.endsWith(" " + second.id()) && name.length() <= 255, name);
    }

    @Test
    void an_organization_of_an_admin_with_the_attribute_is_the_businesss_whatever_its_alias() {
        SandboxBusiness business = businesses.named("Made by an admin");
        String made = businesses.create(
                "Prepared", "prepared", Map.of(CLIENT_BUSINESS_ID, List.of(business.id()), "tier", List.of("gold")));
        String account = businesses.connect(business);
        JsonNode organization = businesses.onlyOne(business);
        assertEquals(made, id(organization));
        assertEquals("prepared", organization.path("alias").asText());
        assertEquals("Made by an admin", organization.path("name").asText());
        assertEquals(
                "gold", organization.path("attributes").path("tier").path(0).asText());
        assertEquals(List.of(account), businesses.members(organization));
    }

    @Test
    void an_organization_with_the_alias_and_without_the_attribute_is_adopted() {
        SandboxBusiness business = businesses.named("Adopted");
        String made =
                businesses.create("Before it was adopted", "fb-" + business.id(), Map.of("tier", List.of("silver")));
        String account = businesses.connect(business);
        JsonNode organization = businesses.onlyOne(business);
        assertEquals(made, id(organization));
        assertEquals(
                "silver", organization.path("attributes").path("tier").path(0).asText());
        assertEquals(List.of(account), businesses.members(organization));

        businesses.change(made, Map.of("attributes", Map.of()));
        businesses.connect(business);
        assertEquals(made, id(businesses.onlyOne(business)), "an attribute that was lost comes back");
    }

    @Test
    void an_organization_with_the_alias_and_another_businesss_attribute_stays_that_ones() {
        SandboxBusiness owner = businesses.named("Owner by attribute");
        SandboxBusiness business = businesses.named("Owner of the alias");
        String taken = businesses.create("Odd", "fb-" + business.id(), Map.of(CLIENT_BUSINESS_ID, List.of(owner.id())));
        String account = businesses.connect(business);
        JsonNode own = businesses.onlyOne(business);
        assertEquals("fb-" + business.id() + "-2", own.path("alias").asText());
        assertEquals(List.of(id(own)), businesses.memberships(account));
        assertEquals(account, businesses.connect(business));
        businesses.onlyOne(business);

        String owners = businesses.connect(owner);
        assertEquals(List.of(taken), businesses.memberships(owners));
    }

    @Test
    void of_several_with_the_attribute_it_is_always_the_same_one() {
        SandboxBusiness business = businesses.named("Copied");
        List<String> copies = Stream.of("copy-a", "copy-b", "copy-c")
                .map(alias -> businesses.create(alias, alias, Map.of(CLIENT_BUSINESS_ID, List.of(business.id()))))
                .sorted()
                .toList();
        String account = businesses.connect(business);
        businesses.connect(business);
        assertEquals(List.of(copies.get(0)), businesses.memberships(account), "the lowest id");

        SandboxBusiness other = businesses.named("Copied with alias");
        businesses.create("copy-d", "copy-d", Map.of(CLIENT_BUSINESS_ID, List.of(other.id())));
        String own = businesses.create("copy-e", "fb-" + other.id(), Map.of(CLIENT_BUSINESS_ID, List.of(other.id())));
        businesses.create("copy-f", "copy-f", Map.of(CLIENT_BUSINESS_ID, List.of(other.id())));
        assertEquals(List.of(own), businesses.memberships(businesses.connect(other)), "the one with the alias");
    }

    @Test
    void an_organization_that_an_admin_gave_two_businesses_is_for_both_and_keeps_its_name() {
        SandboxBusiness one = businesses.named("One portfolio");
        SandboxBusiness two = businesses.named("Another portfolio");
        String shared =
                businesses.create("Both portfolios", "both", Map.of(CLIENT_BUSINESS_ID, List.of(one.id(), two.id())));
        assertEquals(List.of(shared), businesses.memberships(businesses.connect(one)));
        assertEquals(List.of(shared), businesses.memberships(businesses.connect(two)));
        JsonNode organization = businesses.onlyOne(one);
        assertEquals("Both portfolios", organization.path("name").asText());
        assertEquals(List.of(one.id(), two.id()), attribute(organization));
    }
}
