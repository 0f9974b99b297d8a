package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Meta hangs, fails and drops connections, while many ask: whoever does not need Meta does not notice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResilienceIT {

    private static final String ALIAS = "facebook-business";
    private static final String OPTION = "--spi-social--facebook-business--graph-";
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration SUSPENSION = Duration.ofSeconds(3);
    /** For the wait for a turn, which is a second, and for a machine that others use as well. */
    private static final Duration SLACK = Duration.ofSeconds(4);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FAILURES = 6;
    private static final int READERS = 3;
    private static final int READINGS = 60;
    private static final int ASKERS = 6;

    private OwnServer own;
    private TestRealm realm;
    private TokenApi api;
    private List<SandboxBusiness> businesses;
    private List<String> tokens;

    private record Timed(Answer answer, Duration took) {}

    @BeforeAll
    void connected() {
        own = OwnServer.start(
                "resilience",
                OPTION + "answer-timeout-millis=" + ANSWER.toMillis(),
                OPTION + "failures-to-suspend=" + FAILURES,
                OPTION + "suspension-millis=" + SUSPENSION.toMillis());
        realm = own.realm().createProvider(ALIAS, Map.of());
        api = TokenApi.of(realm, ALIAS);
        businesses = List.of(api.connect("One"), api.connect("Two"), api.connect("Three"));
        tokens = businesses.stream()
                .map(business -> api.fetch(business).expect(200).text("id"))
                .toList();
    }

    @AfterEach
    void mend() {
        realm.app().faults().clear();
        await("Graph answers again", () -> inspect(0).answer().status() == 200);
    }

    @AfterAll
    void stop() {
        own.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"BATCH_HANGS", "BATCH_HTML_502", "BATCH_TRANSIENT", "BATCH_DROPS", "MALFORMED_ERROR"})
    void stored_tokens_are_read_as_fast_as_ever_and_nobody_hangs_longer_than_the_limit(Fault fault) throws Exception {
        List<Timed> before = read();

        realm.app().faults().on(fault);
        if (fault == Fault.BATCH_HANGS) {
            realm.app().faults().on(Fault.MINT_HANGS);
        }
        AtomicBoolean reading = new AtomicBoolean(true);
        Queue<Timed> inspected = new ConcurrentLinkedQueue<>();
        Queue<Timed> narrowed = new ConcurrentLinkedQueue<>();
        ExecutorService askers = Executors.newFixedThreadPool(ASKERS);
        List<Future<?>> asking = new ArrayList<>();
        for (int asker = 0; asker < ASKERS; asker++) {
            int number = asker;
            asking.add(askers.submit(() -> {
                while (reading.get()) {
                    if (number % 3 == 0) {
                        narrowed.add(narrow(number));
                    } else {
                        inspected.add(inspect(number));
                    }
                }
            }));
        }
        List<Timed> meanwhile;
        try {
            await("every kind of call was answered", () -> !inspected.isEmpty() && !narrowed.isEmpty());
            meanwhile = read();
        } finally {
            reading.set(false);
            join(asking);
            askers.shutdown();
        }

        for (Timed read : meanwhile) {
            assertEquals(200, read.answer().status(), read.answer().body().toString());
            assertShorter(read, ANSWER);
        }
        Duration allowed = median(before).multipliedBy(10).plusMillis(100);
        assertTrue(
                median(meanwhile).compareTo(allowed) < 0,
                () -> "median " + median(meanwhile) + ", before " + median(before));
        for (Timed call : inspected) {
            assertFalse(call.answer().status() == 200, "the fault did not strike");
            assertShorter(call, ANSWER.plus(SLACK));
        }
        narrowed.forEach(call -> assertShorter(call, ANSWER.multipliedBy(2).plus(SLACK)));
    }

    @Test
    void while_meta_does_not_answer_it_is_not_asked_and_afterwards_it_is_asked_again_by_itself() {
        realm.app().faults().on(Fault.BATCH_HTML_502);
        await("suspended", () -> isSuspended(inspect(0)));
        Timed first = inspect(1);
        for (int tried = 0; tried < 20 && !isSuspended(first); tried++) {
            first = inspect(1);
        }
        assertEquals(503, first.answer().status());
        assertEquals("graph_suspended", first.answer().text("error"));
        long wait = first.answer().headers().firstValueAsLong("Retry-After").orElse(0);
        assertTrue(wait >= 1 && wait <= SUSPENSION.toSeconds(), () -> "Retry-After: " + wait);
        assertEquals(1, metric("facebook_business_graph_suspended"));

        int calls = realm.app().log().calls("batch").size();
        assertTrue(calls >= FAILURES, () -> "the sandbox counted " + calls);
        long begin = System.nanoTime();
        int refused = 0;
        while (refused < 50) {
            refused += isSuspended(inspect(refused)) ? 1 : 0;
        }
        long probes = Duration.ofNanos(System.nanoTime() - begin).dividedBy(SUSPENSION) + 1;
        int asked = realm.app().log().calls("batch").size() - calls;
        assertTrue(asked <= probes, () -> asked + " calls of Meta, at most " + probes + " may try it");

        realm.app().faults().clear();
        await("asked again", () -> inspect(0).answer().status() == 200);
        assertEquals(0, metric("facebook_business_graph_suspended"));
        assertEquals(200, inspect(1).answer().status());
    }

    @Test
    void what_happens_at_meta_is_in_the_metrics_and_whose_it_was_is_not() {
        realm.app().faults().once(Fault.BATCH_HTML_502);
        inspect(0).answer().expect(200);
        narrow(0).answer().expect(200);

        String metrics = metrics();
        for (String series : List.of(
                "facebook_business_graph_calls_seconds_count{operation=\"inspect\",outcome=\"success\"}",
                "facebook_business_graph_calls_seconds_count{operation=\"inspect\",outcome=\"graph_unavailable\"}",
                "facebook_business_graph_calls_seconds_count{operation=\"exchange_code\",outcome=\"success\"}",
                "facebook_business_graph_calls_seconds_count{operation=\"owner\",outcome=\"success\"}",
                "facebook_business_graph_calls_seconds_count{operation=\"system_user_access_token\",outcome=\"success\"}",
                "facebook_business_graph_rate_pause_seconds",
                "facebook_business_graph_rate_usage_percent{limit=\"app\"}",
                "facebook_business_graph_rate_usage_percent{limit=\"business\"}")) {
            assertTrue(metrics.contains(series + " "), () -> series + " is not in\n" + metrics);
        }
        assertEquals(0, metric("facebook_business_graph_running"));
        assertEquals(32, metric("facebook_business_graph_running_limit"));

        List<String> secret = new ArrayList<>(realm.app().issued());
        secret.add(realm.app().secret());
        secret.add(realm.app().id());
        secret.addAll(tokens);
        businesses.forEach(business -> secret.addAll(List.of(business.id(), business.name())));
        List<String> ours = metrics.lines()
                .filter(line -> line.contains("facebook_business"))
                .toList();
        secret.forEach(word -> assertFalse(
                ours.stream().anyMatch(line -> line.contains('"' + word + '"')), () -> word + " is in a metric"));
        realm.app().issued().forEach(word -> assertFalse(metrics.contains(word), "a secret is in a metric"));
    }

    /** Several readers side by side; all of their readings. */
    private List<Timed> read() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            List<Callable<List<Timed>>> all = new ArrayList<>();
            for (int reader = 0; reader < READERS; reader++) {
                SandboxBusiness business = businesses.get(reader);
                all.add(() -> {
                    List<Timed> readings = new ArrayList<>();
                    for (int reading = 0; reading < READINGS; reading++) {
                        readings.add(timed(() -> api.fetch(business)));
                    }
                    return readings;
                });
            }
            List<Timed> readings = new ArrayList<>();
            for (Future<List<Timed>> done : readers.invokeAll(all)) {
                readings.addAll(done.get());
            }
            return readings;
        } finally {
            readers.shutdown();
        }
    }

    private Timed inspect(int number) {
        return timed(() -> api.rest().post("/tokens/" + tokens.get(number % tokens.size()) + "/inspect"));
    }

    private Timed narrow(int number) {
        return timed(() -> api.call(businesses.get(number % businesses.size()), Map.of("scope", "pages_show_list")));
    }

    private interface Request {
        Answer send();
    }

    private static Timed timed(Request request) {
        long begin = System.nanoTime();
        Answer answer = request.send();
        return new Timed(answer, Duration.ofNanos(System.nanoTime() - begin));
    }

    private static boolean isSuspended(Timed call) {
        return call.answer().text("error").equals("graph_suspended");
    }

    private static void assertShorter(Timed call, Duration limit) {
        assertTrue(call.took().compareTo(limit) < 0, () -> "it took " + call.took() + ", the limit is " + limit);
    }

    private static Duration median(List<Timed> calls) {
        return calls.stream().map(Timed::took).sorted().toList().get(calls.size() / 2);
    }

    private static void join(List<Future<?>> tasks) throws InterruptedException, ExecutionException {
        for (Future<?> task : tasks) {
            task.get();
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(String what, Condition condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < end, () -> "waited too long until " + what);
            Thread.onSpinWait();
        }
    }

    private String metrics() {
        return AdminApi.of(own.server().managementUrl())
                .anonymous()
                .get("/metrics")
                .expect(200)
                .body()
                .asText();
    }

    private double metric(String name) {
        Predicate<String> named = line -> line.startsWith(name + " ") || line.startsWith(name + "{");
        return metrics()
                .lines()
                .filter(named)
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no metric " + name));
    }
}
