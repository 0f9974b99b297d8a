package io.github.facebookbusiness.keycloak.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private static final long MILLISECOND = 1_000_000;

    @Test
    void a_percentile_is_the_time_that_so_many_of_hundred_did_not_exceed() {
        Sample hundred = sample(1, LongStream.rangeClosed(1, 100));
        assertEquals(50, hundred.percentile(50));
        assertEquals(99, hundred.percentile(99));
        assertEquals(100, hundred.percentile(100));
        assertEquals(3, sample(1, LongStream.of(5, 1, 3)).percentile(50));
        assertEquals(5, sample(1, LongStream.of(5, 1, 3)).percentile(99));
        assertEquals(7, sample(1, LongStream.of(7)).percentile(1));
    }

    @Test
    void a_rate_counts_what_was_done_in_the_time_that_the_round_took() {
        assertEquals(1.5, sample(2, LongStream.of(1, 2, 3)).perSecond());
    }

    @Test
    void a_round_that_another_program_disturbed_says_nothing() {
        Rounds rounds = new Rounds();
        rounds.add(sample(1, LongStream.of(10, 10)));
        rounds.add(sample(1, LongStream.of(900)));
        rounds.add(sample(1, LongStream.of(12, 12)));
        assertEquals(12, rounds.percentile(50));
        assertEquals(2, rounds.perSecond());
    }

    @Test
    void what_is_slowest_of_hundred_is_looked_for_in_all_rounds_together() {
        Rounds rounds = new Rounds();
        rounds.add(sample(1, LongStream.rangeClosed(1, 99)));
        rounds.add(sample(1, LongStream.of(500)));
        assertEquals(99, rounds.pooledPercentile(99));
        assertEquals(500, rounds.pooledPercentile(100));
    }

    /** The machine was three times as slow in the second round, for both. */
    @Test
    void a_ratio_is_of_the_same_round_and_not_of_the_medians() {
        Rounds own = new Rounds();
        Rounds other = new Rounds();
        long[][] pairs = {{11, 10}, {33, 30}, {44, 40}, {10, 10}, {90, 10}};
        for (long[] pair : pairs) {
            own.add(sample(1, LongStream.of(pair[0])));
            other.add(sample(1, LongStream.of(pair[1])));
        }
        assertEquals(1.1, own.ratioTo(other, round -> round.percentile(50)), 1e-9);
        assertEquals(1.0, own.ratioTo(other, Sample::perSecond));
    }

    @Test
    void the_middle_of_an_even_number_is_between_two() {
        assertEquals(2.5, Rounds.middle(List.of(4.0, 1.0, 3.0, 2.0)));
        assertEquals(3.0, Rounds.middle(List.of(9.0, 1.0, 3.0)));
    }

    private static Sample sample(double seconds, LongStream milliseconds) {
        return new Sample(milliseconds.map(each -> each * MILLISECOND).toArray(), seconds);
    }
}
