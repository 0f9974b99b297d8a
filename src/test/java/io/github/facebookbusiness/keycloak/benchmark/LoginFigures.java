package io.github.facebookbusiness.keycloak.benchmark;

import static io.github.facebookbusiness.keycloak.benchmark.MarkdownTable.number;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What came of all turns, and the tables of it. */
final class LoginFigures {

    /** The turns that are compared with each other, but for the provider. */
    record Setting(LoginKind kind, Duration latency, int callers) {}

    /**
     * One turn of one provider.
     *
     * @param cpu milliseconds that Keycloak computed in it
     * @param statements that the database was sent for a login
     */
    record Turn(Sample logins, double cpu, double statements) {}

    /** What a login asks of Meta. */
    interface Asked {
        AskedOfMeta.Login by(LoginProvider provider, LoginKind kind);
    }

    private record Of(Setting setting, String alias) {}

    private final Map<Of, List<Turn>> turns = new LinkedHashMap<>();

    void add(Setting setting, LoginProvider provider, Turn turn) {
        turns.computeIfAbsent(new Of(setting, provider.alias()), unused -> new ArrayList<>())
                .add(turn);
    }

    MarkdownTable table(List<Setting> settings, List<LoginProvider> providers, Asked asked) {
        MarkdownTable table = new MarkdownTable(
                "login through",
                "callers",
                "per second",
                "p50 ms",
                "p99 ms",
                "requests (calls)",
                "in sequence",
                "statements",
                "CPU ms",
                "p50 : `oauth2`",
                "per second : `oauth2`");
        for (Setting setting : settings) {
            for (LoginProvider provider : providers) {
                List<Turn> own = turns.get(new Of(setting, provider.alias()));
                Rounds rounds = rounds(own);
                AskedOfMeta.Login login = asked.by(provider, setting.kind());
                table.row(
                        provider.name(),
                        Integer.toString(setting.callers()),
                        number("%.1f", rounds.perSecond()),
                        number("%.1f", rounds.percentile(50)),
                        number("%.1f", rounds.pooledPercentile(99)),
                        login.requests() + " (" + login.calls() + ")",
                        login.inSequence(),
                        number("%.0f", middle(own, Turn::statements)),
                        number("%.1f", cpuOfALogin(own)),
                        ratio(setting, provider, sample -> sample.percentile(50)),
                        ratio(setting, provider, Sample::perSecond));
            }
        }
        return table;
    }

    /** Empty where the other one had no turns. */
    private String ratio(Setting setting, LoginProvider provider, ToDoubleFunction<Sample> figure) {
        List<Turn> other = turns.get(new Of(setting, provider.reference()));
        return other == null
                ? ""
                : number(
                        "%.2f",
                        rounds(turns.get(new Of(setting, provider.alias()))).ratioTo(rounds(other), figure));
    }

    private static Rounds rounds(List<Turn> turns) {
        Rounds rounds = new Rounds();
        turns.forEach(turn -> rounds.add(turn.logins()));
        return rounds;
    }

    /** Of all turns together: a collection of garbage is in few of them, and is made for all. */
    private static double cpuOfALogin(List<Turn> turns) {
        return turns.stream().mapToDouble(Turn::cpu).sum()
                / turns.stream().mapToInt(turn -> turn.logins().nanos().length).sum();
    }

    private static double middle(List<Turn> turns, ToDoubleFunction<Turn> figure) {
        return Rounds.middle(turns.stream().map(figure::applyAsDouble).toList());
    }
}
