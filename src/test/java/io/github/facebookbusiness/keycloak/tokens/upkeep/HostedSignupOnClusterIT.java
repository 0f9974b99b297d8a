package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facebookbusiness.keycloak.testing.Cluster;
import io.github.facebookbusiness.keycloak.testing.Eventually;
import io.github.facebookbusiness.keycloak.testing.MetaCallbacks;
import io.github.facebookbusiness.keycloak.testing.OnPostgreSql;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.keycloak.testing.TokenApi;
import io.github.facebookbusiness.sandbox.AssetKind;
import io.github.facebookbusiness.sandbox.Fault;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two nodes fetch what was granted on Meta's hosted page. */
@OnPostgreSql
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostedSignupOnClusterIT {

    private static final String ALIAS = "facebook-whatsapp";
    private static final String OPTION = "--spi-social--facebook-business--";

    /** The one that comes to harm: tests ask the other. */
    private static final int DOOMED = 1;

    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
    private static final Duration LEASE = LONGEST_CALL.multipliedBy(4);
    private static final Duration PATIENCE = LEASE.plusSeconds(30);

    private Cluster cluster;
    private TestRealm realm;
    private SandboxConfiguration whatsApp;
    private TokenApi api;

    @BeforeAll
    void start() {
        cluster = Cluster.start(
                "hosted-signup",
                OPTION + "graph-answer-timeout-millis=" + LONGEST_CALL.toMillis(),
                OPTION + "upkeep-workers=1",
                OPTION + "upkeep-tick-seconds=1",
                OPTION + "upkeep-lease-seconds=" + LEASE.toSeconds());
    }

    @BeforeEach
    void provider() {
        cluster.mend();
        realm = cluster.newRealm();
        whatsApp = realm.app().addConfiguration(SandboxConfiguration.whatsAppEmbeddedSignup());
        realm.createProvider(
                ALIAS,
                Map.of(
                        "configId",
                        whatsApp.id(),
                        "loginVariation",
                        "whatsapp-embedded-signup",
                        "permissions",
                        String.join(",", whatsApp.permissions()),
                        "providerAccessToken",
                        realm.vaultSecret("own", realm.app().issueProviderToken())));
        realm.set(Map.of("adminEventsEnabled", true));
        api = TokenApi.of(realm, ALIAS);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void two_nodes_fetch_each_token_once() {
        SandboxBusiness[] businesses = businesses(12);
        told(businesses);
        fetched(businesses);
        assertEquals(
                businesses.length,
                realm.app().log().calls("system_user_access_tokens").size());
        assertEquals(businesses.length, created());
    }

    /** A node fetches one at a time; so when Meta holds two answers back, each node waits for one. */
    @Test
    void what_a_killed_node_was_fetching_the_other_one_fetches() {
        realm.app().faults().on(Fault.MINT_HANGS);
        SandboxBusiness[] businesses = businesses(2);
        told(businesses);
        Eventually.holds(
                PATIENCE,
                () -> realm.app().faults().held(Fault.MINT_HANGS) + " are held",
                () -> realm.app().faults().held(Fault.MINT_HANGS) == 2);
        cluster.kill(DOOMED);
        realm.app().faults().clear();
        fetched(businesses);
        assertEquals(businesses.length, created());
    }

    private SandboxBusiness[] businesses(int count) {
        SandboxBusiness[] businesses = IntStream.range(0, count)
                .mapToObj(number -> SandboxBusiness.named("Business " + number))
                .toArray(SandboxBusiness[]::new);
        realm.app().withBusinesses(businesses);
        Arrays.stream(businesses).forEach(business -> realm.app().issueToken(whatsApp, business));
        return businesses;
    }

    private void told(SandboxBusiness... businesses) {
        String changes = Stream.of(businesses)
                .map(business -> "{\"field\":\"account_update\",\"value\":{\"event\":\"PARTNER_ADDED\",\"waba_info\":"
                        + "{\"waba_id\":\"" + waba(business) + "\",\"owner_business_id\":\"" + business.id() + "\"}}}")
                .collect(Collectors.joining(","));
        MetaCallbacks.of(realm, ALIAS)
                .webhook("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"12\",\"time\":"
                        + Instant.now().getEpochSecond() + ",\"changes\":[" + changes + "]}]}")
                .expect(200);
    }

    private void fetched(SandboxBusiness... businesses) {
        Eventually.holds(
                PATIENCE, () -> rows().toString(), () -> rows().stream().allMatch(row -> row.get("fetch_at") == null));
        for (SandboxBusiness business : businesses) {
            assertEquals(
                    "PARTNER_ADDED",
                    api.tokensOf(business).get(0).path("signup").path("event").asText());
        }
    }

    private List<Map<String, Object>> rows() {
        return cluster.database()
                .query(
                        "select CLIENT_BUSINESS_ID, FETCH_AT, FETCH_FAILURES from FACEBOOK_BUSINESS_INSTALL where APP_ID = ?",
                        realm.app().id());
    }

    private long created() {
        return realm.adminEvents().stream()
                .filter(event -> event.path("operationType").asText().equals("CREATE"))
                .filter(event -> event.path("details").path("reason").asText().equals("fetched"))
                .count();
    }

    private static String waba(SandboxBusiness business) {
        return business.assets().stream()
                .filter(asset -> asset.kind() == AssetKind.WHATSAPP_BUSINESS_ACCOUNT)
                .findFirst()
                .orElseThrow()
                .id();
    }
}
