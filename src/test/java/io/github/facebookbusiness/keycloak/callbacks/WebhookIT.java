package io.github.facebookbusiness.keycloak.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.keycloak.testing.Browser;
import io.github.facebookbusiness.keycloak.testing.KeycloakTest;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.OnEveryDatabase;
import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@KeycloakTest
@OnEveryDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookIT {

    private static final String ALIAS = "facebook-business";
    private static final String SAME_APP = "facebook-same-app";
    private static final String PERSON = "facebook-person";

    private TestRealm realm;
    private TokenApi api;
    private MetaCallbacks meta;

    @BeforeAll
    void providers(TestRealm testRealm) {
        realm = testRealm
                .createProvider(ALIAS, Map.of())
                .createProvider(SAME_APP, Map.of())
                .createProvider(PERSON, Map.of("tokenType", "user", "permissions", ""));
        realm.set(Map.of("adminEventsEnabled", true));
        api = TokenApi.of(realm, ALIAS);
        meta = MetaCallbacks.of(realm, ALIAS);
    }

    @Test
    @OnEveryKeycloak
    void an_uninstall_marks_every_token_of_the_business_and_no_other() {
        SandboxBusiness business = api.connect("Leaves");
        SandboxBusiness other = api.connect("Stays");
        api.call(business, Map.of("asset", business.assets().get(0).id())).expect(200);
        uninstall(now(), business);
        assertEquals(List.of("REVOKED", "REVOKED"), statuses(business));
        assertEquals(List.of("ACTIVE"), statuses(other));
        assertTrue(api.fetch(business).status() >= 400);
    }

    @Test
    @OnEveryKeycloak
    void each_token_that_changes_is_an_event_of_nobody_and_only_once() {
        SandboxBusiness business = api.connect("Told once");
        String id = api.tokensOf(business).get(0).path("id").asText();
        realm.clearEvents();
        long time = now();
        for (int delivery = 0; delivery < 3; delivery++) {
            uninstall(time, business);
        }
        assertEquals(
                List.of("identity-provider/instances/" + ALIAS + "/tokens/" + id),
                changes().map(event -> event.path("resourcePath").asText()).toList());
        JsonNode event = changes().findFirst().orElseThrow();
        assertEquals("IDENTITY_PROVIDER", event.path("resourceType").asText());
        assertEquals("UPDATE", event.path("operationType").asText());
        assertEquals("REVOKED", event.path("details").path("status").asText());
    }

    @Test
    void deliveries_at_the_same_time_count_once() throws Exception {
        SandboxBusiness business = api.connect("Told at once");
        realm.clearEvents();
        String body = meta.businessIntegration("uninstall", now(), business.id());
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> deliveries = new ArrayList<>();
            for (int delivery = 0; delivery < 8; delivery++) {
                deliveries.add(() -> meta.webhook(body).status());
            }
            for (Future<Integer> delivery : senders.invokeAll(deliveries)) {
                assertEquals(200, delivery.get());
            }
        } finally {
            senders.shutdown();
        }
        assertEquals(1, changes().count());
    }

    @Test
    void an_event_older_than_the_token_has_no_effect() {
        SandboxBusiness business = api.connect("Came back");
        long issuedAt = issuedAt(business);
        uninstall(issuedAt - 1, business);
        assertEquals(List.of("ACTIVE"), statuses(business));
        uninstall(issuedAt, business);
        assertEquals(List.of("REVOKED"), statuses(business));
    }

    @Test
    void a_replay_does_nothing_to_who_connected_again() {
        SandboxBusiness business = api.connect("Replayed");
        long before = issuedAt(business);
        uninstall(before, business);
        // The replay has to be older than the new token, whose time is in seconds.
        long patience = System.nanoTime() + 10_000_000_000L;
        do {
            api.connect(business);
            assertTrue(System.nanoTime() < patience, "time stands still");
        } while (issuedAt(business) == before);
        String user = userId(business);
        uninstall(before, business);
        assertEquals(List.of("ACTIVE"), statuses(business));
        assertNotEquals(List.of(), realm.userSessions(user));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_000_000_000L, 9_999_999_999L, 1_900_000_000_000L})
    void an_event_with_no_time_that_can_be_right_marks_nothing(long time) {
        SandboxBusiness business = api.connect("Out of time");
        uninstall(time, business);
        assertEquals(List.of("ACTIVE"), statuses(business));
    }

    @Test
    void an_event_without_a_time_marks_nothing() {
        SandboxBusiness business = api.connect("Without time");
        String body = meta.businessIntegration("uninstall", 7, business.id()).replace("\"time\":7,", "");
        meta.webhook(body).expect(200);
        assertEquals(List.of("ACTIVE"), statuses(business));
    }

    @ParameterizedTest
    @ValueSource(strings = {"install", "update", "something_new"})
    void other_events_mark_nothing(String what) {
        SandboxBusiness business = api.connect("Goes on");
        meta.webhook(meta.businessIntegration(what, now(), business.id())).expect(200);
        assertEquals(List.of("ACTIVE"), statuses(business));
    }

    @Test
    void another_apps_event_and_another_realms_business_are_not_meant() {
        SandboxBusiness business = api.connect("Of another app");
        String body = meta.businessIntegration("uninstall", now(), business.id())
                .replace(realm.app().id(), "1" + realm.app().id());
        meta.webhook(body).expect(200);
        assertEquals(List.of("ACTIVE"), statuses(business));
    }

    @Test
    void it_counts_for_every_provider_of_the_app() {
        TokenApi sameApp = TokenApi.of(realm, SAME_APP);
        SandboxBusiness business = api.connect("At both");
        sameApp.connect(business);
        uninstall(now(), business);
        assertEquals(List.of("REVOKED"), statuses(business));
        assertEquals("REVOKED", sameApp.tokensOf(business).get(0).path("status").asText());
    }

    @Test
    void a_provider_of_another_app_in_the_realm_cannot_speak_for_this_one() {
        SandboxBusiness business = api.connect("Spoken for");
        String other = "7" + realm.app().id();
        realm.createProvider("other-app", Map.of("clientId", other, "clientSecret", "the other's secret"));
        MetaCallbacks theirs = MetaCallbacks.of(realm, "other-app");
        theirs.webhook(meta.businessIntegration("uninstall", now(), business.id()), "the other's secret")
                .expect(200);
        theirs.webhook(
                        meta.businessIntegration("uninstall", now(), business.id())
                                .replace(realm.app().id(), other),
                        "the other's secret")
                .expect(200);
        assertEquals(List.of("ACTIVE"), statuses(business));
    }

    @Test
    void in_a_batch_of_a_thousand_ours_are_found() {
        SandboxBusiness first = api.connect("First of many");
        SandboxBusiness last = api.connect("Last of many");
        String[] ids = Stream.of(
                        Stream.of(first.id()),
                        IntStream.range(0, 998).mapToObj(id -> String.valueOf(60_000_000_000L + id)),
                        Stream.of(last.id()))
                .flatMap(id -> id)
                .toArray(String[]::new);
        meta.webhook(meta.businessIntegration("uninstall", now(), ids)).expect(200);
        assertEquals(List.of("REVOKED"), statuses(first));
        assertEquals(List.of("REVOKED"), statuses(last));
    }

    // --- sessions ---

    @Test
    @OnEveryKeycloak
    void online_and_offline_sessions_of_the_business_end() {
        SandboxBusiness business = api.connect("Signed in");
        JsonNode tokens = signIn(ALIAS, "business", business.id(), "openid offline_access");
        String user = userId(business);
        assertNotEquals(List.of(), realm.userSessions(user));
        String refreshToken = tokens.path("refresh_token").asText();
        realm.clearEvents();
        uninstall(now(), business);
        assertEquals(List.of(), realm.userSessions(user));
        assertEquals(400, refresh(refreshToken));
        assertTrue(realm.adminEvents().stream()
                .anyMatch(event -> event.path("resourcePath").asText().equals("users/" + user + "/logout")));
    }

    @Test
    void sessions_of_people_and_of_other_businesses_stay() {
        SandboxBusiness business = api.connect("Of many");
        SandboxBusiness other = api.connect("Not meant");
        SandboxPerson person = realm.app().people().get(0);
        String persons = signIn(PERSON, "person", person.id(), "openid offline_access")
                .path("refresh_token")
                .asText();
        String others = signIn(ALIAS, "business", other.id(), "openid")
                .path("refresh_token")
                .asText();
        uninstall(now(), business);
        assertEquals(200, refresh(persons));
        assertEquals(200, refresh(others));
    }

    @Test
    void an_event_of_no_effect_ends_no_session() {
        SandboxBusiness business = api.connect("Left alone");
        String token = signIn(ALIAS, "business", business.id(), "openid")
                .path("refresh_token")
                .asText();
        uninstall(issuedAt(business) - 1, business);
        meta.webhook(meta.businessIntegration("update", now(), business.id())).expect(200);
        assertEquals(200, refresh(token));
    }

    private void uninstall(long time, SandboxBusiness business) {
        meta.webhook(meta.businessIntegration("uninstall", time, business.id())).expect(200);
    }

    private List<String> statuses(SandboxBusiness business) {
        return api.tokensOf(business).stream()
                .map(token -> token.path("status").asText())
                .toList();
    }

    private long issuedAt(SandboxBusiness business) {
        return api.tokensOf(business).get(0).path("issuedAt").asLong();
    }

    private Stream<JsonNode> changes() {
        return realm.adminEvents().stream()
                .filter(event -> event.path("resourcePath").asText().contains("/tokens/"));
    }

    private String userId(SandboxBusiness business) {
        return realm.user("fb-" + business.id()).orElseThrow().path("id").asText();
    }

    private JsonNode signIn(String alias, String field, String id, String scope) {
        Page dialog = Browser.desktop()
                .stopBefore(realm.client().redirectUri())
                .open(realm.client().authorizationRequest(Map.of("kc_idp_hint", alias, "scope", scope)));
        Page end = dialog.submit("form", Map.of(field, id), "#continue");
        return realm.client()
                .tokensFor(end.location().orElseThrow())
                .expect(200)
                .body();
    }

    private int refresh(String refreshToken) {
        return realm.client()
                .token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken))
                .status();
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
