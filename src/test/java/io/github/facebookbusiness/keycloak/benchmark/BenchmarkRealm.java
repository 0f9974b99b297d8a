package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.OidcClient;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.CallLog;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The demo's realm, so with every reading of a token stored as an event, in which businesses connected and people
 * signed in, as both do: through the dialog. Here is what the calls that are measured look like.
 */
final class BenchmarkRealm {

    static final String ALIAS = "facebook-business";
    private static final String PERSON = "facebook-person";
    private static final String BUILT_IN = "facebook";

    private static final int BUSINESSES = 16;
    private static final int PEOPLE = 16;
    /** So that no access token ends while it is used. */
    private static final int DAY = 24 * 60 * 60;

    private final OwnServer server;
    private final TestRealm realm;
    private final TokenApi api;
    private final String reader;
    private final String manager;
    private final List<SandboxBusiness> businesses;
    private final List<String> people;

    BenchmarkRealm(OwnServer server) {
        this.server = server;
        this.realm = server.realm();
        realm.set(Map.of(
                "accessTokenLifespan", DAY,
                "ssoSessionIdleTimeout", DAY,
                "ssoSessionMaxLifespan", DAY));
        realm.createProvider(
                        ALIAS, Map.of("tokenReaders", "[{\"key\":\"token-reader\",\"value\":\"*\"}]"), provider -> {})
                .createProvider(PERSON, Map.of("tokenType", "user"), provider -> provider.put("storeToken", true)
                        .put("addReadTokenRoleOnCreate", true));
        realm.admin()
                .post(
                        "/identity-provider/instances",
                        Map.of(
                                "alias",
                                BUILT_IN,
                                "providerId",
                                "facebook",
                                "storeToken",
                                true,
                                "config",
                                Map.of("clientId", "1", "clientSecret", "none")))
                .expect(201);
        this.api = TokenApi.of(realm, ALIAS);
        OidcClient readingService = realm.createService("token-reader");
        linkService(readingService);
        this.reader = readingService.serviceAccountToken();
        this.manager = adminWhoSignedIn();
        this.businesses = IntStream.rangeClosed(1, BUSINESSES)
                .mapToObj(number -> api.connect("Business " + number))
                .toList();
        businesses.forEach(business -> api.call(business, granular(business)).expect(200));
        this.people = IntStream.rangeClosed(1, PEOPLE).mapToObj(this::signedIn).toList();
    }

    /** Of the token API's provider, as the table of tokens has it. */
    String providerId() {
        return realm.provider(ALIAS).path("internalId").asText();
    }

    /** What this realm's app was asked. */
    CallLog graphCalls() {
        return realm.app().log();
    }

    Call fetchAsReader() {
        return fetch("`fetch_only`, as a listed service account", reader);
    }

    Call fetchAsAdmin() {
        return fetch("`fetch_only`, as an admin who signed in", manager);
    }

    Call fetchGranular() {
        return new Call(
                "`fetch_only` of a granular token, as a listed service account",
                ofEach(business -> post(
                        business,
                        reader,
                        "{\"fetch_only\":true,\"scope\":[\"" + scope() + "\"],\"asset\":[\"" + asset(business)
                                + "\"]}")));
    }

    /** An admin call of Keycloak's own that has next to nothing to do: what it takes to get into its admin API. */
    Call adminCall() {
        return adminCall("Keycloak's admin API, showing a provider, as an admin who signed in", manager);
    }

    Call adminCallAsService() {
        return adminCall(
                "Keycloak's admin API, showing a provider, as a service account",
                realm.accessTokenWith("view-identity-providers"));
    }

    private Call adminCall(String name, String accessToken) {
        return new Call(
                name,
                List.of(Clients.requestTo(realm.admin().base() + "/identity-provider/instances/" + ALIAS, accessToken)
                        .build()));
    }

    /** What Keycloak answers with a person's token that this extension keeps, encrypted too. */
    Call brokerToken() {
        return broker("Keycloak's endpoint, as a person, whose token this extension keeps", PERSON, people);
    }

    /** What Keycloak answers with a token that its own Facebook provider keeps, which is in clear text. */
    Call builtInBrokerToken() {
        return broker(
                "Keycloak's endpoint, as a person, whose token its own provider keeps in clear text", BUILT_IN, people);
    }

    /** The same for the kind of caller that asks for businesses' tokens: one whose access token has no session. */
    Call builtInBrokerTokenAsService() {
        return broker(
                "Keycloak's endpoint, as a service account, with a token in clear text", BUILT_IN, List.of(reader));
    }

    Call list(String where, String query) {
        return new Call("`GET /tokens" + query + "`" + where, List.of(get("/tokens" + query)));
    }

    Call ofBusiness() {
        return new Call("`GET /tokens?business=`", ofEach(business -> get("/tokens?business=" + business.id())));
    }

    Call businesses() {
        return new Call("`GET /businesses`", List.of(get("/businesses")));
    }

    Call token() {
        return new Call(
                "`GET /tokens/{id}`",
                ofEach(business -> get(
                        "/tokens/" + api.tokensOf(business).get(0).path("id").asText())));
    }

    private Call fetch(String name, String accessToken) {
        return new Call(name, ofEach(business -> post(business, accessToken, "{\"fetch_only\":true}")));
    }

    private List<HttpRequest> ofEach(Function<SandboxBusiness, HttpRequest> request) {
        return businesses.stream().map(request).toList();
    }

    private Call broker(String name, String alias, List<String> callers) {
        String address = realm.url() + "/broker/" + alias + "/token";
        return new Call(
                name,
                callers.stream()
                        .map(caller -> Clients.requestTo(address, caller).build())
                        .toList());
    }

    private HttpRequest get(String path) {
        return Clients.requestTo(api.rest().base() + path, manager).build();
    }

    private HttpRequest post(SandboxBusiness business, String accessToken, String body) {
        return Clients.requestTo(api.rest().base() + TokenApi.path(business.id()), accessToken)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private Map<String, Object> granular(SandboxBusiness business) {
        return Map.of("scope", List.of(scope()), "asset", List.of(asset(business)));
    }

    private String scope() {
        return realm.businessConfiguration().permissions().get(0);
    }

    private static String asset(SandboxBusiness business) {
        return business.assets().get(0).id();
    }

    /** The access token of somebody who came in through this extension, and is linked with the built-in one, too. */
    private String signedIn(int number) {
        SandboxPerson person = new SandboxPerson(
                Long.toString(1_000_000_000_000L + number),
                "Person " + number,
                "Person",
                "P" + number,
                Optional.empty());
        List<SandboxPerson> everybody = new ArrayList<>(realm.app().people());
        everybody.add(person);
        realm.app().withPeople(everybody.toArray(SandboxPerson[]::new));
        Page end = BrokeredLogin.of(realm, PERSON).agreeAs("person", person.id());
        String accessToken = realm.client()
                .tokensFor(end.location().orElseThrow(() -> new IllegalStateException("Not signed in: " + end)))
                .expect(200)
                .text("access_token");
        linkBuiltIn(OidcClient.claims(accessToken).path("sub").asText(), person.id());
        return accessToken;
    }

    /** By the database, since the built-in provider cannot sign in at the sandbox; its token is as long as Meta's. */
    private void linkBuiltIn(String userId, String facebookId) {
        realm.admin()
                .post(
                        "/users/" + userId + "/federated-identity/" + BUILT_IN,
                        Map.of("identityProvider", BUILT_IN, "userId", facebookId, "userName", facebookId))
                .expect(204);
        server.database()
                .update(
                        "UPDATE FEDERATED_IDENTITY SET TOKEN = ? WHERE USER_ID = ? AND IDENTITY_PROVIDER = ?",
                        "{\"access_token\":\"" + "x".repeat(200) + "\",\"token_type\":\"bearer\"}",
                        userId,
                        BUILT_IN);
        realm.admin().post("/clear-user-cache").expect(204);
    }

    /** Keycloak's endpoint serves its user, whoever that is, with the role for it. */
    private void linkService(OidcClient service) {
        String userId = realm.admin()
                .get("/clients/" + realm.clientId(service.clientId()) + "/service-account-user")
                .expect(200)
                .text("id");
        grant(userId, "broker", "read-token");
        linkBuiltIn(userId, service.clientId());
    }

    /** In a session, as the admin console's calls are. */
    private String adminWhoSignedIn() {
        grant(realm.user("alice").orElseThrow().path("id").asText(), "realm-management", "manage-identity-providers");
        realm.admin()
                .post(
                        "/clients",
                        Map.of("clientId", "console", "publicClient", true, "directAccessGrantsEnabled", true))
                .expect(201);
        return new OidcClient(
                        realm.url(), "console", Optional.empty(), realm.client().redirectUri())
                .token(Map.of("grant_type", "password", "username", "alice", "password", "alice"))
                .expect(200)
                .text("access_token");
    }

    private void grant(String userId, String clientId, String role) {
        String client = realm.clientId(clientId);
        realm.admin()
                .post(
                        "/users/" + userId + "/role-mappings/clients/" + client,
                        List.of(realm.admin()
                                .get("/clients/" + client + "/roles/" + role)
                                .expect(200)
                                .body()))
                .expect(204);
    }
}
