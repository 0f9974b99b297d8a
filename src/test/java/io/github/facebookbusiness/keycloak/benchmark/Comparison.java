package io.github.facebookbusiness.keycloak.benchmark;

import static io.github.facebookbusiness.keycloak.benchmark.MarkdownTable.number;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Calls against each other, in turns: first a warm-up of all, then rounds in which each has one turn, so that whatever
 * else the machine does meets all of them.
 */
final class Comparison {

    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration TURN = Duration.ofSeconds(2);

    private final Clients clients;
    private final BenchmarkRealm realm;
    private final Map<Call, Rounds> rounds = new LinkedHashMap<>();

    Comparison(Clients clients, BenchmarkRealm realm) {
        this.clients = clients;
        this.realm = realm;
    }

    MarkdownTable run(int count) {
        Call asPerson = realm.builtInBrokerToken();
        Call asService = realm.builtInBrokerTokenAsService();
        Map<Call, Call> references = new LinkedHashMap<>();
        references.put(realm.fetchAsAdmin(), asPerson);
        references.put(realm.brokerToken(), asPerson);
        references.put(realm.adminCall(), asPerson);
        references.put(asPerson, asPerson);
        references.put(realm.fetchAsReader(), asService);
        references.put(realm.fetchGranular(), asService);
        references.put(realm.adminCallAsService(), asService);
        references.put(asService, asService);
        measure(references.keySet(), count);
        MarkdownTable table = new MarkdownTable(
                "call", "per second", "p50 ms", "p95 ms", "ratio, same kind of caller", "ratio, to a person's");
        references.forEach((call, reference) -> {
            Rounds own = rounds.get(call);
            table.row(
                    call.name(),
                    number("%.0f", own.perSecond()),
                    number("%.2f", own.percentile(50)),
                    number("%.2f", own.percentile(95)),
                    number("%.2f", own.ratioTo(rounds.get(reference), Sample::perSecond)),
                    number("%.2f", own.ratioTo(rounds.get(asPerson), Sample::perSecond)));
        });
        return table;
    }

    private void measure(Set<Call> calls, int count) {
        calls.forEach(call -> clients.send(call, WARM_UP));
        for (int round = 0; round < count; round++) {
            calls.forEach(
                    call -> rounds.computeIfAbsent(call, any -> new Rounds()).add(clients.send(call, TURN)));
        }
    }
}
