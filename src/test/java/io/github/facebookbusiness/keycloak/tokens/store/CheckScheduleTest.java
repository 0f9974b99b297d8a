package io.github.facebookbusiness.keycloak.tokens.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckScheduleTest {

    private static final long NOW = 1_800_000_000L;
    private static final long DAY = Duration.ofDays(1).toSeconds();

    private final CheckSchedule schedule = new CheckSchedule(UpkeepOptions.DEFAULT, new Random(7));

    @Test
    void a_good_token_is_checked_within_a_day_and_not_in_its_first_half() {
        LongStream checks = draws(() -> schedule.afterGoodAnswer(0, NOW));
        assertTrue(checks.allMatch(at -> at >= NOW + DAY / 2 && at < NOW + DAY));
    }

    @Test
    void tokens_that_came_together_are_spread_over_the_period() {
        long[] checks = draws(() -> schedule.afterGoodAnswer(0, NOW)).toArray();
        for (long hour = NOW + DAY / 2; hour < NOW + DAY; hour += 3600) {
            long from = hour;
            long inThisHour = LongStream.of(checks)
                    .filter(at -> at >= from && at < from + 3600)
                    .count();
            assertTrue(inThisHour > 0 && inThisHour < checks.length / 6, inThisHour + " in one hour");
        }
    }

    @Test
    void near_its_end_a_token_is_checked_four_times_as_often() {
        long end = NOW + 10 * DAY;
        assertTrue(draws(() -> schedule.afterGoodAnswer(end, NOW)).allMatch(at -> at < NOW + DAY / 4));
    }

    @Test
    void a_token_is_looked_at_when_the_clock_changes_what_it_is_worth() {
        long expiring = NOW + 60;
        assertEquals(expiring, schedule.afterGoodAnswer(expiring + 14 * DAY, NOW));
        assertEquals(NOW + 60, schedule.afterGoodAnswer(NOW + 60, NOW));
    }

    @Test
    void a_token_of_sixty_days_is_renewed_twenty_days_before_its_end_and_not_with_all_others() {
        long end = NOW + 60 * DAY;
        long[] renewals = draws(() -> schedule.renewal(NOW, end).orElseThrow()).toArray();
        assertTrue(LongStream.of(renewals).allMatch(at -> at <= end - 20 * DAY && at >= end - 22 * DAY));
        assertTrue(LongStream.of(renewals).distinct().count() > renewals.length / 2);
    }

    @Test
    void a_token_of_an_hour_is_renewed_in_the_middle_of_its_life() {
        long at = schedule.renewal(NOW, NOW + 3600).orElseThrow();
        assertTrue(at <= NOW + 1800 && at >= NOW + 1620, "at " + (at - NOW));
    }

    @Test
    void a_token_that_never_ends_is_never_renewed() {
        assertEquals(Optional.empty(), schedule.renewal(NOW, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 9, 20, 1000})
    void pauses_after_failures_double_up_to_a_day_with_jitter(int failures) {
        long longest = Math.min(300L << Math.min(failures - 1, 20), DAY);
        long[] tries = draws(() -> schedule.afterFailure(failures, NOW)).toArray();
        assertTrue(LongStream.of(tries).allMatch(at -> at >= NOW + longest / 2 && at < NOW + longest));
        assertTrue(LongStream.of(tries).distinct().count() > 1);
    }

    @Test
    void a_renewal_that_meta_refuses_is_tried_over_days_and_then_given_up() {
        for (int refusals = 1; refusals < 8; refusals++) {
            assertTrue(schedule.afterRefusal(refusals, NOW).orElseThrow() >= NOW + DAY / 2, "hours later");
        }
        assertEquals(Optional.empty(), schedule.afterRefusal(8, NOW));
    }

    @Test
    void a_provider_is_asked_about_again_after_an_hour_at_the_latest() {
        assertTrue(schedule.afterPause(1, NOW) <= NOW + 60);
        assertTrue(schedule.afterPause(1000, NOW) <= NOW + 3600);
    }

    private static LongStream draws(LongSupplier next) {
        return LongStream.generate(next).limit(1000);
    }
}
