package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SelectionTest {

    @Test
    void order_and_repetition_do_not_count() {
        Selection one = of(List.of("2", "1", "2"), List.of("pages_show_list", "ads_read"));
        Selection other = of(List.of("1", "2"), List.of("ads_read", "pages_show_list", "ads_read"));
        assertEquals(one, other);
        assertEquals(one.fingerprint(), other.fingerprint());
    }

    @Test
    void different_selections_have_different_fingerprints() {
        Set<String> fingerprints = Stream.of(
                        Selection.ALL,
                        of(List.of(), null),
                        of(null, List.of()),
                        of(List.of("1"), null),
                        of(null, List.of("1")),
                        of(List.of("1", "2"), null),
                        of(List.of("12"), null),
                        of(List.of("1"), List.of("ads_read")),
                        of(List.of("ads_read"), List.of("1")))
                .map(Selection::fingerprint)
                .collect(Collectors.toSet());
        assertEquals(9, fingerprints.size());
    }

    @Test
    void a_fingerprint_has_one_length_and_is_never_that_of_an_original() {
        String longest = of(Collections.nCopies(500, "1"), List.of("ads_read")).fingerprint();
        for (String fingerprint : List.of(Selection.ALL.fingerprint(), longest)) {
            assertEquals("part-".length() + 64, fingerprint.length());
            assertNotEquals(Selection.ORIGINAL, fingerprint);
        }
    }

    @Test
    void only_what_narrows_nothing_is_all() {
        assertTrue(of(null, null).isAll());
        assertFalse(of(List.of(), null).isAll());
        assertFalse(of(null, List.of("ads_read")).isAll());
    }

    private static Selection of(List<String> assets, List<String> scopes) {
        return Selection.of(Optional.ofNullable(assets), Optional.ofNullable(scopes));
    }
}
