package io.github.facebookbusiness.keycloak.organizations;

import static io.github.facebookbusiness.keycloak.organizations.MappedBusinesses.ALIAS;
import static io.github.facebookbusiness.keycloak.organizations.MappedBusinesses.CLIENT_BUSINESS_ID;
import static io.github.facebookbusiness.keycloak.organizations.MappedBusinesses.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Several logins at the same moment. */
@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrganizationRacesIT {

    private static final int AT_ONCE = 8;

    private MappedBusinesses businesses;
    private TestRealm realm;

    @BeforeAll
    void mapping(TestRealm testRealm) {
        realm = testRealm;
        businesses = MappedBusinesses.in(realm);
    }

    @Test
    void first_logins_of_one_business_make_one_organization() {
        SandboxBusiness business = businesses.named("Eight first logins");
        List<Page> ends = atOnce(which -> businesses.logIn(business));
        assertTrue(ends.stream().anyMatch(end -> end.location().isPresent()), "one of them comes in: " + ends);
        String account = businesses.connect(business);
        assertEquals(List.of(account), businesses.members(businesses.onlyOne(business)));
    }

    /** Each provider has an account of its own for the business, so here all of them come in at once. */
    @Test
    void first_logins_of_one_business_through_many_providers_end_in_one_organization() {
        SandboxBusiness business = businesses.named("Eight providers");
        List<BrokeredLogin> logins = new ArrayList<>();
        List<Page> made = new ArrayList<>();
        for (int which = 1; which <= AT_ONCE; which++) {
            businesses.withProvider("provider-" + which);
            BrokeredLogin login = BrokeredLogin.of(realm, "provider-" + which).stopBeforeLink();
            logins.add(login);
            made.add(login.agreeAs("business", business.id()));
            login.stopOnlyAtTheEnd();
        }
        assertEquals(List.of(), businesses.of(business), "an account alone makes none");

        List<String> accounts = atOnce(which -> logins.get(which - 1)
                .claims(made.get(which - 1).follow())
                .path("sub")
                .asText());
        assertEquals(AT_ONCE, new HashSet<>(accounts).size());
        JsonNode organization = businesses.onlyOne(business);
        assertEquals(Set.copyOf(accounts), Set.copyOf(businesses.members(organization)));
        assertEquals("Eight providers", organization.path("name").asText());
        for (int which = 1; which <= AT_ONCE; which++) {
            realm.deleteProvider("provider-" + which);
        }
    }

    @Test
    void businesses_of_one_name_that_come_at_once_all_come_in() {
        List<SandboxBusiness> alike = new ArrayList<>();
        for (int which = 0; which < AT_ONCE; which++) {
            alike.add(businesses.named("Eight of one name"));
        }
        atOnce(which -> businesses.connect(alike.get(which - 1)));
        Set<String> names = new HashSet<>();
        alike.forEach(business ->
                names.add(businesses.onlyOne(business).path("name").asText().replace(business.id(), "ID")));
        assertEquals(Set.of("Eight of one name", "Eight of one name ID"), names);
    }

    @Test
    void admins_of_a_business_that_was_there_before_the_mapping_all_come_in_and_make_one_membership() {
        realm.updateProvider(ALIAS, Map.of("mapBusinessesToOrganizations", "false"))
                .expect(204);
        SandboxBusiness business = businesses.named("Eight admins");
        String account = businesses.connect(business);
        realm.updateProvider(ALIAS, Map.of("mapBusinessesToOrganizations", "true"))
                .expect(204);
        atOnce(which -> businesses.connect(business));
        assertEquals(List.of(account), businesses.members(businesses.onlyOne(business)));
    }

    @Test
    void an_organization_that_several_logins_adopt_at_once_still_follows_the_name() {
        SandboxBusiness business = businesses.named("Adopted by eight");
        String account = businesses.connect(business);
        String organization = id(businesses.onlyOne(business));
        businesses.change(organization, Map.of("attributes", Map.of()));
        atOnce(which -> businesses.connect(business));
        businesses.connect(businesses.rename(business, "Followed"));
        assertEquals(List.of(organization), businesses.memberships(account));
        assertEquals("Followed", businesses.onlyOne(business).path("name").asText());
    }

    @Test
    void a_business_whose_alias_is_another_ones_gets_one_organization_of_many_logins_too() {
        SandboxBusiness owner = businesses.named("Owner of an alias");
        realm.updateProvider(ALIAS, Map.of("mapBusinessesToOrganizations", "false"))
                .expect(204);
        SandboxBusiness business = businesses.named("Without its alias");
        String account = businesses.connect(business);
        realm.updateProvider(ALIAS, Map.of("mapBusinessesToOrganizations", "true"))
                .expect(204);
        businesses.create("Odd", "fb-" + business.id(), Map.of(CLIENT_BUSINESS_ID, List.of(owner.id())));
        atOnce(which -> businesses.connect(business));
        assertEquals(List.of(id(businesses.onlyOne(business))), businesses.memberships(account));
    }

    @Test
    void a_member_who_was_removed_comes_in_many_times_at_once() {
        SandboxBusiness business = businesses.named("Removed, and eight times back");
        String account = businesses.connect(business);
        String organization = id(businesses.onlyOne(business));
        for (int round = 0; round < 3; round++) {
            businesses.rest().delete("/" + organization + "/members/" + account).expect(204);
            atOnce(which -> businesses.connect(business));
            assertEquals(List.of(account), businesses.members(businesses.onlyOne(business)));
        }
    }

    @Test
    void a_rename_that_several_logins_bring_at_once_fails_none() {
        SandboxBusiness business = businesses.named("Before eight");
        businesses.connect(business);
        SandboxBusiness rival = businesses.named("Before eight too");
        businesses.connect(rival);
        businesses.rename(business, "After eight");
        businesses.rename(rival, "After eight");
        atOnce(which -> businesses.connect(which % 2 == 0 ? business : rival));
        List<String> names = List.of(
                businesses.onlyOne(business).path("name").asText().replace(business.id(), "ID"),
                businesses.onlyOne(rival).path("name").asText().replace(rival.id(), "ID"));
        assertEquals(Set.of("After eight", "After eight ID"), Set.copyOf(names));
    }

    private static <T> List<T> atOnce(IntFunction<T> deed) {
        ExecutorService people = Executors.newFixedThreadPool(AT_ONCE);
        try {
            Phaser start = new Phaser(AT_ONCE);
            List<CompletableFuture<T>> deeds = new ArrayList<>();
            for (int which = 1; which <= AT_ONCE; which++) {
                int own = which;
                deeds.add(CompletableFuture.supplyAsync(
                        () -> {
                            start.arriveAndAwaitAdvance();
                            return deed.apply(own);
                        },
                        people));
            }
            return deeds.stream().map(CompletableFuture::join).toList();
        } finally {
            people.shutdown();
        }
    }
}
