package io.github.facebookbusiness.keycloak.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.graph.AllowedHosts;
import io.github.facebookbusiness.keycloak.graph.GraphLimits;
import io.github.facebookbusiness.keycloak.graph.PermissionCatalogue;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.common.Profile;
import org.keycloak.common.profile.SingleProfileConfigResolver;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;

class ConfigRulesTest {

    private static final RealmModel REALM = realmWith("isOrganizationsEnabled");

    private final FacebookBusinessConfig config = new FacebookBusinessConfig(ServerOptions.DEFAULT);

    @BeforeAll
    static void all_features_as_they_are_by_default() {
        Profile.defaults();
    }

    @BeforeEach
    void the_smallest_provider_that_can_be_saved() {
        config.setAlias("facebook-business");
        set("clientId", "1029384756102938");
        set("clientSecret", "**********");
        set("configId", "777");
    }

    @Test
    void app_id_secret_and_configuration_id_are_enough() {
        assertDoesNotThrow(() -> config.validate(REALM));
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "clientId      | ' '             | The App ID is missing",
                "clientSecret  | ' '             | The App secret is missing",
                "configId      | ' '             | must be digits only",
                "configId      | 12a             | must be digits only",
                "configId      | 1 2             | must be digits only",
                "apiVersion    | 26              | must look like v26.0",
                "apiVersion    | v26             | must look like v26.0",
                "apiVersion    | v26.0/../x      | must look like v26.0",
                "tokenType     | page            | not one of system-user, user",
                "loginVariation| threads         | not one of general",
                "graphUrl      | https://evil.example        | names the host evil.example",
                "graphUrl      | http://graph.facebook.com   | must begin with https://",
                "dialogUrl     | https://evil.example        | The dialog URL names the host",
                "sdkUrl        | https://evil.example        | The SDK URL names the host",
                "graphUrl      | http://localhost:8090       | names the host localhost",
                "permissions   | page_show_list              | Did you mean pages_show_list?",
                "permissions   | ads_read,email              | A system user cannot have the permission email",
                "permissions   | ads_read##public_profile    | A system user cannot have the permission public_profile",
                "loginMode     | popup           | not one of redirect, javascript-sdk",
                "sdkRedirectUri| none            | not one of omit, empty, callback",
                "mapBusinessesToOrganizations | yes | not one of false, true",
                "previousClientSecret | secret   | must be a vault reference",
                "providerAccessToken  | EAAB     | must be a vault reference",
                "webhookVerifyToken   | verify   | must be a vault reference",
                "doNotStoreUsers | true | Do not store users must be off",
                "acceptsPromptNoneForwardFromClient | true | must be off",
                "configurations | not json       | must be a JSON array",
                "configurations | {}             | must be a JSON array",
                "configurations | [{\"key\":\"\",\"value\":\"1\"}]  | an entry without a name",
                "configurations | [{\"key\":\"a\",\"value\":\"1\"},{\"key\":\"a\",\"value\":\"2\"}] | the name a more than once",
                "configurations | [{\"key\":\"a\",\"value\":\"x\"}]  | must be a configuration ID",
                "configurations | [{\"key\":\"a\",\"value\":\"1  user\"}]  | unknown token type",
                "configurations | [{\"key\":\"a\",\"value\":\"1 page\"}]  | unknown token type",
                "configurations | [{\"key\":\"a\",\"value\":\"1 user odd\"}]  | unknown login variation",
                "configurations | [{\"key\":\"a\",\"value\":\"1 user whatsapp-embedded-signup\"}]  | The configuration a has the login variation",
                "configurations | [{\"key\":\"a\",\"value\":\"1 user general x\"}]  | must be a configuration ID",
                "clientConfigurations | [{\"key\":\"app\",\"value\":\"b\"}]  | not among the configurations",
                "tokenReaders | [{\"key\":\"svc\",\"value\":\"all\"}]  | must be given client business ids",
                "tokenReaders | [{\"key\":\"svc\",\"value\":\"granular\"}]  | must be given client business ids",
            })
    void saving_is_refused_with_a_sentence(String key, String value, String sentence) {
        set(key, value);
        String refusal = refusal();
        assertTrue(refusal.contains(sentence), refusal);
        assertTrue(refusal.endsWith(".") || refusal.endsWith("?"), refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "public_profile", "email,public_profile"})
    void a_user_configuration_needs_more_than_email_and_public_profile(String permissions) {
        set("tokenType", "user");
        set("permissions", permissions);
        assertTrue(refusal().contains("email and public_profile only"));
        set("permissions", permissions + ",pages_show_list");
        assertDoesNotThrow(() -> config.validate(REALM));
    }

    @ParameterizedTest
    @CsvSource({"whatsapp-embedded-signup, user, system-user", "instagram-graph-api, system-user, user"})
    void a_login_variation_fixes_the_token_type(String variation, String wrong, String right) {
        set("loginVariation", variation);
        set("tokenType", wrong);
        assertTrue(refusal().contains("with the token type " + right + " only"));
        set("tokenType", right);
        assertDoesNotThrow(() -> config.validate(REALM));
    }

    @Test
    void a_login_variation_needs_its_permissions_where_permissions_are_listed() {
        set("loginVariation", "whatsapp-embedded-signup");
        set("permissions", "whatsapp_business_management");
        assertTrue(refusal().contains("needs the permission whatsapp_business_messaging"));
    }

    @Test
    void a_permission_that_the_operator_added_is_known() {
        FacebookBusinessConfig withOption = new FacebookBusinessConfig(
                config,
                new ServerOptions(
                        new AllowedHosts(AllowedHosts.META),
                        new PermissionCatalogue(List.of("brand_new")),
                        GraphLimits.DEFAULT,
                        List.of(),
                        UpkeepOptions.DEFAULT));
        withOption.getConfig().put("permissions", "brand_new");
        assertDoesNotThrow(() -> withOption.validate(REALM));
    }

    @Test
    void an_alias_with_a_dot_is_refused() {
        config.setAlias("face.book");
        assertTrue(refusal().contains("alias must not contain a dot"));
    }

    @Test
    void a_system_user_needs_a_realm_where_the_email_is_not_the_username() {
        assertThrows(IllegalArgumentException.class, () -> config.validate(realmWith("isRegistrationEmailAsUsername")));
        set("tokenType", "user");
        assertDoesNotThrow(() -> config.validate(realmWith("isRegistrationEmailAsUsername")));
    }

    @Test
    void scopes_and_trust_email_are_refused_for_a_system_user_and_fine_for_a_person() {
        config.setDefaultScope("email");
        assertTrue(refusal().startsWith("Scopes must be empty"));
        config.setDefaultScope("");
        config.setTrustEmail(true);
        assertTrue(refusal().startsWith("Trust email must be off"));
        config.setTrustEmail(false);
        config.setLinkOnly(true);
        assertTrue(refusal().startsWith("Account linking only must be off"));
        set("tokenType", "user");
        config.setTrustEmail(true);
        config.setDefaultScope("email");
        assertDoesNotThrow(() -> config.validate(REALM));
    }

    @Test
    void a_token_reader_of_very_many_businesses_is_read() {
        set("tokenReaders", "[{\"key\":\"ads-service\",\"value\":\"1" + " 2".repeat(50_000) + "\"}]");
        assertDoesNotThrow(() -> config.validate(REALM));
    }

    @Test
    void everything_of_the_contract_can_be_saved_at_once() {
        set("permissions", "business_management,ads_read##pages_show_list");
        set("loginMode", "javascript-sdk");
        set("sdkRedirectUri", "callback");
        set(
                "configurations",
                "[{\"key\":\"people\",\"value\":\"778 user\"},"
                        + "{\"key\":\"whatsapp\",\"value\":\"779 system-user whatsapp-embedded-signup\"}]");
        set("clientConfigurations", "[{\"key\":\"shop\",\"value\":\"people\"}]");
        set("tokenReaders", "[{\"key\":\"ads-service\",\"value\":\"* granular\"},{\"key\":\"b\",\"value\":\"1 2\"}]");
        set("previousClientSecret", "${vault.old}");
        set("providerAccessToken", "${vault.own}");
        set("webhookVerifyToken", "${vault.verify}");
        set("mapBusinessesToOrganizations", "true");
        assertDoesNotThrow(() -> config.validate(REALM));
        assertEquals(List.of("business_management", "ads_read", "pages_show_list"), List.copyOf(config.permissions()));
    }

    @Test
    void businesses_are_mapped_in_a_realm_with_organizations_only() {
        set("mapBusinessesToOrganizations", "true");
        assertDoesNotThrow(() -> config.check(REALM));
        assertEquals(
                "Organizations are off in this realm. Switch them on in the realm settings, General, or switch off"
                        + " Map businesses to organizations.",
                assertThrows(IllegalArgumentException.class, () -> config.check(realmWith()))
                        .getMessage());
        set("mapBusinessesToOrganizations", "false");
        assertDoesNotThrow(() -> config.check(realmWith()));
    }

    @Test
    void businesses_are_mapped_on_a_server_with_organizations_only() {
        set("mapBusinessesToOrganizations", "true");
        Profile.configure(new SingleProfileConfigResolver(Map.of("organization", false)));
        try {
            assertTrue(refusal().startsWith("Organizations are off on this server. "), refusal());
        } finally {
            Profile.defaults();
        }
    }

    @Test
    void a_provider_that_an_organization_has_for_itself_maps_no_businesses() {
        set("mapBusinessesToOrganizations", "true");
        config.setOrganizationId("an-organization");
        assertTrue(refusal().startsWith("The provider is linked to an organization, "), refusal());
        set("mapBusinessesToOrganizations", "false");
        assertDoesNotThrow(() -> config.check(REALM));
    }

    private String refusal() {
        return assertThrows(IllegalArgumentException.class, () -> config.validate(REALM))
                .getMessage();
    }

    private void set(String key, String value) {
        config.getConfig().put(key, value);
    }

    /** A realm in which these are so, and nothing else. */
    private static RealmModel realmWith(String... settings) {
        return (RealmModel) Proxy.newProxyInstance(
                RealmModel.class.getClassLoader(), new Class<?>[] {RealmModel.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getRequiredActionProviderByAlias")) {
                        return new RequiredActionProviderModel();
                    }
                    assertTrue(
                            List.of("isRegistrationEmailAsUsername", "isOrganizationsEnabled")
                                    .contains(method.getName()),
                            method.getName());
                    return List.of(settings).contains(method.getName());
                });
    }
}
