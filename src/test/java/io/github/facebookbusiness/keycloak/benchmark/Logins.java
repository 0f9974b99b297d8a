package io.github.facebookbusiness.keycloak.benchmark;

import static io.github.facebookbusiness.keycloak.benchmark.MarkdownTable.number;

import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.sandbox.GraphCall;
import io.github.facebookbusiness.sandbox.Nesting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Logins through this provider and through what people use today for the same app, in turns: a round is one turn of every
 * provider, with and without latency at Graph, by one caller and by several, so that whatever else the machine does meets
 * all of them. Who is first changes from round to round.
 */
final class Logins implements AutoCloseable {

    private static final List<Duration> LATENCIES = List.of(Duration.ZERO, Duration.ofMillis(100));
    private static final int SEVERAL = 4;
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration TURN = Duration.ofMillis(2000);
    private static final int LOOKED_AT = 3;

    private final AtomicReference<MetaAddresses> led = new AtomicReference<>();
    private final OwnServer server;
    private final LoginRealm realm;
    private final LoginDriver driver;
    private final List<LoginProvider> providers;
    private final List<Clients> callers = List.of(new Clients(1), new Clients(SEVERAL));
    private final Map<Turn, Rounds> rounds = new LinkedHashMap<>();
    private final Map<Turn, List<Double>> cpu = new LinkedHashMap<>();

    private record Turn(LoginKind kind, Duration latency, int callers, String alias) {}

    Logins() {
        Path folder = temporaryFolder();
        server = OwnServer.startInProduction("benchmark-logins", (launch, sandbox) -> {
            led.set(MetaAddresses.leadTo(sandbox, launch, folder));
            launch.javaOptions(System.getProperty("benchmark.java-options", ""));
        });
        realm = new LoginRealm(server.realm(), led.get());
        driver = new LoginDriver(realm.realm(), led.get().graph());
        providers = realm.providers().stream().filter(wanted()).toList();
    }

    private static Predicate<LoginProvider> wanted() {
        String aliases = System.getProperty("benchmark.through", "");
        return provider ->
                aliases.isEmpty() || Arrays.asList(aliases.split(",")).contains(provider.alias());
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("logins");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String surroundings() {
        String left = led.get()
                .obstacle()
                .map(reason ->
                        "\nThe built-in `facebook` is left out, since its addresses are written into it and " + reason)
                .orElse("");
        return Surroundings.of(server.database()) + left;
    }

    String run(int count) {
        warmUp();
        for (int round = 0; round < count; round++) {
            for (Duration latency : LATENCIES) {
                realm.realm().app().withLatency(latency);
                for (LoginKind kind : LoginKind.values()) {
                    callers.forEach(these -> turns(kind, latency, these));
                }
            }
            Collections.rotate(order, 1);
        }
        return tables();
    }

    private void warmUp() {
        order.addAll(providers);
        for (LoginProvider provider : providers) {
            while (provider.known().size() < LoginRealm.KNOWN) {
                var somebody = provider.stranger().get();
                driver.logIn(provider, somebody);
                provider.known().add(somebody);
            }
        }
        for (int time = 0; time < 2; time++) {
            for (LoginKind kind : LoginKind.values()) {
                for (LoginProvider provider : providers) {
                    realm.realm().app().log().clear();
                    callers.get(1)
                            .repeat(
                                    turn -> driver.logIn(provider, provider.somebody(kind, turn)),
                                    WARM_UP.dividedBy(2));
                }
            }
        }
    }

    private final List<LoginProvider> order = new ArrayList<>();

    private void turns(LoginKind kind, Duration latency, Clients these) {
        for (LoginProvider provider : order) {
            realm.realm().app().log().clear();
            JavaProcess keycloak = JavaProcess.of(server.server());
            Duration before = keycloak.cpu();
            Sample sample = these.repeat(turn -> driver.logIn(provider, provider.somebody(kind, turn)), TURN);
            Duration used = keycloak.cpu().minus(before);
            Turn turn = new Turn(kind, latency, these.count(), provider.alias());
            rounds.computeIfAbsent(turn, unused -> new Rounds()).add(sample);
            cpu.computeIfAbsent(turn, unused -> new ArrayList<>()).add(used.toNanos() / 1e6 / sample.nanos().length);
        }
    }

    private String tables() {
        StringBuilder text = new StringBuilder();
        for (LoginKind kind : LoginKind.values()) {
            for (Duration latency : LATENCIES) {
                text.append("### ")
                        .append(kind.title())
                        .append(", ")
                        .append(latency.toMillis())
                        .append(" ms to Graph\n\n")
                        .append(table(kind, latency))
                        .append("\n\n");
            }
        }
        return text.toString();
    }

    private MarkdownTable table(LoginKind kind, Duration latency) {
        MarkdownTable table = new MarkdownTable(
                "login through",
                "callers",
                "per second",
                "p50 ms",
                "p99 ms",
                "requests",
                "in sequence",
                "CPU ms",
                "p50 : `oauth2`",
                "per second : `oauth2`");
        for (Clients these : callers) {
            for (LoginProvider provider : providers) {
                Turn turn = new Turn(kind, latency, these.count(), provider.alias());
                Turn reference = new Turn(kind, latency, these.count(), provider.reference());
                Rounds own = rounds.get(turn);
                Probe probe = probe(provider, kind);
                table.row(
                        provider.name(),
                        Integer.toString(these.count()),
                        number("%.1f", own.perSecond()),
                        number("%.1f", own.percentile(50)),
                        number("%.1f", own.pooledPercentile(99)),
                        probe.requests(),
                        probe.inSequence(),
                        number("%.1f", Rounds.middle(cpu.get(turn))),
                        ratio(own, reference, sample -> sample.percentile(50)),
                        ratio(own, reference, Sample::perSecond));
            }
        }
        return table;
    }

    private String ratio(Rounds own, Turn reference, ToDoubleFunction<Sample> figure) {
        return rounds.containsKey(reference) ? number("%.2f", own.ratioTo(rounds.get(reference), figure)) : "";
    }

    private record Probe(String requests, String inSequence) {}

    private final Map<String, Probe> probes = new LinkedHashMap<>();

    private Probe probe(LoginProvider provider, LoginKind kind) {
        return probes.computeIfAbsent(provider.alias() + kind, unused -> look(provider, kind));
    }

    /** With latency, without which calls side by side can look like one after the other. */
    private Probe look(LoginProvider provider, LoginKind kind) {
        realm.realm().app().withLatency(LATENCIES.get(1));
        int trips = 0;
        List<GraphCall> calls = new ArrayList<>();
        for (int time = 0; time < LOOKED_AT; time++) {
            realm.realm().app().log().clear();
            driver.logIn(provider, provider.somebody(kind, time));
            trips += realm.realm().app().log().sequentialRoundTrips();
            calls.addAll(realm.realm().app().calls());
        }
        long requests = calls.stream()
                .filter(call -> call.nesting() == Nesting.TOP_LEVEL)
                .count();
        return new Probe(each(requests), each(trips));
    }

    private static String each(long all) {
        return all % LOOKED_AT == 0 ? Long.toString(all / LOOKED_AT) : number("%.1f", (double) all / LOOKED_AT);
    }

    @Override
    public void close() {
        callers.forEach(Clients::close);
        server.close();
    }
}
