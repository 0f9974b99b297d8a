package io.github.facebookbusiness.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermissionComparisonTest {

    @Test
    void what_the_admin_listed_and_was_not_granted_is_missing() {
        PermissionComparison comparison =
                PermissionComparison.of(List.of("ads_read", "pages_show_list"), List.of("pages_show_list"));
        assertEquals(Set.of("ads_read"), comparison.missing());
        assertEquals(Set.of(), comparison.notListed());
    }

    @Test
    void what_was_granted_beyond_the_list_is_reported() {
        PermissionComparison comparison = PermissionComparison.of(List.of("ads_read"), List.of("ads_read", "new_one"));
        assertEquals(Set.of(), comparison.missing());
        assertEquals(Set.of("new_one"), comparison.notListed());
    }

    @Test
    void email_and_public_profile_are_never_missing_and_never_reported() {
        PermissionComparison comparison = PermissionComparison.of(
                List.of("email", "public_profile", "ads_read"), List.of("ads_read", "public_profile"));
        assertEquals(Set.of(), comparison.missing());
        assertEquals(Set.of(), comparison.notListed());
    }

    @Test
    void an_empty_list_expects_nothing() {
        PermissionComparison comparison = PermissionComparison.of(List.of(), List.of("ads_read"));
        assertEquals(Set.of(), comparison.missing());
        assertEquals(Set.of(), comparison.notListed());
    }
}
