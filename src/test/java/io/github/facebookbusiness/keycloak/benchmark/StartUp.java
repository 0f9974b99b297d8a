package io.github.facebookbusiness.keycloak.benchmark;

import static io.github.facebookbusiness.keycloak.benchmark.MarkdownTable.number;

import io.github.facebookbusiness.keycloak.testing.Installation;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What it costs a server to have the extension and no realm that uses it: starts with and without it, in turns. */
final class StartUp {

    private static final double MEBIBYTE = 1024 * 1024;

    private final List<Start> with = new ArrayList<>();
    private final List<Start> without = new ArrayList<>();

    /**
     * One start.
     *
     * @param seconds until the server says that it is ready
     * @param heap that it holds after a collection, and nobody has used it yet
     * @param resident what the system gave its JVM by then; 0 where the system does not tell
     */
    private record Start(double seconds, double heap, double resident) {}

    MarkdownTable run(int starts) {
        try (Installation plain = Installation.withoutExtension("benchmark-without");
                Installation extended = Installation.withExtension("benchmark-with")) {
            // The first start builds the server and makes the tables.
            start(plain);
            start(extended);
            for (int time = 0; time < starts; time++) {
                without.add(start(plain));
                with.add(start(extended));
            }
        }
        return new MarkdownTable("", "without", "with", "with : without")
                .row("start to `/health/ready`, s", cells("%.2f", Start::seconds))
                .row("heap after a collection, MiB", cells("%.1f", Start::heap))
                .row("resident memory then, MiB", cells("%.0f", Start::resident));
    }

    private static Start start(Installation installation) {
        long begin = System.nanoTime();
        try (KeycloakServer server = installation.start()) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            JavaProcess java = JavaProcess.of(server);
            return new Start(
                    seconds, java.liveHeap() / MEBIBYTE, java.resident().orElse(0L) / MEBIBYTE);
        }
    }

    private String[] cells(String format, Function<Start, Double> figure) {
        List<Double> plain = without.stream().map(figure).toList();
        List<Double> extended = with.stream().map(figure).toList();
        return new String[] {
            number(format, Rounds.middle(plain)),
            number(format, Rounds.middle(extended)),
            number("%.2f", Rounds.middle(Rounds.ratios(extended, plain)))
        };
    }
}
