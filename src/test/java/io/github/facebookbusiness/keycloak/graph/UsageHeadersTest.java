package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageHeadersTest {

    private static final String APP = "X-App-Usage";
    private static final String BUSINESS = "X-Business-Use-Case-Usage";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"call_count\":100}",
                "{\"call_count\":3,\"total_time\":101}",
                "{\"total_cputime\":100.5}",
            })
    void an_app_that_has_used_up_its_calls_pauses(String usage) {
        assertEquals(Map.of(RateSubject.APP, UsageHeaders.UNTOLD), pauses(APP, usage));
    }

    @Test
    void a_business_pauses_as_long_as_meta_says_of_its_worst_use_case() {
        assertEquals(
                Map.of(RateSubject.business("77"), Duration.ofMinutes(9)),
                pauses(
                        BUSINESS,
                        "{\"77\":[{\"type\":\"pages\",\"call_count\":100,\"estimated_time_to_regain_access\":3},"
                                + "{\"type\":\"ads\",\"estimated_time_to_regain_access\":9}],"
                                + "\"88\":[{\"call_count\":99,\"estimated_time_to_regain_access\":0}]}"));
    }

    @Test
    void what_is_used_up_is_the_highest_of_what_meta_measures() {
        assertEquals(
                Map.of(RateSubject.Kind.APP, 28.0, RateSubject.Kind.BUSINESS, 99.5),
                UsageHeaders.percentages(
                        Map.of(
                                APP,
                                "{\"call_count\":28,\"total_time\":25,\"total_cputime\":3}",
                                BUSINESS,
                                "{\"77\":[{\"call_count\":1},{\"total_cputime\":99.5}],"
                                        + "\"88\":[{\"call_count\":7}]}")::get));
        assertEquals(Map.of(), UsageHeaders.percentages(name -> "no JSON"));
    }

    @Test
    void a_pause_is_never_longer_than_a_day() {
        assertEquals(
                Map.of(RateSubject.business("77"), Duration.ofHours(24)),
                pauses(BUSINESS, "{\"77\":[{\"estimated_time_to_regain_access\":9999999999}]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "7",
                "{",
                "{\"call_count\":\"many\"}",
                "{\"call_count\":99}",
                "{\"x\":[{\"estimated_time_to_regain_access\":5}]}",
                "{\"77\":{\"estimated_time_to_regain_access\":0}}",
                "{\"77\":5}",
                "{\"77\":[5,null]}",
                "{\"77\":[{\"estimated_time_to_regain_access\":-5}]}",
            })
    void what_says_nothing_or_nonsense_pauses_nobody(String usage) {
        assertEquals(Map.of(), pauses(APP, usage));
        assertEquals(Map.of(), pauses(BUSINESS, usage));
    }

    private static Map<RateSubject, Duration> pauses(String header, String value) {
        return UsageHeaders.pauses(name -> name.equals(header) ? value : "");
    }
}
