package io.github.facebookbusiness.keycloak.organizations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.keycloak.testing.AdminApi;
import io.github.facebookbusiness.keycloak.testing.BrokeredLogin;
import io.github.facebookbusiness.keycloak.testing.Page;
import io.github.facebookbusiness.keycloak.testing.TestRealm;
import io.github.facebookbusiness.sandbox.SandboxBusiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** A realm with organizations and a provider that maps businesses to them, and what tests say of these. */
final class MappedBusinesses {

    static final String ALIAS = "facebook-business";
    static final String CLIENT_BUSINESS_ID = "facebook.business.client_business_id";

    private final TestRealm realm;
    private final AdminApi organizations;

    private MappedBusinesses(TestRealm realm) {
        this.realm = realm;
        this.organizations = realm.admin().below("/organizations");
    }

    static MappedBusinesses in(TestRealm realm) {
        realm.set(Map.of("organizationsEnabled", true));
        return new MappedBusinesses(realm).withProvider(ALIAS);
    }

    MappedBusinesses withProvider(String alias) {
        realm.createProvider(alias, Map.of("mapBusinessesToOrganizations", "true"));
        return this;
    }

    TestRealm realm() {
        return realm;
    }

    /** Keycloak's own Admin API of organizations. */
    AdminApi rest() {
        return organizations;
    }

    // --- at Meta ---

    SandboxBusiness named(String name) {
        SandboxBusiness business = SandboxBusiness.named("new");
        return rename(business, name);
    }

    /** The business calls itself differently from now on. */
    synchronized SandboxBusiness rename(SandboxBusiness business, String name) {
        SandboxBusiness renamed = new SandboxBusiness(business.id(), name, business.systemUserId(), business.assets());
        List<SandboxBusiness> all = new ArrayList<>(realm.app().businesses());
        all.removeIf(other -> other.id().equals(business.id()));
        all.add(renamed);
        realm.app().withBusinesses(all.toArray(SandboxBusiness[]::new));
        return renamed;
    }

    // --- logins ---

    Page logIn(SandboxBusiness business) {
        return logIn(business, ALIAS);
    }

    Page logIn(SandboxBusiness business, String alias) {
        return BrokeredLogin.of(realm, alias).agreeAs("business", business.id());
    }

    /** A login that has to succeed; gives the id of the account. */
    String connect(SandboxBusiness business) {
        return connect(business, ALIAS);
    }

    String connect(SandboxBusiness business, String alias) {
        BrokeredLogin login = BrokeredLogin.of(realm, alias);
        return login.claims(login.agreeAs("business", business.id()))
                .path("sub")
                .asText();
    }

    // --- organizations ---

    String create(String name, String alias, Map<String, List<String>> attributes) {
        return organizations
                .post("", Map.of("name", name, "alias", alias, "enabled", true, "attributes", attributes))
                .expect(201)
                .createdId();
    }

    List<JsonNode> all() {
        return list("?max=1000&briefRepresentation=false");
    }

    /** Those with the attribute. */
    List<JsonNode> of(SandboxBusiness business) {
        return list("?briefRepresentation=false&q=" + CLIENT_BUSINESS_ID + ":" + business.id());
    }

    JsonNode onlyOne(SandboxBusiness business) {
        List<JsonNode> found = of(business);
        assertEquals(1, found.size(), found.toString());
        return found.get(0);
    }

    List<String> members(JsonNode organization) {
        return list("/" + id(organization) + "/members?max=1000").stream()
                .map(MappedBusinesses::id)
                .toList();
    }

    /** Ids of all organizations that the account is a member of. */
    List<String> memberships(String userId) {
        return list("/members/" + userId + "/organizations").stream()
                .map(MappedBusinesses::id)
                .toList();
    }

    void change(String organizationId, Map<String, Object> fields) {
        ObjectNode organization =
                (ObjectNode) organizations.get("/" + organizationId).expect(200).body();
        fields.forEach(organization::putPOJO);
        organizations.put("/" + organizationId, organization).expect(204);
    }

    static List<String> attribute(JsonNode organization) {
        return StreamSupport.stream(
                        organization.path("attributes").path(CLIENT_BUSINESS_ID).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    static String id(JsonNode node) {
        return node.path("id").asText();
    }

    private List<JsonNode> list(String path) {
        List<JsonNode> entries = new ArrayList<>();
        organizations.get(path).expect(200).body().forEach(entries::add);
        return entries;
    }
}
