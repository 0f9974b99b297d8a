package io.github.facebookbusiness.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Cluster;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.HeldLock;
import io.github.facebookbusiness.keycloak.testing.OnPostgreSql;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two nodes look after the same tokens: each is renewed and checked once, and what a node was doing when it was killed
 * or lost its time, the other one goes on with. Compared is what Meta issued with what the store holds.
 */
@OnPostgreSql
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RenewalOnClusterIT {

    private static final String OPTION = "--spi-social--facebook-business--";

    /** The one that comes to harm: signing in needs the other. */
    private static final int DOOMED = 1;

    private static final int LEFT = 0;
    private static final Duration LONGEST_CALL = Duration.ofSeconds(3);

    /** Four times as long as a call to Graph may take: the shortest that a server accepts. */
    private static final Duration LEASE = LONGEST_CALL.multipliedBy(4);

    private static final Duration PATIENCE = LEASE.plusSeconds(20);

    private Cluster cluster;

    @BeforeAll
    void start() {
        cluster = Cluster.start(
                "renewal",
                OPTION + "graph-answer-timeout-millis=" + LONGEST_CALL.toMillis(),
                OPTION + "upkeep-workers=12",
                OPTION + "upkeep-tick-seconds=1",
                OPTION + "upkeep-checks-per-minute=6000",
                OPTION + "upkeep-lease-seconds=" + LEASE.toSeconds());
    }

    @BeforeEach
    void mend() {
        cluster.mend();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void who_asks_at_once_for_the_renewal_of_one_token_gets_what_one_call_to_meta_came_to() {
        ClusteredToken token = ClusteredToken.in(cluster, ClusteredToken.newRealm(cluster));
        int callers = 8;
        token.withLatency(Duration.ofMillis(200));
        List<CompletableFuture<Answer>> asked;
        try (HeldLock row = token.lockRow()) {
            asked = IntStream.range(0, callers)
                    .mapToObj(caller -> token.refreshBegins(caller % 2))
                    .toList();
            awaitWaiting(callers);
        }
        List<Answer> answers = asked.stream().map(CompletableFuture::join).toList();
        token.withLatency(Duration.ZERO);

        assertEquals(1, token.renewalsAsked(), answers::toString);
        assertEquals(List.of(token.original(), token.storedValue()), token.issued());
        long end = token.number("expires_at");
        for (Answer answer : answers) {
            assertEquals(200, answer.status(), answers::toString);
            assertEquals(end, answer.body().path("expiresAt").asLong(), "the end of another token");
        }
    }

    @Test
    void each_token_that_is_due_is_looked_after_once() {
        TestRealm realm = ClusteredToken.newRealm(cluster);
        List<ClusteredToken> toRenew = tokens(realm, 5);
        List<ClusteredToken> toCheck = tokens(realm, 5);
        realm.app().log().clear();
        realm.app().withLatency(Duration.ofMillis(200));
        toRenew.forEach(ClusteredToken::becomesDueForRenewal);
        toCheck.forEach(ClusteredToken::becomesDueForCheck);

        toRenew.forEach(token -> token.awaitRenewed(PATIENCE));
        toCheck.forEach(token -> Eventually.holds(PATIENCE, () -> "checked: " + token.row(), () -> token.checks() > 0));
        Stream.concat(toRenew.stream(), toCheck.stream()).forEach(token -> token.awaitReleased(PATIENCE));
        realm.app().withLatency(Duration.ZERO);

        for (ClusteredToken token : toRenew) {
            assertEquals(1, token.renewalsAsked());
            assertEquals(0, token.checks());
            assertEquals(List.of(token.original(), token.servedValue()), token.issued());
        }
        for (ClusteredToken token : toCheck) {
            assertEquals(0, token.renewalsAsked());
            assertEquals(1, token.checks());
            assertEquals(List.of(token.servedValue()), token.issued());
        }
    }

    private List<ClusteredToken> tokens(TestRealm realm, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> ClusteredToken.in(cluster, realm))
                .toList();
    }

    @Test
    void while_meta_does_not_answer_no_transaction_is_open_and_keycloaks_timer_is_free() {
        List<ClusteredToken> both = tokens(ClusteredToken.newRealm(cluster), 2);
        ClusteredToken renewed = both.get(0).withFault(Fault.RENEWAL_HANGS);
        ClusteredToken checked = both.get(1).withFault(Fault.DEBUG_TOKEN_HANGS);
        renewed.becomesDueForRenewal();
        checked.becomesDueForCheck();
        renewed.awaitHeld(Fault.RENEWAL_HANGS, 1);
        checked.awaitHeld(Fault.DEBUG_TOKEN_HANGS, 1);
        Object now = cluster.database()
                .query("select clock_timestamp() as NOW")
                .get(0)
                .get("now");

        Eventually.holds(
                Duration.ofSeconds(1),
                () -> "no transaction is older than the calls: " + openSince(now),
                () -> openSince(now).isEmpty());
        List<String> upkeep = Stream.of(LEFT, DOOMED)
                .flatMap(node -> cluster.threads(node).stream())
                .filter(thread -> thread.contains(".tokens.upkeep."))
                .toList();
        assertTrue(renewed.held(Fault.RENEWAL_HANGS) + checked.held(Fault.DEBUG_TOKEN_HANGS) == 2, "Meta answered");
        renewed.withoutFaults();

        assertEquals(2, upkeep.size(), upkeep::toString);
        assertTrue(
                upkeep.stream().noneMatch(thread -> thread.contains("java.util.TimerThread")),
                () -> "Keycloak's timer waits for Meta: " + upkeep);
        renewed.awaitRenewed(PATIENCE);
    }

    private List<?> openSince(Object time) {
        return cluster.database()
                .query(
                        "select STATE, QUERY from PG_STAT_ACTIVITY where DATNAME = current_database() and XACT_START < ?",
                        time);
    }

    @Test
    void a_node_that_slept_through_its_lease_changes_nothing_when_it_wakes() {
        List<ClusteredToken> both = tokens(ClusteredToken.newRealm(cluster), 2);
        ClusteredToken onDemand = both.get(0);
        ClusteredToken onSchedule = both.get(1);
        CompletableFuture<Answer> sleeper =
                onDemand.withFault(Fault.BATCH_HANGS).refreshBegins(DOOMED);
        onDemand.awaitHeld(Fault.BATCH_HANGS, 1);
        cluster.freeze(LEFT);
        onSchedule.becomesDueForRenewal();
        onSchedule.awaitHeld(Fault.BATCH_HANGS, 2);
        cluster.freeze(DOOMED);
        cluster.thaw(LEFT);
        onDemand.withoutFaults();
        String first;
        String second;
        try {
            onDemand.awaitRefreshed(LEFT, PATIENCE);
            onSchedule.awaitRenewed(PATIENCE);
            first = onDemand.storedValue();
            second = onSchedule.storedValue();
        } finally {
            cluster.thaw(DOOMED);
        }

        Answer answer = sleeper.join();
        assertEquals(first, onDemand.storedValue(), () -> "overwritten by who was told " + answer);
        cluster.awaitMembers(2);
        onSchedule.awaitReleased(PATIENCE);
        assertEquals(second, onSchedule.storedValue());
        for (ClusteredToken token : both) {
            token.requireNothingLost();
            assertEquals(1, token.renewalsAsked(), "Meta was asked once more for what had been kept");
            assertEquals(0, token.number("renewal_failures"), () -> "a failure of who slept: " + token.row());
        }
    }

    /**
     * One node does many things at once, each of them stopped at another step by what Meta or the database holds back;
     * then it is killed. Nobody asks the other one to go on with what was on schedule: it finds the work when the lease
     * ends.
     */
    @TestFactory
    @Order(Integer.MAX_VALUE)
    Stream<DynamicTest> whatever_a_killed_node_was_at_the_other_one_goes_on_from_there() {
        // Faults strike a whole app.
        List<TestRealm> realms =
                Stream.generate(() -> ClusteredToken.newRealm(cluster)).limit(3).toList();
        List<ClusteredToken> stoppedByDatabase = tokens(realms.get(0), 6);
        List<ClusteredToken> stoppedByMeta = tokens(realms.get(1), 3);
        List<ClusteredToken> proofStoppedByMeta = tokens(realms.get(2), 2);
        ClusteredToken written = stoppedByDatabase.get(0);
        ClusteredToken askedWritten = stoppedByDatabase.get(1);
        ClusteredToken askedAnswered = stoppedByDatabase.get(2);
        ClusteredToken answered = stoppedByDatabase.get(3);
        ClusteredToken proven = stoppedByDatabase.get(4);
        ClusteredToken writing = stoppedByDatabase.get(5);
        ClusteredToken askedAsked = stoppedByMeta.get(0);
        ClusteredToken asked = stoppedByMeta.get(1);
        ClusteredToken checking = stoppedByMeta.get(2);
        ClusteredToken askedProving = proofStoppedByMeta.get(0);
        ClusteredToken proving = proofStoppedByMeta.get(1);
        List<HeldLock> locks = new ArrayList<>();
        try {
            cluster.freeze(LEFT);
            locks.add(written.lockRelease());
            written.becomesDueForRenewal();
            awaitWaiting(1);
            cluster.thaw(LEFT);

            askedAnswered.withFault(Fault.RENEWAL_HANGS).refreshBegins(DOOMED);
            locks.add(stopAtRow(askedAnswered, Fault.RENEWAL_HANGS, 2));
            locks.add(lockEvents());
            askedWritten.refreshBegins(DOOMED);
            awaitWaiting(3);

            cluster.freeze(LEFT);
            answered.withFault(Fault.RENEWAL_HANGS).becomesDueForRenewal();
            locks.add(stopAtRow(answered, Fault.RENEWAL_HANGS, 4));
            proven.withFault(Fault.BATCH_HANGS).becomesDueForRenewal();
            locks.add(stopAtRow(proven, Fault.BATCH_HANGS, 5));
            writing.becomesDueForRenewal();
            awaitWaiting(6);
            cluster.thaw(LEFT);

            askedAsked.withFault(Fault.RENEWAL_HANGS).refreshBegins(DOOMED);
            askedProving.withFault(Fault.BATCH_HANGS).refreshBegins(DOOMED);
            askedAsked.awaitHeld(Fault.RENEWAL_HANGS, 1);
            askedProving.awaitHeld(Fault.BATCH_HANGS, 1);
            cluster.freeze(LEFT);
            asked.becomesDueForRenewal();
            proving.becomesDueForRenewal();
            checking.withFault(Fault.DEBUG_TOKEN_HANGS).becomesDueForCheck();
            checking.awaitHeld(Fault.DEBUG_TOKEN_HANGS, 1);
            asked.awaitHeld(Fault.RENEWAL_HANGS, 2);
            proving.awaitHeld(Fault.BATCH_HANGS, 2);

            cluster.kill(DOOMED);
        } finally {
            locks.forEach(HeldLock::close);
            realms.forEach(realm -> realm.app().faults().clear());
            cluster.thaw(LEFT);
        }

        List<DynamicTest> expected = new ArrayList<>();
        expected.add(dynamicTest("before Meta answered", () -> isTakenUp(asked, 2)));
        expected.add(dynamicTest("before what Meta answered was kept", () -> isTakenUp(answered, 2)));
        expected.add(dynamicTest("while what was kept was being proven", () -> isTakenUp(proving, 1)));
        expected.add(dynamicTest("before what was proven was written", () -> isTakenUp(proven, 1)));
        expected.add(dynamicTest("in the middle of writing", () -> isTakenUp(writing, 1)));
        expected.add(dynamicTest("when it had written", () -> {
            isTakenUp(written, 1);
            written.awaitRefreshed(LEFT, PATIENCE);
            assertEquals(3, written.issued().size(), "the lease of who is gone was no hindrance, or one for ever");
        }));
        expected.add(dynamicTest("asked for, before Meta answered", () -> isRenewable(askedAsked, 2)));
        expected.add(dynamicTest("asked for, before it was kept", () -> isRenewable(askedAnswered, 2)));
        expected.add(dynamicTest("asked for, while it was being proven", () -> isRenewable(askedProving, 1)));
        expected.add(dynamicTest("asked for, before it was told", () -> {
            assertNotEquals(askedWritten.original(), askedWritten.servedValue());
            isTakenUp(askedWritten, 1);
        }));
        expected.add(dynamicTest("in the middle of a check", () -> {
            Eventually.holds(PATIENCE, () -> "checked again: " + checking.row(), () -> checking.checks() == 2);
            checking.awaitReleased(PATIENCE);
            assertEquals(List.of(checking.original()), checking.issued());
            checking.requireNothingLost();
        }));
        return expected.stream();
    }

    /** Held back where it wants to write down what Meta just answered. */
    private HeldLock stopAtRow(ClusteredToken token, Fault fault, int waiting) {
        token.awaitHeld(fault, 1);
        HeldLock row = token.lockRow();
        token.withoutFaults();
        awaitWaiting(waiting);
        return row;
    }

    private HeldLock lockEvents() {
        return cluster.database().lock("lock table ADMIN_EVENT_ENTITY in exclusive mode");
    }

    private static void isTakenUp(ClusteredToken token, int renewalsAsked) {
        token.awaitRenewed(PATIENCE);
        requireRenewedOnce(token, renewalsAsked);
    }

    private static void isRenewable(ClusteredToken token, int renewalsAsked) {
        token.awaitRefreshed(LEFT, PATIENCE);
        requireRenewedOnce(token, renewalsAsked);
    }

    private static void requireRenewedOnce(ClusteredToken token, int renewalsAsked) {
        assertEquals(1 + renewalsAsked, token.issued().size(), () -> "issued, for " + token.row());
        assertEquals(renewalsAsked, token.renewalsAsked());
        token.requireNothingLost();
    }

    private void awaitWaiting(int count) {
        Eventually.holds(
                PATIENCE,
                () -> count + " wait for a lock, but it is "
                        + cluster.database().waiting(),
                () -> cluster.database().waiting() == count);
    }
}
