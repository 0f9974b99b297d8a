package io.github.facebookbusiness.keycloak.organizations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.graph.TokenOwner.ClientBusiness;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrganizationNamesTest {

    private static final String ID = "90071992547409931";

    @Test
    void an_organization_is_called_as_its_business_and_else_with_the_id_appended() {
        assertEquals(
                List.of("Acme Coffee", "Acme Coffee " + ID),
                named("Acme Coffee").followed());
    }

    @Test
    void a_new_one_always_finds_a_name() {
        List<String> names = named("Acme Coffee").forNew();
        assertEquals(
                List.of("Acme Coffee", "Acme Coffee " + ID, "fb-" + ID, "fb-" + ID + " " + ID), names.subList(0, 4));
        assertTrue(names.get(4).matches("fb-" + ID + "-[a-z0-9]{8}"), names.get(4));
        assertEquals(5, names.size());
    }

    @Test
    void a_new_one_always_finds_an_alias_and_the_first_is_that_of_the_contract() {
        List<String> aliases = named("Acme Coffee").aliases();
        assertEquals(List.of("fb-" + ID, "fb-" + ID + "-2", "fb-" + ID + "-3"), aliases.subList(0, 3));
        assertTrue(aliases.get(aliases.size() - 1).matches("fb-" + ID + "-[a-z0-9]{8}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\u00a0", "\u2003\u2029", "\u0000\u001f", "\u200b\u2060", "\u200d\u200c", "\u202e"})
    void a_name_that_nobody_can_see_is_none(String unseen) {
        assertEquals(List.of(), named(unseen).followed());
        assertEquals("fb-" + ID, named(unseen).forNew().get(0));
    }

    @Test
    void a_business_that_meta_does_not_name_keeps_the_name_of_its_organization() {
        assertEquals(
                List.of(),
                OrganizationNames.of(new ClientBusiness(ID, Optional.empty())).followed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " Acme   Coffee ",
                "Acme\u0000Coffee",
                "Acme\r\nCoffee",
                "Acme\u0085Coffee",
                "Acme\u2028Coffee",
                "\u202eAcme\u202c \u2066Coffee\u2069",
                "Ac\u00adme Cof\u200bfee",
            })
    void a_name_is_one_line_of_characters_that_are_seen(String name) {
        assertEquals("Acme Coffee", first(name));
    }

    @Test
    void scripts_that_need_joiners_keep_them() {
        assertEquals("\u0646\u0627\u0645\u0647\u200c\u0627\u06cc", first("\u0646\u0627\u0645\u0647\u200c\u0627\u06cc"));
    }

    @Test
    void what_some_columns_cannot_hold_becomes_a_replacement_character() {
        assertEquals("Acme \uFFFD \uFFFD", first("Acme \uD83D\uDE00 \uD83D"));
    }

    @Test
    void a_long_name_is_cut_and_keeps_the_id() {
        List<String> names = named("x".repeat(300)).followed();
        assertEquals("x".repeat(255), names.get(0));
        assertEquals("x".repeat(237) + " " + ID, names.get(1));
        assertEquals(255, names.get(1).length());
    }

    @Test
    void markup_and_templates_are_only_text() {
        assertEquals("${7*7}<script>alert('1')</script>%00", first("${7*7}<script>alert('1')</script>%00"));
    }

    private static String first(String name) {
        return named(name).followed().get(0);
    }

    private static OrganizationNames named(String name) {
        return OrganizationNames.of(new ClientBusiness(ID, Optional.of(name)));
    }
}
