package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.graph.GraphError.Cause;
import io.github.facebookbusiness.keycloak.graph.SystemUserTokenRequest.Lifetime;
import io.github.facebookbusiness.keycloak.graph.SystemUserTokenRequest.Mode;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.GraphCall;
import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.Nesting;
import io.github.facebookbusiness.sandbox.SandboxApp;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TargetIds;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SystemUserTokenTest {

    private static GraphSandbox sandbox;

    private final GraphApi graph =
            new GraphApi(new AllowedHosts(List.of("localhost")), GraphLimits.DEFAULT, OutgoingProxy.NONE);
    private final Map<RateSubject, Duration> paused = new HashMap<>();
    private SandboxApp app;
    private SandboxBusiness business;
    private SandboxConfiguration configuration;
    private AccessToken original;
    private GraphConnection connection;

    @BeforeAll
    static void start() {
        sandbox = GraphSandbox.start(0);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void new_app() {
        app = sandbox.addApp();
        business = app.businesses().get(0);
        configuration = app.addConfiguration(
                SandboxConfiguration.systemUser("pages_show_list", "ads_read", "whatsapp_business_management"));
        original = new AccessToken(app.issueToken(configuration, business));
        RateBudget budget = new RateBudget() {
            @Override
            public Duration remaining(RateSubject subject) {
                return paused.getOrDefault(subject, paused.getOrDefault(RateSubject.APP, Duration.ZERO));
            }

            @Override
            public void pause(RateSubject subject, Duration duration) {
                paused.put(subject, duration);
            }
        };
        connection = new GraphConnection(
                URI.create(sandbox.address().toString().replaceAll("/$", "")),
                ApiVersion.DEFAULT,
                new App(app.id(), app.secret()),
                budget);
    }

    @Test
    void asset_and_scope_are_json_arrays_on_the_wire_as_metas_sdks_send_them() throws GraphException {
        String asset = business.assets().get(0).id();
        app.faults().on(Fault.MINT_JSON_LISTS_ONLY);
        AccessToken minted = mint(Optional.of(List.of(asset)), Optional.of(List.of("pages_show_list", "ads_read")));
        assertEquals(List.of(minted.value()), app.mintedOf(business));
        GraphCall call = app.log().last("system_user_access_tokens").orElseThrow();
        assertEquals("[" + asset + "]", call.parameters().get("asset"));
        assertEquals("[\"pages_show_list\",\"ads_read\"]", call.parameters().get("scope"));
        assertEquals(
                Set.of("asset", "scope", "access_token", "appsecret_proof"),
                new HashSet<>(call.parameters().keySet()));
    }

    @Test
    void nothing_that_was_not_asked_for_is_sent() throws GraphException {
        SystemUserTokenRequest everything = new SystemUserTokenRequest(
                Mode.FETCH_ONLY,
                Optional.empty(),
                Optional.empty(),
                Optional.of(business.systemUserId()),
                Lifetime.META_DEFAULT);
        assertEquals(original, graph.systemUserAccessToken(connection, business.id(), original, everything));
        Map<String, String> sent =
                app.log().last("system_user_access_tokens").orElseThrow().parameters();
        assertEquals("true", sent.get("fetch_only"));
        assertEquals(business.systemUserId(), sent.get("system_user_id"));
        assertFalse(sent.containsKey("set_token_expires_in_60_days"));
    }

    @Test
    void the_owner_of_a_token_comes_with_its_assets_in_the_same_round_trip() throws GraphException {
        TokenOwner owner = graph.ownerOf(connection, original, TokenType.SYSTEM_USER, RateSubject.APP);
        assertEquals(1, app.log().sequentialRoundTrips());
        Set<String> assets = owner.assets().orElseThrow();
        business.assets().stream()
                .filter(asset -> !asset.kind().name().startsWith("INSTAGRAM"))
                .forEach(asset -> assertTrue(assets.contains(asset.id()), asset.toString()));
    }

    @Test
    void what_neither_target_ids_nor_edges_tell_is_not_known_and_not_none() throws GraphException {
        app.withTargetIds(TargetIds.EMPTY).faults().on(Fault.ASSIGNED_ASSETS_REFUSED);
        assertEquals(
                Optional.empty(),
                graph.ownerOf(connection, original, TokenType.SYSTEM_USER, RateSubject.APP)
                        .assets());
        app.withTargetIds(TargetIds.LISTED);
        assertTrue(graph.ownerOf(connection, original, TokenType.SYSTEM_USER, RateSubject.APP)
                .assets()
                .isPresent());
    }

    @Test
    void a_list_of_assets_that_did_not_arrive_whole_is_not_known() throws GraphException {
        app.faults().on(Fault.BATCH_LAST_ENTRY_NULL);
        assertEquals(
                Optional.empty(),
                graph.ownerOf(connection, original, TokenType.SYSTEM_USER, RateSubject.APP)
                        .assets());
    }

    @Test
    void a_dead_token_is_an_answer_and_a_revoked_one_is_dead() throws GraphException {
        assertTrue(graph.inspect(connection, business.id(), original).valid());
        graph.revoke(connection, business.id(), original);
        TokenInspection inspection = graph.inspect(connection, business.id(), original);
        assertFalse(inspection.valid());
        assertEquals(190, inspection.error().orElseThrow().code());
    }

    @Test
    void a_removed_app_ends_all_tokens_of_the_business() throws GraphException {
        String second = app.issueToken(configuration, business);
        graph.deauthorize(connection, business.id(), original);
        TokenInspection inspection = graph.inspect(connection, business.id(), new AccessToken(second));
        assertEquals(458, inspection.error().orElseThrow().subcode());
        assertEquals(1, app.log().calls("deauthorize").size());
    }

    @Test
    void several_tokens_are_inspected_in_one_round_trip_in_their_order() throws GraphException {
        AccessToken second = new AccessToken(app.issueToken(configuration, business));
        graph.revoke(connection, business.id(), original);
        app.log().clear();
        List<Optional<TokenInspection>> inspections =
                graph.inspectAll(connection, business.id(), List.of(original, second));
        assertFalse(inspections.get(0).orElseThrow().valid());
        assertTrue(inspections.get(1).orElseThrow().valid());
        assertEquals(1, app.log().sequentialRoundTrips());
    }

    @Test
    void a_token_that_meta_does_not_answer_about_leaves_the_answers_about_the_others() throws GraphException {
        AccessToken second = new AccessToken(app.issueToken(configuration, business));
        app.faults().on(Fault.BATCH_LAST_ENTRY_NULL);
        List<Optional<TokenInspection>> inspections =
                graph.inspectAll(connection, business.id(), List.of(original, second));
        assertTrue(inspections.get(0).orElseThrow().valid());
        assertEquals(Optional.empty(), inspections.get(1));
    }

    @Test
    void no_secret_of_any_of_these_calls_is_in_a_url() throws GraphException {
        mint(Optional.empty(), Optional.of(List.of("ads_read")));
        graph.inspect(connection, business.id(), original);
        graph.ownerOf(connection, original, TokenType.SYSTEM_USER, RateSubject.APP);
        graph.inspectAll(connection, business.id(), List.of(original));
        graph.revoke(connection, business.id(), original);
        AccessToken second = new AccessToken(app.issueToken(configuration, business));
        graph.deauthorize(connection, business.id(), second);
        app.calls().stream().filter(call -> call.nesting() == Nesting.TOP_LEVEL).forEach(call -> app.issued()
                .forEach(secret -> assertFalse(call.rawUri().contains(secret), call.rawUri())));
    }

    @ParameterizedTest
    @EnumSource(names = {"MINT_RATE_LIMITED", "BATCH_RATE_LIMITED"})
    void an_app_that_met_its_limit_is_not_called_again(Fault fault) {
        app.faults().on(fault);
        GraphException told = assertThrows(GraphException.class, () -> callFor(fault));
        app.faults().clear();
        assertEquals(Cause.RATE_LIMITED, told.error().cause());
        assertEquals(UsageHeaders.UNTOLD, told.retryAfter());
        assertEquals(Set.of(RateSubject.APP), paused.keySet());
        app.log().clear();
        GraphException refused = assertThrows(GraphException.class, () -> callFor(fault));
        assertEquals(UsageHeaders.UNTOLD, refused.retryAfter());
        assertEquals(List.of(), app.calls());
    }

    @Test
    void a_business_that_met_its_limit_waits_as_long_as_meta_said() {
        app.faults().on(Fault.MINT_BUSINESS_RATE_LIMITED);
        GraphException told = assertThrows(GraphException.class, () -> callFor(Fault.MINT_BUSINESS_RATE_LIMITED));
        assertEquals(Duration.ofMinutes(3), told.retryAfter());
        assertEquals(Map.of(RateSubject.business(business.id()), Duration.ofMinutes(3)), paused);
    }

    private void callFor(Fault fault) throws GraphException {
        if (fault.name().startsWith("MINT")) {
            mint(Optional.empty(), Optional.of(List.of("ads_read")));
        } else {
            graph.inspect(connection, business.id(), original);
        }
    }

    private AccessToken mint(Optional<List<String>> assets, Optional<List<String>> scopes) throws GraphException {
        return graph.systemUserAccessToken(
                connection,
                business.id(),
                original,
                new SystemUserTokenRequest(Mode.MINT, assets, scopes, Optional.empty(), Lifetime.META_DEFAULT));
    }
}
