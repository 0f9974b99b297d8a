package io.github.facebookbusiness.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.AllowedHosts;
import io.github.facebookbusiness.keycloak.graph.ApiVersion;
import io.github.facebookbusiness.keycloak.graph.App;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.GraphLimits;
import io.github.facebookbusiness.keycloak.graph.OutgoingProxy;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.testing.UnsharedRateBudget;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.Selection;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenHealth;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.SandboxApp;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Meta that passes over what it was asked to narrow to, and answers with what there was before. */
class NarrowingTest {

    private static final Selection ALL_SCOPES =
            Selection.of(Optional.empty(), Optional.of(List.of("pages_show_list", "ads_read")));
    private static final Selection ONE_ASSET = Selection.of(Optional.of(List.of("1001")), Optional.empty());

    private static GraphSandbox sandbox;

    private SandboxApp app;
    private SandboxBusiness business;
    private SandboxConfiguration both;

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
        both = app.addConfiguration(SandboxConfiguration.systemUser("pages_show_list", "ads_read"));
    }

    @Test
    void an_original_is_never_taken_for_a_narrower_token() throws Exception {
        ProvenToken original = proven(both);
        for (Selection selection : List.of(ALL_SCOPES, ONE_ASSET, Selection.ALL)) {
            refused(original, selection, List.of(stored(Optional.of(original.token()))), Set.of());
            refused(original, selection, List.of(), Set.of(original.token()));
        }
    }

    @Test
    void where_an_original_cannot_be_read_only_fewer_permissions_tell() throws Exception {
        List<StoredToken> unreadable = List.of(stored(Optional.empty()));
        refused(proven(both), ALL_SCOPES, unreadable, Set.of());
        refused(proven(both), ONE_ASSET, unreadable, Set.of());
        ProvenToken fewer = proven(app.addConfiguration(SandboxConfiguration.systemUser("ads_read")));
        Selection one = Selection.of(Optional.empty(), Optional.of(List.of("ads_read")));
        assertDoesNotThrow(() ->
                Narrowing.requireNarrowed(fewer, one, stored(Optional.empty()).token(), unreadable, Set.of()));
    }

    @Test
    void a_token_of_another_system_user_is_refused() throws Exception {
        ProvenToken other = proven(both, app.businesses().get(1));
        refused(other, ALL_SCOPES, List.of(), Set.of());
    }

    @Test
    void a_token_that_is_new_and_may_no_more_is_taken() throws Exception {
        StoredToken original = stored(Optional.of(new AccessToken(app.issueToken(both, business))));
        ProvenToken answer = proven(both);
        assertDoesNotThrow(
                () -> Narrowing.requireNarrowed(answer, ALL_SCOPES, original.token(), List.of(original), Set.of()));
    }

    private void refused(ProvenToken answer, Selection selection, List<StoredToken> originals, Set<AccessToken> known) {
        BusinessToken parent = stored(Optional.empty()).token();
        assertEquals(
                TokenDenial.GRAPH_ANSWER_REFUSED,
                assertThrows(
                                TokenDeniedException.class,
                                () -> Narrowing.requireNarrowed(answer, selection, parent, originals, known))
                        .denial());
    }

    private ProvenToken proven(SandboxConfiguration configuration) throws GraphException, TokenRefusedException {
        return proven(configuration, business);
    }

    private ProvenToken proven(SandboxConfiguration configuration, SandboxBusiness owner)
            throws GraphException, TokenRefusedException {
        GraphConnection connection = new GraphConnection(
                URI.create(sandbox.address().toString().replaceAll("/$", "")),
                ApiVersion.DEFAULT,
                new App(app.id(), app.secret()),
                new UnsharedRateBudget());
        return ProvenToken.prove(
                new GraphApi(new AllowedHosts(List.of("localhost")), GraphLimits.DEFAULT, OutgoingProxy.NONE),
                connection,
                new AccessToken(app.issueToken(configuration, owner)),
                TokenType.SYSTEM_USER,
                List.of(),
                RateSubject.business(owner.id()));
    }

    private StoredToken stored(Optional<AccessToken> value) {
        return new StoredToken(
                new BusinessToken(
                        "row-1",
                        business.id(),
                        Optional.empty(),
                        business.systemUserId(),
                        both.id(),
                        app.id(),
                        "graph.facebook.com",
                        Set.of("pages_show_list", "ads_read"),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        value.isPresent() ? TokenStatus.ACTIVE : TokenStatus.KEY_MISSING,
                        1_790_000_000L,
                        0,
                        1_790_000_000L,
                        new TokenHealth(
                                Optional.empty(),
                                1_790_000_000L,
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                Set.of("pages_show_list", "ads_read"),
                                Optional.empty(),
                                new TokenHealth.RenewalState(Optional.empty(), 0, Optional.empty(), false),
                                Optional.empty())),
                value);
    }
}
