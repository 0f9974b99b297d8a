package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.Grantor;
import io.github.facebookbusiness.sandbox.ProofPolicy;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.SandboxPerson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The demo's realm with one provider of each kind for one and the same app: the same first broker login, the same events,
 * no mappers. The app does not require proofs, since Keycloak's own providers send none.
 */
final class LoginRealm {

    static final String OAUTH2 = "oauth2";
    static final String OAUTH2_KEEPING = "oauth2-keeping";

    private static final String FLOW = "first broker login";
    /** How many of each provider's people and businesses come back. */
    static final int KNOWN = 64;

    private static final int LATEST = 64;

    private final TestRealm realm;
    private final MetaAddresses meta;
    private final AtomicLong people = new AtomicLong(10_000_000_000_000_000L);
    private final List<SandboxBusiness> businesses = new ArrayList<>();
    private final List<LoginProvider> providers = new ArrayList<>();

    LoginRealm(TestRealm realm, MetaAddresses meta) {
        this.realm = realm;
        this.meta = meta;
        realm.app().withProofPolicy(ProofPolicy.OPTIONAL);
        ours("this provider, user configuration", "user", "user", false, OAUTH2);
        generic("`oauth2`", OAUTH2, false);
        ours("this provider, user configuration, tokens kept", "user-keeping", "user", true, OAUTH2_KEEPING);
        ours("this provider, system user configuration", "system-user", "system-user", false, OAUTH2_KEEPING);
        generic("`oauth2`, tokens kept in clear text", OAUTH2_KEEPING, true);
        if (meta.obstacle().isEmpty()) {
            builtIn();
        }
    }

    TestRealm realm() {
        return realm;
    }

    List<LoginProvider> providers() {
        return List.copyOf(providers);
    }

    private void ours(String name, String alias, String tokenType, boolean keeping, String reference) {
        SandboxConfiguration configuration =
                tokenType.equals("user") ? realm.personConfiguration() : realm.businessConfiguration();
        Map<String, String> config = Map.of(
                "tokenType", tokenType,
                "permissions", String.join(",", configuration.permissions()),
                "tokenReaders", "",
                "graphUrl", meta.graph().toString(),
                "dialogUrl", meta.graph().toString());
        realm.createProvider(
                alias, config, provider -> provider.put("storeToken", keeping).put("firstBrokerLoginFlowAlias", FLOW));
        add(name, alias, reference, configuration, tokenType.equals("user") ? this::person : this::business);
    }

    /** As people set it up today who need a configuration of Facebook Login for Business. */
    private void generic(String name, String alias, boolean keeping) {
        String version = meta.graph() + "/v26.0";
        create(
                alias,
                "oauth2",
                keeping,
                Map.of(
                        "authorizationUrl",
                        version + "/dialog/oauth?config_id="
                                + realm.personConfiguration().id(),
                        "tokenUrl",
                        version + "/oauth/access_token",
                        "userInfoUrl",
                        version + "/me?fields=id,name,email",
                        "clientAuthMethod",
                        "client_secret_post",
                        "userIDClaim",
                        "id",
                        "fullNameClaim",
                        "name",
                        "emailClaim",
                        "email"));
        add(name, alias, alias, realm.personConfiguration(), this::person);
    }

    private void builtIn() {
        create("facebook", "facebook", false, Map.of());
        add("built-in `facebook`", "facebook", OAUTH2, realm.personConfiguration(), this::person);
    }

    private void create(String alias, String providerId, boolean keeping, Map<String, String> more) {
        Map<String, String> config = new HashMap<>(more);
        config.put("clientId", realm.app().id());
        config.put("clientSecret", realm.app().secret());
        config.put("syncMode", "IMPORT");
        realm.admin()
                .post(
                        "/identity-provider/instances",
                        Map.of(
                                "alias", alias,
                                "providerId", providerId,
                                "storeToken", keeping,
                                "trustEmail", false,
                                "firstBrokerLoginFlowAlias", FLOW,
                                "config", config))
                .expect(201);
    }

    private void add(
            String name,
            String alias,
            String reference,
            SandboxConfiguration configuration,
            Supplier<? extends Grantor> stranger) {
        providers.add(new LoginProvider(name, alias, reference, configuration, stranger, new ArrayList<>()));
    }

    private SandboxPerson person() {
        long number = people.incrementAndGet();
        return new SandboxPerson(
                Long.toString(number), "Pat Person", "Pat", "Person", Optional.of("person-" + number + "@example.org"));
    }

    /** The sandbox looks for businesses in a list, so that it is kept short: those that come back, and the latest. */
    private synchronized SandboxBusiness business() {
        SandboxBusiness business = SandboxBusiness.named("Business");
        businesses.add(business);
        if (businesses.size() > KNOWN + LATEST) {
            businesses.remove(KNOWN);
        }
        realm.app().withBusinesses(businesses.toArray(SandboxBusiness[]::new));
        return business;
    }
}
