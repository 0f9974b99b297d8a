package io.github.facebookbusiness.keycloak.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.facebookbusiness.sandbox.SandboxApp;
import io.github.facebookbusiness.sandbox.SandboxConfiguration;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A realm of one test class's own, made from the demo's realm file, with a Graph app of its own: what one class stores
 * or breaks, no other sees. It has the user alice (password alice), the client demo-app, and no identity provider yet.
 *
 * <p>It is long because it is the one vocabulary in which tests speak of a realm; each word of it is a call or two.
 */
public final class TestRealm implements AutoCloseable {

    private static final String INSTANCES = "/identity-provider/instances";
    private static final URI REDIRECT_URI = URI.create("http://localhost:8080/application");

    private final String name;
    private final RealmFile file = RealmFile.demo();
    private final URI frontend;
    private final AdminApi serverAdmin;
    private final AdminApi admin;
    private final TestApp app;
    private final VaultFolder vault;

    TestRealm(AdminApi serverAdmin, TestApp app, VaultFolder vault) {
        this("test-" + UUID.randomUUID().toString().substring(0, 8), serverAdmin.base(), serverAdmin, app, vault);
        serverAdmin.post("/admin/realms", file.named(name)).expect(201);
    }

    /** From a whole realm, which gets this name. */
    private TestRealm(String name, ObjectNode realm, AdminApi serverAdmin, TestApp app, VaultFolder vault) {
        this(name, serverAdmin.base(), serverAdmin, app, vault);
        serverAdmin.post("/admin/realms", realm.put("realm", name)).expect(201);
    }

    private TestRealm(String name, URI frontend, AdminApi serverAdmin, TestApp app, VaultFolder vault) {
        this.name = name;
        this.frontend = frontend;
        this.serverAdmin = serverAdmin;
        this.admin = serverAdmin.below("/admin/realms/" + name);
        this.app = app;
        this.vault = vault;
    }

    /** The same realm, spoken to through this node of its cluster. Meta and browsers are sent to the first one's. */
    public TestRealm via(KeycloakServer node) {
        return new TestRealm(name, frontend, AdminApi.of(node.baseUrl()), app, vault);
    }

    public String name() {
        return name;
    }

    /** {@code http://localhost:PORT/realms/NAME}. */
    public URI url() {
        return URI.create(serverAdmin.base() + "/realms/" + name);
    }

    /** The Admin API of this realm: paths continue {@code /admin/realms/NAME}. */
    public AdminApi admin() {
        return admin;
    }

    /** The app that this realm's providers stand for in the Graph sandbox: its people, faults, calls. */
    public SandboxApp app() {
        return app.app();
    }

    /** The system user configuration that a provider has unless told otherwise. */
    public SandboxConfiguration businessConfiguration() {
        return app.business();
    }

    /** The configuration of a provider with {@code tokenType=user}. */
    public SandboxConfiguration personConfiguration() {
        return app.person();
    }

    /** The realm file's public client, which is never served: stop a browser before its redirect address. */
    public OidcClient client() {
        return new OidcClient(url(), "demo-app", Optional.empty(), URI.create("http://localhost:8080/application"));
    }

    // --- identity providers ---

    /**
     * What is sent to create a provider: the realm file's one of that alias (or its first one), pointed to this realm's
     * app in the sandbox, with the given settings on top. Empty ones are taken out.
     */
    public ObjectNode provider(String alias, Map<String, String> config) {
        ObjectNode provider = file.identityProvider(alias);
        ObjectNode settings = (ObjectNode) provider.path("config");
        String tokenType =
                config.getOrDefault("tokenType", settings.path("tokenType").asText());
        settings.setAll(app.providerConfig(tokenType));
        apply(config, settings);
        return provider;
    }

    /** A provider as {@link #provider(String, Map)} describes it. */
    public TestRealm createProvider(String alias, Map<String, String> config) {
        return createProvider(alias, config, provider -> {});
    }

    /** Where Facebook sends people back to; {@link #createProvider} lists it at the app. */
    public URI redirectUri(String alias) {
        return URI.create(frontend + "/realms/" + name + "/broker/" + alias + "/endpoint");
    }

    /** With changes outside its configuration, such as {@code storeToken}. */
    public TestRealm createProvider(String alias, Map<String, String> config, Consumer<ObjectNode> tweaks) {
        ObjectNode provider = provider(alias, config);
        tweaks.accept(provider);
        admin.post(INSTANCES, provider).expect(201);
        app().allowRedirect(redirectUri(alias).toString()).allowSdkDomain(frontend.toString());
        return this;
    }

    /** The provider as Keycloak shows it now. */
    public ObjectNode provider(String alias) {
        return (ObjectNode) admin.get(INSTANCES + "/" + alias).expect(200).body();
    }

    /** Some settings changed, the others as they are; what Keycloak said to it. */
    public Answer updateProvider(String alias, Map<String, String> config) {
        ObjectNode provider = provider(alias);
        apply(config, (ObjectNode) provider.path("config"));
        return admin.put(INSTANCES + "/" + alias, provider);
    }

    public void deleteProvider(String alias) {
        admin.delete(INSTANCES + "/" + alias).expect(204);
    }

    private static void apply(Map<String, String> config, ObjectNode settings) {
        config.forEach((key, value) -> {
            if (value.isEmpty()) {
                settings.remove(key);
            } else {
                settings.put(key, value);
            }
        });
    }

    // --- what the realm remembers ---

    /** User events of a type, the newest first. */
    public List<JsonNode> events(String type) {
        return list("/events?max=200&type=" + type);
    }

    /** User events of every type, the newest first. */
    public List<JsonNode> events() {
        return list("/events?max=500");
    }

    public List<JsonNode> adminEvents() {
        return list("/admin-events?max=500");
    }

    public void clearEvents() {
        admin.delete("/events").expect(204);
        admin.delete("/admin-events").expect(204);
    }

    public Optional<JsonNode> user(String username) {
        return list("/users?exact=true&username=" + username).stream().findFirst();
    }

    /** Gives a user a password, as an admin does. */
    public void setPassword(String userId, String password) {
        admin().put(
                        "/users/" + userId + "/reset-password",
                        Map.of("type", "password", "value", password, "temporary", false))
                .expect(204);
    }

    public List<JsonNode> users() {
        return list("/users?max=500");
    }

    public List<JsonNode> userSessions(String userId) {
        return list("/users/" + userId + "/sessions");
    }

    public List<JsonNode> federatedIdentities(String userId) {
        return list("/users/" + userId + "/federated-identity");
    }

    private List<JsonNode> list(String path) {
        List<JsonNode> entries = new ArrayList<>();
        admin.get(path).expect(200).body().forEach(entries::add);
        return List.copyOf(entries);
    }

    // --- what tests add ---

    /** A secret in the realm's vault; gives the reference to it. */
    public String vaultSecret(String key, String secret) {
        return vault.put(name, key, secret);
    }

    /** Takes it away again. */
    public void removeVaultSecret(String key) {
        vault.remove(name, key);
    }

    /** Changes the realm itself. */
    public TestRealm set(Map<String, Object> fields) {
        admin.put("", fields).expect(204);
        return this;
    }

    /** A confidential client that only acts for itself. */
    public OidcClient createService(String clientId) {
        return createService(clientId, Map.of());
    }

    /** A confidential client with a service account, and other settings on top, such as {@code directAccessGrantsEnabled}. */
    public OidcClient createService(String clientId, Map<String, ?> settings) {
        String secret = UUID.randomUUID().toString();
        Map<String, Object> client = new HashMap<>(Map.of(
                "clientId", clientId,
                "secret", secret,
                "publicClient", false,
                "standardFlowEnabled", false,
                "serviceAccountsEnabled", true));
        client.putAll(settings);
        admin.post("/clients", client).expect(201);
        return new OidcClient(url(), clientId, Optional.of(secret), REDIRECT_URI);
    }

    /** Changes settings of a client. */
    public Answer updateClient(String clientId, Map<String, ?> settings) {
        Map<String, Object> client = new HashMap<>(settings);
        client.putIfAbsent("clientId", clientId);
        return admin.put("/clients/" + clientId(clientId), client);
    }

    /** Keycloak's own id of the user that a client's service account is. */
    public String serviceAccountId(String clientId) {
        return admin.get("/clients/" + clientId(clientId) + "/service-account-user")
                .expect(200)
                .text("id");
    }

    /** Roles of {@code realm-management} for a user. */
    public void grant(String userId, String... roles) {
        String management = clientId("realm-management");
        List<JsonNode> granted = new ArrayList<>();
        for (String role : roles) {
            granted.add(admin.get("/clients/" + management + "/roles/" + role)
                    .expect(200)
                    .body());
        }
        admin.post("/users/" + userId + "/role-mappings/clients/" + management, granted)
                .expect(204);
    }

    /** An access token of this realm that may do what these roles of {@code realm-management} allow, and no more. */
    public String accessTokenWith(String... roles) {
        return createServiceWith(roles).serviceAccountToken();
    }

    /** A client whose service account may do what these roles of {@code realm-management} allow, and no more. */
    public OidcClient createServiceWith(String... roles) {
        OidcClient service =
                createService("admin-" + UUID.randomUUID().toString().substring(0, 8));
        grant(serviceAccountId(service.clientId()), roles);
        return service;
    }

    /** Keycloak's own id of a client. */
    public String clientId(String clientId) {
        return list("/clients?clientId=" + clientId).get(0).path("id").asText();
    }

    /** Another realm on the same server, whose providers stand for the same app; to be closed by who asked for it. */
    public TestRealm another() {
        return new TestRealm(serverAdmin, app, vault);
    }

    /** This realm's copy under another name, made from its export; to be closed by who asked for it. */
    public TestRealm imported(RealmExport export) {
        String copy = name + "-copy";
        return new TestRealm(copy, export.renamed(name, copy), serverAdmin, app, vault);
    }

    /** Deletes the realm. */
    public void delete() {
        serverAdmin.delete("/admin/realms/" + name);
    }

    @Override
    public void close() {
        delete();
    }
}
