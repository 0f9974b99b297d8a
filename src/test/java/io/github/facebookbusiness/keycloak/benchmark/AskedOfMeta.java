package io.github.facebookbusiness.keycloak.benchmark;

import static io.github.facebookbusiness.keycloak.benchmark.MarkdownTable.number;

import io.github.facebookbusiness.sandbox.GraphCall;
import io.github.facebookbusiness.sandbox.Nesting;
import io.github.facebookbusiness.sandbox.SandboxApp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a login asks of Meta, as the sandbox counts it. A few logins one after the other, each with a log of its own: what
 * several callers do at once cannot be told apart.
 */
final class AskedOfMeta {

    private static final int LOGINS = 3;
    private static final String BATCH = "batch";

    private final SandboxApp app;
    private final LoginDriver driver;
    private final Duration latency;
    private final Map<String, Login> known = new LinkedHashMap<>();

    /** @param latency without which calls side by side can look like one after the other */
    AskedOfMeta(SandboxApp app, LoginDriver driver, Duration latency) {
        this.app = app;
        this.driver = driver;
        this.latency = latency;
    }

    /**
     * One login, on the average.
     *
     * @param requests over the wire
     * @param calls as Meta counts them for its rate limits: each of a batch
     * @param inSequence the requests that had to wait for another one
     */
    record Login(String requests, String calls, String inSequence) {}

    Login by(LoginProvider provider, LoginKind kind) {
        return known.computeIfAbsent(provider.alias() + kind, unused -> look(provider, kind));
    }

    private Login look(LoginProvider provider, LoginKind kind) {
        app.withLatency(latency);
        int trips = 0;
        List<GraphCall> calls = new ArrayList<>();
        for (int login = 0; login < LOGINS; login++) {
            app.log().clear();
            driver.logIn(provider, provider.somebody(kind, login));
            trips += app.log().sequentialRoundTrips();
            calls.addAll(app.calls());
        }
        return new Login(
                each(calls.stream()
                        .filter(call -> call.nesting() == Nesting.TOP_LEVEL)
                        .count()),
                each(calls.stream()
                        .filter(call -> !call.operation().equals(BATCH))
                        .count()),
                each(trips));
    }

    private static String each(long all) {
        return all % LOGINS == 0 ? Long.toString(all / LOGINS) : number("%.1f", (double) all / LOGINS);
    }
}
