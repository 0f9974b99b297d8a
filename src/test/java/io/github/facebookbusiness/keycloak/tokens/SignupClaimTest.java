package io.github.facebookbusiness.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import io.github.facebookbusiness.keycloak.graph.Signup;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.testing.UnsharedRateBudget;
import io.github.facebookbusiness.keycloak.tokens.SignupClaim.Contradiction;
import io.github.facebookbusiness.sandbox.AssetKind;
import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.SandboxApp;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.TargetIds;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignupClaimTest {

    private static GraphSandbox sandbox;

    private SandboxApp app;
    private SandboxBusiness business;
    private SandboxConfiguration whatsApp;

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
        whatsApp = app.addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());
    }

    @Test
    void what_meta_confirms_is_kept_as_it_was_told() throws Exception {
        Signup told = signup(Optional.of(waba()), Optional.of(business.id()));
        SignupClaim claim = SignupClaim.of(proven(whatsApp), Optional.of(told));
        assertEquals(Optional.of(told), claim.kept());
        assertEquals(Optional.empty(), claim.contradiction());
    }

    @Test
    void another_business_is_not_kept_and_has_a_reason() throws Exception {
        Signup told =
                signup(Optional.of(waba()), Optional.of(app.businesses().get(1).id()));
        SignupClaim claim = SignupClaim.of(proven(whatsApp), Optional.of(told));
        assertEquals(Optional.empty(), claim.kept());
        assertEquals(Optional.of(Contradiction.SIGNUP_OF_OTHER_BUSINESS), claim.contradiction());
        assertEquals("signup_of_other_business", claim.contradiction().get().code());
    }

    /** People take one for the other. */
    @Test
    void the_account_told_as_the_business_is_not_kept() throws Exception {
        Signup told = signup(Optional.of(waba()), Optional.of(waba()));
        assertEquals(
                Optional.of(Contradiction.SIGNUP_OF_OTHER_BUSINESS),
                SignupClaim.of(proven(whatsApp), Optional.of(told)).contradiction());
    }

    @Test
    void an_account_that_meta_does_not_list_is_not_kept() throws Exception {
        Signup told = signup(Optional.of("404404"), Optional.of(business.id()));
        SignupClaim claim = SignupClaim.of(proven(whatsApp), Optional.of(told));
        assertEquals(Optional.empty(), claim.kept());
        assertEquals(Optional.of(Contradiction.SIGNUP_OF_OTHER_WABA), claim.contradiction());
    }

    @ParameterizedTest
    @EnumSource(names = {"EMPTY", "ABSENT"})
    void where_meta_lists_no_accounts_none_is_contradicted(TargetIds told) throws Exception {
        app.withTargetIds(told);
        Signup signup = signup(Optional.of("404404"), Optional.of(business.id()));
        assertEquals(
                Optional.of(signup),
                SignupClaim.of(proven(whatsApp), Optional.of(signup)).kept());
    }

    @Test
    void ids_that_are_not_told_contradict_nothing() throws Exception {
        Signup signup = signup(Optional.empty(), Optional.empty());
        assertEquals(
                Optional.of(signup),
                SignupClaim.of(proven(whatsApp), Optional.of(signup)).kept());
    }

    @Test
    void where_no_signup_is_told_there_is_none_and_nothing_is_wrong() throws Exception {
        SignupClaim claim = SignupClaim.of(proven(whatsApp), Optional.empty());
        assertEquals(Optional.empty(), claim.kept());
        assertEquals(Optional.empty(), claim.contradiction());
    }

    private String waba() {
        return business.assets().stream()
                .filter(asset -> asset.kind() == AssetKind.WHATSAPP_BUSINESS_ACCOUNT)
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static Signup signup(Optional<String> wabaId, Optional<String> businessId) {
        return new Signup("FINISH", wabaId, Optional.of("77"), businessId);
    }

    private ProvenToken proven(SandboxConfiguration configuration) throws GraphException, TokenRefusedException {
        GraphConnection connection = new GraphConnection(
                URI.create(sandbox.address().toString().replaceAll("/$", "")),
                ApiVersion.DEFAULT,
                new App(app.id(), app.secret()),
                new UnsharedRateBudget());
        return ProvenToken.prove(
                new GraphApi(new AllowedHosts(List.of("localhost")), GraphLimits.DEFAULT, OutgoingProxy.NONE),
                connection,
                new AccessToken(app.issueToken(configuration, business)),
                TokenType.SYSTEM_USER,
                List.of(),
                RateSubject.business(business.id()));
    }
}
