package io.github.facebookbusiness.keycloak.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The token API of one provider, as one caller. */
public final class TokenApi {

    private final TestRealm realm;
    private final String alias;
    private final AdminApi caller;

    private TokenApi(TestRealm realm, String alias, AdminApi caller) {
        this.realm = realm;
        this.alias = alias;
        this.caller = caller;
    }

    /** As an admin who may do everything. */
    public static TokenApi of(TestRealm realm, String alias) {
        return new TokenApi(realm, alias, realm.admin().below("/facebook-business/" + alias));
    }

    /** As somebody else, with this access token. */
    public TokenApi as(String accessToken) {
        return new TokenApi(realm, alias, caller.as(accessToken));
    }

    public TokenApi anonymous() {
        return new TokenApi(realm, alias, caller.anonymous());
    }

    /** Paths continue that of the provider. */
    public AdminApi rest() {
        return caller;
    }

    /** A business that nobody has seen before connects through the dialog. */
    public SandboxBusiness connect(String name) {
        SandboxBusiness business = SandboxBusiness.named(name);
        connect(business);
        return business;
    }

    /** The business connects, for the first time or again. */
    public void connect(SandboxBusiness business) {
        List<SandboxBusiness> all = new ArrayList<>(realm.app().businesses());
        if (!all.contains(business)) {
            all.add(business);
            realm.app().withBusinesses(all.toArray(SandboxBusiness[]::new));
        }
        Page end = BrokeredLogin.of(realm, alias).agreeAs("business", business.id());
        if (end.location().isEmpty()) {
            throw new AssertionError("Not connected: " + end);
        }
    }

    /** Meta's call, with parameters as JSON. */
    public Answer call(SandboxBusiness business, Map<String, ?> parameters) {
        return call(business.id(), parameters);
    }

    public Answer call(String clientBusinessId, Map<String, ?> parameters) {
        return caller.post(path(clientBusinessId), parameters);
    }

    public Answer callByForm(SandboxBusiness business, Map<String, String> parameters) {
        return caller.postForm(path(business.id()), parameters);
    }

    public Answer callByQuery(SandboxBusiness business, Map<String, String> parameters) {
        return caller.post(path(business.id()) + "?" + FormEncoding.of(parameters));
    }

    public Answer fetch(SandboxBusiness business) {
        return call(business, Map.of("fetch_only", true));
    }

    /** The list, one page of it. */
    public List<JsonNode> tokens(String query) {
        List<JsonNode> tokens = new ArrayList<>();
        caller.get("/tokens" + query).expect(200).body().forEach(tokens::add);
        return tokens;
    }

    public List<JsonNode> tokensOf(SandboxBusiness business) {
        return tokens("?business=" + business.id());
    }

    public static String path(String clientBusinessId) {
        return "/businesses/" + clientBusinessId + "/system_user_access_tokens";
    }
}
