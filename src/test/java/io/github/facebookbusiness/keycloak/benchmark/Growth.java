package io.github.facebookbusiness.keycloak.benchmark;

import static io.github.facebookbusiness.keycloak.benchmark.MarkdownTable.number;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same calls with more and more tokens in the table. Each round goes through all sizes, so that whatever else the
 * machine does meets all of them; one caller, so that what is measured is the time of a call and not of waiting.
 */
final class Growth {

    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration SETTLING = Duration.ofMillis(200);
    private static final Duration TURN = Duration.ofMillis(700);
    private static final String ALL_IS_WELL = ", where there is none";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Clients clients;
    private final TokenTable table;
    private final List<Call> calls;
    private final List<Call> callsWhereAllIsWell;
    private final Map<String, Map<Integer, Rounds>> rounds = new LinkedHashMap<>();
    private final Map<String, String> rows = new LinkedHashMap<>();

    Growth(Clients clients, BenchmarkRealm realm, TokenTable table) {
        this.clients = clients;
        this.table = table;
        this.calls = List.of(
                realm.fetchAsReader(),
                realm.fetchGranular(),
                realm.token(),
                realm.ofBusiness(),
                realm.businesses(),
                realm.list("", "?max=100"),
                realm.list("", "?status=ACTIVE"),
                realm.list("", "?status=EXPIRING&max=40"),
                realm.list("", "?status=EXPIRED"),
                realm.list("", "?status=REVOKED&max=80"),
                realm.list("", "?status=KEY_MISSING&max=40"));
        this.callsWhereAllIsWell = List.of(
                realm.list(ALL_IS_WELL, "?status=EXPIRING"),
                realm.list(ALL_IS_WELL, "?status=EXPIRED"),
                realm.list(ALL_IS_WELL, "?status=REVOKED"),
                realm.list(ALL_IS_WELL, "?status=UNKNOWN"),
                realm.list(ALL_IS_WELL, "?status=KEY_MISSING"));
    }

    MarkdownTable run(int count) {
        table.fill(SIZES.get(SIZES.size() - 1));
        calls.forEach(call -> clients.send(call, WARM_UP));
        for (int round = 0; round < count; round++) {
            for (int size : SIZES) {
                table.fill(size);
                calls.forEach(call -> measure(call, size));
                table.heal();
                callsWhereAllIsWell.forEach(call -> measure(call, size));
            }
        }
        return table();
    }

    private void measure(Call call, int size) {
        clients.send(call, SETTLING);
        rounds.computeIfAbsent(call.name(), name -> new LinkedHashMap<>())
                .computeIfAbsent(size, any -> new Rounds())
                .add(clients.send(call, TURN));
        rows.merge(
                call.name(),
                rows(call.request(0)),
                (before, now) -> before.contains(now) ? before : before + " or " + now);
    }

    private String rows(HttpRequest request) {
        try {
            var body = JSON.readTree(clients.body(request));
            return body.isArray() ? Integer.toString(body.size()) : "1";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(request.uri() + " was not answered with JSON", e);
        }
    }

    private MarkdownTable table() {
        MarkdownTable result = new MarkdownTable(
                "call (median ms)", "rows", "1,000", "10,000", "100,000", "10,000 : 1,000", "100,000 : 1,000");
        rounds.forEach((call, sizes) -> result.row(
                call,
                rows.get(call),
                milliseconds(sizes, 0),
                milliseconds(sizes, 1),
                milliseconds(sizes, 2),
                ratio(sizes, 1),
                ratio(sizes, 2)));
        return result;
    }

    private static String milliseconds(Map<Integer, Rounds> sizes, int index) {
        return number("%.2f", sizes.get(SIZES.get(index)).percentile(50));
    }

    private static String ratio(Map<Integer, Rounds> sizes, int index) {
        return number(
                "%.2f", sizes.get(SIZES.get(index)).ratioTo(sizes.get(SIZES.get(0)), sample -> sample.percentile(50)));
    }
}
