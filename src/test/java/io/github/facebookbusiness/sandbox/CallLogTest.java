package io.github.facebookbusiness.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallLogTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final CallLog log = new CallLog();

    private void call(String operation, Nesting nesting, int from, int to) {
        log.add(new GraphCall(
                from,
                "GET",
                "/",
                operation,
                Map.of(),
                Map.of(),
                "",
                START.plusMillis(from),
                START.plusMillis(to),
                200,
                nesting));
    }

    @Test
    void countsCallsThatFollowOneAnother() {
        call("exchange_code", Nesting.TOP_LEVEL, 0, 10);
        call("batch", Nesting.TOP_LEVEL, 12, 20);
        assertEquals(2, log.sequentialRoundTrips());
    }

    @Test
    void countsCallsAtTheSameTimeOnce() {
        call("exchange_code", Nesting.TOP_LEVEL, 0, 10);
        call("me", Nesting.TOP_LEVEL, 11, 30);
        call("debug_token", Nesting.TOP_LEVEL, 12, 20);
        call("me_permissions", Nesting.TOP_LEVEL, 13, 29);
        assertEquals(2, log.sequentialRoundTrips());
    }

    @Test
    void countsNeitherTheDialogNorOperationsOfABatch() {
        call("dialog", Nesting.TOP_LEVEL, 0, 1);
        call("batch", Nesting.TOP_LEVEL, 2, 9);
        call("me", Nesting.IN_BATCH, 3, 4);
        call("debug_token", Nesting.IN_BATCH, 5, 6);
        assertEquals(1, log.sequentialRoundTrips());
    }

    @Test
    void startsAnewWhenCleared() {
        call("me", Nesting.TOP_LEVEL, 0, 1);
        log.clear();
        assertEquals(0, log.sequentialRoundTrips());
    }
}
