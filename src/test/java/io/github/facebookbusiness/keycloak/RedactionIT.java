package io.github.facebookbusiness.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.Answer;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Browser;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.MetaSignature;
import io.github.facebookbusiness.keycloak.testing.OwnServer;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.GraphCall;
import io.github.facebookbusiness.sandbox.Nesting;
import io.github.facebookbusiness.sandbox.SandboxApp;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Law: runs every flow with everything logged at TRACE, and looks for each secret that the sandbox issued wherever
 * something is kept, shown or sent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedactionIT {

    private static final String BUSINESS = "facebook-business";
    private static final String PERSON = "facebook-person";

    private final List<String> pages = new ArrayList<>();
    private OwnServer own;
    private TestRealm realm;
    private Set<String> secrets;

    @BeforeAll
    void run_every_flow_at_trace() {
        own = OwnServer.start("redaction", "--log-level=TRACE", "--log-console-format=%c %p %m%e%n");
        realm = own.realm();
        String reference = realm.vaultSecret("app-secret", realm.app().secret());
        realm.createProvider(BUSINESS, Map.of("clientSecret", reference), provider -> provider.put("storeToken", true));
        realm.createProvider(
                PERSON,
                Map.of("clientSecret", reference, "tokenType", "user", "permissions", ""),
                provider -> provider.put("storeToken", true));
        flow(BUSINESS);
        flow(BUSINESS);
        flow(PERSON);
        flow(PERSON);
        bySdk(reference);
        connect();
        for (Fault fault : Fault.values()) {
            realm.app().faults().on(fault);
            Page page = BrokeredLogin.of(realm, BUSINESS).open();
            pages.add(
                    page.has("#continue")
                            ? page.submit("form", Map.of(), "#continue").body()
                            : page.body());
            callTokenApi(fault);
            realm.app().faults().clear();
            own.database().update("delete from FACEBOOK_BUSINESS_RATE_LIMIT");
        }
        pages.add(BrokeredLogin.of(realm, BUSINESS).cancel().body());
        realm.admin().get("/facebook-business/" + BUSINESS).expect(200);
        moveOver(reference);
        List<String> signedRequests = callAsMetaDoes();

        SandboxApp app = realm.app();
        secrets = new HashSet<>(app.issued());
        for (String signedRequest : signedRequests) {
            secrets.add(signedRequest);
            secrets.addAll(List.of(signedRequest.split("\\.")));
        }
        secrets.add(app.secret());
        secrets.add(app.appToken());
        secrets.add(app.proofOf(app.appToken()));
        assertTrue(secrets.size() > 50, "the sandbox issued " + secrets.size());
    }

    @AfterAll
    void stop() {
        own.close();
    }

    private void flow(String alias) {
        BrokeredLogin login = BrokeredLogin.of(realm, alias);
        Page end = login.agree();
        assertTrue(end.location().isPresent(), end.toString());
        login.claims(end);
    }

    /** A code of the SDK, a token of Meta's login button, and both where they are refused. */
    private void bySdk(String appSecret) {
        SandboxApp app = realm.app();
        Map<String, String> sdk = Map.of("clientSecret", appSecret, "loginMode", "javascript-sdk", "permissions", "");
        realm.createProvider("sdk", sdk);
        realm.createProvider(
                "sdk-person", with(sdk, "tokenType", "user"), provider -> provider.put("storeToken", true));
        String code =
                app.issueSdkCode(realm.businessConfiguration(), app.businesses().get(1));
        assertTrue(answerSdk("sdk", Map.of("code", code)).location().isPresent());
        pages.add(answerSdk("sdk", Map.of("code", code)).body());
        String token = app.issueToken(realm.personConfiguration(), app.people().get(1));
        pages.add(answerSdk("sdk", Map.of("access_token", token)).body());
        Page page = openSdk("sdk-person");
        String fresh = app.issueToken(realm.personConfiguration(), app.people().get(1));
        pages.add(page.submit("#facebook-business-answer", Map.of("access_token", fresh))
                .body());
        assertFalse(
                realm.federatedIdentities(realm.user("fb-" + app.people().get(1).id())
                                .orElseThrow()
                                .path("id")
                                .asText())
                        .isEmpty());
    }

    private static Map<String, String> with(Map<String, String> settings, String key, String value) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(key, value);
        return all;
    }

    private Page answerSdk(String alias, Map<String, String> fields) {
        return openSdk(alias).submit("#facebook-business-answer", fields);
    }

    private Page openSdk(String alias) {
        URI url = realm.url();
        Browser browser = Browser.desktop().header("Origin", url.getScheme() + "://" + url.getAuthority());
        return BrokeredLogin.with(realm, alias, browser).open();
    }

    /** A business is connected to a person's account, and once more with a code that Meta refuses. */
    private void connect() {
        for (Set<Fault> faults : List.of(Set.<Fault>of(), Set.of(Fault.CODE_EXPIRED))) {
            faults.forEach(realm.app().faults()::on);
            Page page = Browser.desktop()
                    .stopBefore(realm.client().redirectUri())
                    .open(realm.client()
                            .authorizationRequest(Map.of("kc_action", "connect-facebook-business:" + BUSINESS)))
                    .submit("#kc-form-login", Map.of("username", "alice", "password", "alice"))
                    .submit("#facebook-business-form", Map.of(), "#facebook-business-continue")
                    .submit("form", Map.of(), "#continue");
            assertEquals(faults.isEmpty(), page.location().isPresent(), page.toString());
            pages.add(page.body());
            realm.app().faults().clear();
        }
    }

    /** Every call, also with a token of the caller's own; a call that hangs would only cost time. */
    private void callTokenApi(Fault fault) {
        if (fault.name().endsWith("_HANGS")) {
            return;
        }
        TokenApi api = TokenApi.of(realm, BUSINESS);
        SandboxBusiness business = realm.app().businesses().get(0);
        String original = realm.app().originalsOf(business).get(0);
        String scope = realm.businessConfiguration().permissions().get(1);
        String proof = realm.app().proofOf(original);
        Answer fetched = api.fetch(business);
        api.call(business, Map.of("scope", scope));
        api.call(business, Map.of("fetch_only", true, "source", "graph"));
        api.call(business, Map.of("fetch_only", true, "access_token", original, "appsecret_proof", proof));
        api.callByForm(business, Map.of("fetch_only", "true", "access_token", original, "appsecret_proof", "wrong"));
        api.rest().post("/tokens/" + fetched.text("id") + "/inspect");
        api.rest().post("/tokens/" + fetched.text("id") + "/refresh");
        api.rest().post("/tokens/re-encrypt");
        String metadata = api.rest().get("/tokens").body().toString()
                + api.rest().get("/businesses").body();
        pages.add(metadata);
    }

    /** From a provider that keeps tokens, which a dry run asks Meta about. */
    private void moveOver(String appSecret) {
        String alias = "facebook-moved-to";
        realm.createProvider(alias, Map.of("clientSecret", appSecret, "tokenType", "user", "permissions", ""));
        AdminApi api = realm.admin().below("/facebook-business/" + alias);
        JsonNode dryRun =
                api.post("/migration?dryRun=true&from=" + PERSON).expect(200).body();
        assertEquals("NOTHING", dryRun.path("people").get(0).path("invalidated").asText());
        pages.add(dryRun.toString());
        pages.add(api.post("/migration?from=" + PERSON).expect(200).body().toString());
    }

    /** Every callback, for a business and a person who are here; gives what must not be found. */
    private List<String> callAsMetaDoes() {
        MetaCallbacks meta = MetaCallbacks.of(realm, BUSINESS);
        SandboxBusiness business = realm.app().businesses().get(0);
        long now = Instant.now().getEpochSecond();
        String ofBusiness = meta.signedRequest(business.systemUserId(), now);
        String ofPerson = meta.signedRequest(realm.app().people().get(0).id(), now);
        String ofNobody = MetaSignature.signedRequest(
                "another secret", "{\"algorithm\":\"HMAC-SHA256\",\"user_id\":\"1\",\"issued_at\":" + now + "}");
        meta.webhook(meta.businessIntegration("uninstall", now, business.id())).expect(200);
        for (String signedRequest : List.of(ofBusiness, ofPerson)) {
            meta.deauthorize(signedRequest).expect(200);
            Answer deleted = meta.deleteData(signedRequest).expect(200);
            pages.add(Browser.desktop().open(URI.create(deleted.text("url"))).body());
        }
        meta.deauthorize(ofNobody).expect(403);
        meta.deleteData(ofNobody).expect(403);
        return List.of(ofBusiness, ofPerson, ofNobody);
    }

    @Test
    void no_secret_is_in_the_log() throws IOException {
        int lines = 0;
        boolean traced = false;
        List<String> leaks = new ArrayList<>();
        Set<String> needles = needles();
        try (BufferedReader log = Files.newBufferedReader(own.server().log(), StandardCharsets.UTF_8)) {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                lines++;
                traced |= line.contains(" TRACE ");
                String found = line;
                if (needles.stream().anyMatch(found::contains) && !isKeycloaksOwnLineAboutTheCallback(line)) {
                    leaks.add(line.length() > 300 ? line.substring(0, 300) : line);
                }
            }
        }
        assertTrue(traced && lines > 10_000, "the log is not at TRACE: " + lines + " lines");
        assertEquals(List.of(), leaks.stream().limit(20).toList(), leaks.size() + " lines");
    }

    /**
     * At TRACE and DEBUG Keycloak itself writes the address of the request that it is serving, and Meta puts the code
     * into the address of the callback. No extension is asked before that. What may stand there is a code and nothing
     * else: worth nothing without the app secret, and used up by the time that the line can be read.
     */
    private boolean isKeycloaksOwnLineAboutTheCallback(String line) {
        boolean keycloaksOwn = line.startsWith("io.vertx.ext.web.impl.RouterImpl TRACE ")
                || line.startsWith("org.keycloak.transaction.JtaTransactionWrapper DEBUG ")
                || line.startsWith("org.keycloak.events TRACE ");
        String withoutCodes = line.replaceAll("code=[A-Za-z0-9_-]+", "code=");
        return keycloaksOwn && line.contains("/endpoint?") && needles().stream().noneMatch(withoutCodes::contains);
    }

    @Test
    void no_secret_is_in_an_event() {
        assertFree(realm.events().toString(), "user events");
        assertFree(realm.adminEvents().toString(), "admin events");
    }

    @Test
    void no_secret_is_in_a_metric() {
        String metrics = AdminApi.of(own.server().managementUrl())
                .anonymous()
                .get("/metrics")
                .expect(200)
                .body()
                .asText();
        assertTrue(metrics.contains("facebook_business_graph_calls_seconds_count"), metrics);
        assertFree(metrics, "metrics");
    }

    @Test
    void no_secret_is_on_a_page() {
        pages.forEach(page -> assertFree(page, "page"));
    }

    @Test
    void no_secret_is_in_a_url_to_graph() {
        for (GraphCall call : realm.app().calls()) {
            if (call.nesting() == Nesting.TOP_LEVEL && !call.operation().equals("dialog")) {
                assertFree(call.rawUri(), "URL of " + call.operation());
            }
        }
    }

    @Test
    void no_secret_is_in_what_the_admin_api_shows_of_provider_users_and_sessions() {
        assertFree(realm.provider(BUSINESS).toString(), "provider");
        for (JsonNode user : realm.users()) {
            String id = user.path("id").asText();
            assertFree(realm.admin().get("/users/" + id).expect(200).body().toString(), "user");
            assertFree(realm.federatedIdentities(id).toString(), "federated identity");
            assertFree(realm.userSessions(id).toString(), "user session");
        }
        assertFree(realm.admin().post("/partial-export").expect(200).body().toString(), "export");
    }

    /** A secret as it is, and as it looks in a URL or a form. */
    private Set<String> needles() {
        Set<String> needles = new HashSet<>(secrets);
        secrets.forEach(secret -> needles.add(URLEncoder.encode(secret, StandardCharsets.UTF_8)));
        return needles;
    }

    private void assertFree(String text, String where) {
        for (String needle : needles()) {
            assertFalse(text.contains(needle), () -> where + ": " + text);
        }
    }
}
