package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.keycloak.benchmark.LoginFigures.Setting;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.sandbox.Grantor;
import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.demo.KeycloakLaunch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Logins through this provider and through what people use today for the same app, in turns: a round is as many turns of
 * every provider as its {@link Pace} has, with and without latency at Graph, by one caller and by several, so that
 * whatever else the machine does meets all of them. Who follows whom changes from turn to turn, the same way in each run.
 */
final class Logins implements AutoCloseable {

    private static final Duration FAR = Duration.ofMillis(100);
    private static final int SEVERAL = 4;
    private static final Duration WARM_UP_TURN = Duration.ofSeconds(2);

    /**
     * How long a provider has its turn, and how many times in a round. A machine that is shared computes half as fast for
     * seconds at a time: turns must be shorter than that, and long enough for some logins.
     */
    private record Pace(Duration turn, int times) {

        static Pace with(Duration latency) {
            return latency.isZero() ? new Pace(Duration.ofMillis(250), 16) : new Pace(Duration.ofSeconds(2), 1);
        }
    }

    /**
     * Of each provider and kind, at least. The JVM compiles a method for good after 5000 calls: with fewer logins, what all
     * providers share is compiled, and what only one of them does is not.
     */
    private static final int WARM_UP = Integer.getInteger("benchmark.warm-up", 8000);

    private static final String OPTION = "--spi-social--facebook-business--";

    private final AtomicReference<MetaAddresses> meta = new AtomicReference<>();
    private final OwnServer server = OwnServer.startInProduction("benchmark-logins", this::prepare);
    private final LoginRealm realm = new LoginRealm(server.realm(), meta.get());
    private final LoginDriver driver = new LoginDriver(realm.realm(), meta.get().graph());
    private final AskedOfMeta asked = new AskedOfMeta(realm.realm().app(), driver, FAR);
    private final Statements statements = new Statements(server.database());
    private final List<LoginProvider> providers = realm.providers().stream()
            .filter(provider -> chosen("benchmark.through", provider.alias()))
            .toList();
    private final List<Duration> latencies = List.of(Duration.ZERO, FAR).stream()
            .filter(latency -> chosen("benchmark.latencies", Long.toString(latency.toMillis())))
            .toList();
    private final List<Clients> callers = List.of(new Clients(1), new Clients(SEVERAL));
    private final LoginFigures figures = new LoginFigures();
    private final Random order = new Random(1);

    private void prepare(KeycloakLaunch launch, GraphSandbox sandbox) {
        meta.set(MetaAddresses.leadTo(sandbox, launch));
        // What operators have, and not what keeps tests short.
        launch.option(OPTION + "graph-answer-timeout-millis=10000")
                .option(OPTION + "upkeep-lease-seconds=600")
                .option(OPTION + "upkeep-workers=2")
                .within(Duration.ofMinutes(10))
                .javaOptions(System.getProperty("benchmark.java-options", ""));
    }

    /** Everything, unless a list of what is wanted was given. */
    private static boolean chosen(String property, String what) {
        String list = System.getProperty(property, "");
        return list.isEmpty() || Arrays.asList(list.split(",")).contains(what);
    }

    String surroundings() {
        String leftOut = meta.get()
                .obstacle()
                .map(reason ->
                        "\nThe built-in `facebook` is left out: its addresses are written into it, and " + reason)
                .orElse("");
        return Surroundings.of(server.database()) + leftOut;
    }

    String run(int rounds) {
        warmUp();
        for (int round = 0; round < rounds; round++) {
            for (Duration latency : latencies) {
                realm.realm().app().withLatency(latency);
                for (LoginKind kind : LoginKind.values()) {
                    for (Clients these : callers) {
                        measure(new Setting(kind, latency, these.count()), these);
                    }
                }
            }
        }
        return tables();
    }

    private void measure(Setting setting, Clients these) {
        Pace pace = Pace.with(setting.latency());
        List<LoginProvider> turns = new ArrayList<>(providers);
        for (int time = 0; time < pace.times(); time++) {
            Collections.shuffle(turns, order);
            turns.forEach(provider -> measure(setting, provider, these, pace.turn()));
        }
    }

    private void warmUp() {
        for (LoginProvider provider : providers) {
            while (provider.known().size() < LoginRealm.KNOWN) {
                Grantor newcomer = provider.stranger().get();
                driver.logIn(provider, newcomer);
                provider.known().add(newcomer);
            }
        }
        for (LoginKind kind : LoginKind.values()) {
            for (int done = 0; done < WARM_UP; ) {
                int fewest = WARM_UP;
                for (LoginProvider provider : providers) {
                    fewest = Math.min(
                            fewest,
                            logIn(kind, provider, callers.get(1), WARM_UP_TURN).nanos().length);
                }
                done += fewest;
            }
        }
    }

    private void measure(Setting setting, LoginProvider provider, Clients these, Duration turn) {
        JavaProcess keycloak = JavaProcess.of(server.server());
        statements.forget();
        Duration before = keycloak.cpu();
        Sample logins = logIn(setting.kind(), provider, these, turn);
        double cpu = keycloak.cpu().minus(before).toNanos() / 1e6;
        int count = logins.nanos().length;
        figures.add(
                setting,
                provider,
                new LoginFigures.Turn(logins, cpu, statements.all().per(count).calls()));
    }

    private Sample logIn(LoginKind kind, LoginProvider provider, Clients these, Duration time) {
        realm.realm().app().log().clear();
        return these.repeat(turn -> driver.logIn(provider, provider.somebody(kind, turn)), time);
    }

    private String tables() {
        StringBuilder text = new StringBuilder();
        for (LoginKind kind : LoginKind.values()) {
            for (Duration latency : latencies) {
                List<Setting> settings = callers.stream()
                        .map(these -> new Setting(kind, latency, these.count()))
                        .toList();
                text.append(kind.title() + ", " + latency.toMillis() + " ms to Graph:\n\n");
                text.append(figures.table(settings, providers, asked::by) + "\n\n");
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        callers.forEach(Clients::close);
        server.close();
        meta.get().close();
    }
}
