package io.github.facebookbusiness.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.Cluster;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.HeldLock;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TokenExpiry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A token of 60 days that a cluster stores, and what Meta, the database and each node know about it. */
final class ClusteredToken {

    private static final String ALIAS = "facebook-business";

    /** Through which businesses connect, and what is stored is looked at. */
    private static final int LEFT = 0;

    /** Shorter than Meta may take, or what is to be seen would have ended by itself. */
    private static final Duration AT_ONCE = Duration.ofSeconds(15);

    /** Ends of a token and of what it was renewed to must differ, or nobody could tell whose end is stored. */
    private static final Duration BEFORE_RENEWAL = Duration.ofHours(1);

    private final Cluster cluster;
    private final TestRealm realm;
    private final List<TokenApi> nodes;
    private final SandboxBusiness business;
    private final String id;
    private final String original;

    private ClusteredToken(Cluster cluster, TestRealm realm) {
        this.cluster = cluster;
        this.realm = realm;
        this.nodes = Stream.of(0, 1)
                .map(node -> TokenApi.of(realm.via(cluster.node(node)), ALIAS))
                .toList();
        this.business = through(LEFT).connect("To be renewed");
        Answer stored = through(LEFT).fetch(business).expect(200);
        this.id = stored.text("id");
        this.original = stored.text("access_token");
    }

    /** A provider for {@link #in}, with an app of its own: its faults strike nobody else. */
    static TestRealm newRealm(Cluster cluster) {
        TestRealm realm = cluster.newRealm().createProvider(ALIAS, Map.of("permissions", ""));
        realm.set(Map.of("adminEventsEnabled", true));
        SandboxConfiguration sixtyDays = realm.app()
                .addConfiguration(SandboxConfiguration.systemUser("business_management", "pages_show_list")
                        .withExpiry(TokenExpiry.SIXTY_DAYS));
        realm.updateProvider(ALIAS, Map.of("configId", sixtyDays.id())).expect(204);
        return realm;
    }

    /** A business connects. */
    static ClusteredToken in(Cluster cluster, TestRealm realm) {
        ClusteredToken token = new ClusteredToken(cluster, realm);
        realm.app().advance(BEFORE_RENEWAL);
        realm.app().log().clear();
        return token;
    }

    TokenApi through(int node) {
        return nodes.get(node);
    }

    SandboxBusiness business() {
        return business;
    }

    String original() {
        return original;
    }

    // --- what is done with it ---

    void becomesDueForRenewal() {
        long past = System.currentTimeMillis() / 1000 - 1;
        change("RENEWAL_AT = ?, NEXT_CHECK_AT = ?", past, past);
    }

    void becomesDueForCheck() {
        change("NEXT_CHECK_AT = ?", System.currentTimeMillis() / 1000 - 1);
    }

    private void change(String columns, Object... values) {
        Object[] all = Arrays.copyOf(values, values.length + 1);
        all[values.length] = id;
        assertEquals(
                1, cluster.database().update("update FACEBOOK_BUSINESS_TOKEN set " + columns + " where ID = ?", all));
    }

    Answer refresh(int node) {
        return through(node).rest().post("/tokens/" + id + "/refresh");
    }

    CompletableFuture<Answer> refreshBegins(int node) {
        TokenApi api = through(node);
        return CompletableFuture.supplyAsync(() -> api.rest().post("/tokens/" + id + "/refresh"));
    }

    /** Keeps whoever wants to change the row waiting. */
    HeldLock lockRow() {
        return cluster.database().lock("select ID from FACEBOOK_BUSINESS_TOKEN where ID = ? for update", id);
    }

    /** Keeps whoever wants to end a lease on it waiting, and nobody else. */
    HeldLock lockRelease() {
        cluster.database()
                .update("create function HOLD_BACK() returns trigger language plpgsql as"
                        + " 'begin perform pg_advisory_xact_lock(1); return new; end'");
        cluster.database()
                .update("create trigger HOLD_BACK before update on FACEBOOK_BUSINESS_TOKEN for each row"
                        + " when (old.LEASED_UNTIL <> 0 and new.LEASED_UNTIL = 0 and new.ID = '" + id
                        + "') execute function HOLD_BACK()");
        return cluster.database().lock("select pg_advisory_xact_lock(1)");
    }

    // --- Meta ---

    ClusteredToken withFault(Fault fault) {
        realm.app().faults().on(fault);
        return this;
    }

    /** Neither here nor for others of its app. */
    void withoutFaults() {
        realm.app().faults().clear();
    }

    void withLatency(Duration latency) {
        realm.app().withLatency(latency);
    }

    /** Until Meta holds so many answers back, here and for others of its app. */
    void awaitHeld(Fault fault, int count) {
        Eventually.holds(AT_ONCE, () -> fault + ": " + held(fault) + ", " + row(), () -> held(fault) == count);
    }

    int held(Fault fault) {
        return realm.app().faults().held(fault);
    }

    /** How often Meta was asked to renew it. */
    long renewalsAsked() {
        return realm.app().log().calls("exchange_long_lived").stream()
                .filter(call -> original.equals(call.parameters().get("fb_exchange_token")))
                .count();
    }

    /** How often Meta was asked what it is worth. */
    long checks() {
        return realm.app().log().calls("debug_token").stream()
                .filter(call -> original.equals(call.parameters().get("input_token")))
                .count();
    }

    /** What Meta issued, the oldest first. */
    List<String> issued() {
        return realm.app().originalsOf(business);
    }

    boolean isOriginalLive() {
        return realm.app().isLive(original);
    }

    // --- the store ---

    String servedValue() {
        return through(LEFT).fetch(business).expect(200).text("access_token");
    }

    boolean isRenewed() {
        return !original.equals(servedValue());
    }

    void awaitRenewed(Duration limit) {
        Eventually.holds(limit, () -> "renewed: " + row(), this::isRenewed);
    }

    /** Somebody asks for it, until it is granted. */
    void awaitRefreshed(int node, Duration limit) {
        Eventually.holds(limit, () -> "refreshed: " + row(), () -> refresh(node).status() == 200);
    }

    void awaitReleased(Duration limit) {
        Eventually.holds(limit, () -> "nobody works on it: " + row(), () -> number("leased_until") == 0);
    }

    long number(String column) {
        return ((Number) row().get(column)).longValue();
    }

    Map<String, Object> row() {
        return cluster.database()
                .query(
                        "select STATUS, NEXT_CHECK_AT, RENEWAL_AT, RENEWAL_FAILURES, RENEWAL_REASON, LEASED_UNTIL,"
                                + " LEASE_HOLDER, LAST_CHECKED_AT, EXPIRES_AT, SEALED_SUCCESSOR is not null as SUCCESSOR"
                                + " from FACEBOOK_BUSINESS_TOKEN where ID = ?",
                        id)
                .get(0);
    }

    /** What Meta issued last is what is served; Meta says that it is good, and the one before is, too. */
    void requireNothingLost() {
        String value = storedValue();
        List<String> issued = issued();
        assertEquals(issued.get(issued.size() - 1), value, "Meta issued a token that nobody holds");
        assertTrue(isOriginalLive(), "who holds the one before was cut off");
    }

    /** What the store serves, proven to be one token's value and metadata and not a mixture of two. */
    String storedValue() {
        String value = servedValue();
        assertTrue(realm.app().isLive(value), "a dead token is served");
        List<JsonNode> rows = through(LEFT).tokensOf(business);
        assertEquals(1, rows.size(), rows::toString);
        JsonNode atMeta = through(LEFT)
                .rest()
                .post("/tokens/" + id + "/inspect")
                .expect(200)
                .body();
        assertEquals("ACTIVE", atMeta.path("status").asText(), atMeta::toString);
        for (String field : List.of("id", "issuedAt", "expiresAt", "scopes", "configId", "systemUserId")) {
            assertEquals(rows.get(0).path(field), atMeta.path(field), field);
        }
        return value;
    }
}
