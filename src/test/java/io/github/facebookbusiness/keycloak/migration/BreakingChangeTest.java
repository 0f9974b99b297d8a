package io.github.facebookbusiness.keycloak.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facebookbusiness.keycloak.graph.PermissionCatalogue;
import io.github.facebookbusiness.keycloak.migration.MigrationReport.Invalidated;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BreakingChangeTest {

    private final PermissionCatalogue catalogue = new PermissionCatalogue(List.of("added_by_operator"));

    @Test
    void without_known_grants_it_is_unknown_and_not_nothing() {
        assertEquals(
                new BreakingChange(Invalidated.UNKNOWN, List.of()), BreakingChange.of(Optional.empty(), catalogue));
    }

    /** Meta does not list public_profile unless something else is granted. */
    @Test
    void no_grant_at_all_counts_as_public_profile() {
        assertEquals(Invalidated.TOKEN, of().invalidated());
        assertEquals(Invalidated.TOKEN, of("email").invalidated());
        assertEquals(Invalidated.TOKEN, of("email", "public_profile").invalidated());
    }

    @Test
    void what_the_login_does_not_support_is_revoked_in_the_order_of_names() {
        assertEquals(
                new BreakingChange(Invalidated.PERMISSIONS, List.of("user_friends", "user_posts")),
                of("user_posts", "pages_show_list", "user_friends"));
        assertEquals(new BreakingChange(Invalidated.PERMISSIONS, List.of("user_friends")), of("email", "user_friends"));
    }

    @Test
    void what_the_operator_added_is_supported() {
        assertEquals(new BreakingChange(Invalidated.NOTHING, List.of()), of("email", "added_by_operator", "ads_read"));
    }

    private BreakingChange of(String... grants) {
        return BreakingChange.of(Optional.of(Set.of(grants)), catalogue);
    }
}
