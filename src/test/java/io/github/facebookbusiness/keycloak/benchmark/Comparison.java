package io.github.facebookbusiness.keycloak.benchmark;

import static io.github.facebookbusiness.keycloak.benchmark.MarkdownTable.number;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls against each other, in turns: first a warm-up of all, then rounds in which each has one turn, so that whatever
 * else the machine does meets all of them.
 */
final class Comparison {

    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration TURN = Duration.ofSeconds(3);

    private final Clients clients;
    private final List<Call> calls;
    private final Map<Call, Rounds> rounds = new LinkedHashMap<>();

    /** @param calls the last one is what the others are compared with */
    Comparison(Clients clients, List<Call> calls) {
        this.clients = clients;
        this.calls = calls;
        calls.forEach(call -> rounds.put(call, new Rounds()));
    }

    Comparison run(int count) {
        calls.forEach(call -> clients.send(call, WARM_UP));
        for (int round = 0; round < count; round++) {
            calls.forEach(call -> rounds.get(call).add(clients.send(call, TURN)));
        }
        return this;
    }

    MarkdownTable table() {
        MarkdownTable table = new MarkdownTable("call", "per second", "p50 ms", "p95 ms", "ratio");
        Rounds reference = rounds.get(calls.get(calls.size() - 1));
        rounds.forEach((call, own) -> table.row(
                call.name(),
                number("%.0f", own.perSecond()),
                number("%.2f", own.percentile(50)),
                number("%.2f", own.percentile(95)),
                number("%.2f", own.ratioTo(reference, Sample::perSecond))));
        return table;
    }
}
