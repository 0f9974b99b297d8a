package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.keycloak.benchmark.Statements.Cost;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.sandbox.GraphCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What it costs to look after the tokens, with more and more of them in the table: where none is due, where some are,
 * and where all are, as after an outage. What the database does is its own count, so that other programs on the machine
 * change the times and not what was read.
 */
final class UpkeepCost implements AutoCloseable {

    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);
    private static final int MANY_WORKERS = 8;
    private static final int TURNS = 4;
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final String LOOK = "%NEXT_CHECK_AT%SKIP LOCKED%";
    private static final String COUNT = "%FACEBOOK_BUSINESS_TOKEN%GROUP BY%";
    private static final String COUNT_OVERDUE = "SELECT COUNT(%FACEBOOK_BUSINESS_TOKEN%";

    private static final String OPTION = "--spi-social--facebook-business--upkeep-";
    private static final double MEGABYTE = 1024 * 1024;

    private final OwnServer server = OwnServer.startInProduction(
            "benchmark-upkeep",
            OPTION + "tick-seconds=1",
            OPTION + "workers=2",
            // So that what is measured is the work and not the pace.
            OPTION + "checks-per-minute=600000");
    private final BenchmarkRealm realm = new BenchmarkRealm(server);
    private final TokenTable table = new TokenTable(server.database(), realm.providerId());
    private final Statements statements = new Statements(server.database());
    private final Figures figures = new Figures();

    String surroundings() {
        return Surroundings.of(server.database());
    }

    MarkdownTable run(int rounds) {
        warmUp();
        for (int round = 0; round < rounds; round++) {
            for (int size : SIZES) {
                table.fill(size);
                nothingDue(size);
                someDue(size);
                allDue(size, "2 workers");
                figures.add(
                        "memory that Keycloak holds, MiB",
                        "%.1f",
                        size,
                        JavaProcess.of(server.server()).liveHeap() / MEGABYTE);
            }
        }
        server.restart(OPTION + "workers=" + MANY_WORKERS);
        for (int size : SIZES) {
            table.fill(size);
            allDue(size, MANY_WORKERS + " workers");
        }
        return figures.table(SIZES);
    }

    private void warmUp() {
        table.fill(SIZES.get(SIZES.size() - 1));
        for (int turn = 0; turn < TURNS * TURNS; turn++) {
            lookAfterAll();
        }
        table.overdue();
        window();
    }

    private void nothingDue(int size) {
        do {
            window();
            // The larger the table, the less often it is counted.
        } while (statements.like(COUNT).calls() == 0);
        Cost counting = counting();
        add("nothing due: a look", size, statements.like(LOOK).perCall());
        add(
                "nothing due: a tick, without counting",
                size,
                statements.all().without(counting).per(WINDOW.toSeconds()));
        add(
                "counting for the metrics",
                size,
                counting.per(statements.like(COUNT).calls()));
    }

    private void someDue(int size) {
        double seconds = 0;
        int tokens = 0;
        statements.forget();
        for (int turn = 0; turn < TURNS; turn++) {
            int due = lookAfterAll();
            seconds += secondsBetweenFirstAndLast() / (due - 1) * due;
            tokens += due;
        }
        Cost each = statements.all().without(counting()).per(tokens);
        figures.add("a due token, ms from one to the next", "%.2f", size, seconds * 1000 / tokens);
        figures.add("a due token: statements", "%.1f", size, each.calls());
        add("a due token", size, each);
    }

    private void allDue(int size, String workers) {
        table.overdue();
        window();
        add("all due, " + workers + ": a look", size, statements.like(LOOK).perCall());
    }

    private Cost counting() {
        return statements.like(COUNT).and(statements.like(COUNT_OVERDUE));
    }

    private int lookAfterAll() {
        realm.graphCalls().clear();
        int due = table.due();
        Eventually.holds(PATIENCE, () -> "Not all were looked after", table::isDone);
        return due;
    }

    private double secondsBetweenFirstAndLast() {
        List<Instant> asked = realm.graphCalls().calls("debug_token").stream()
                .map(GraphCall::started)
                .sorted()
                .toList();
        return Duration.between(asked.get(0), asked.get(asked.size() - 1)).toNanos() / 1e9;
    }

    private void window() {
        statements.forget();
        try {
            Thread.sleep(WINDOW.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void add(String what, int size, Cost cost) {
        figures.add(what + ", ms in the database", "%.3f", size, cost.milliseconds());
        figures.add(what + ", blocks", "%.1f", size, cost.blocks());
    }

    @Override
    public void close() {
        server.close();
    }
}
