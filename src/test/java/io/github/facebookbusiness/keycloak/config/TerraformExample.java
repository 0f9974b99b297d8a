package io.github.facebookbusiness.keycloak.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What Terraform's provider keycloak/keycloak sends to Keycloak for {@code docs/examples/terraform}: Terraform itself
 * cannot be had in a build. It reads as much of Terraform's language as the file uses. What is sent, and the defaults,
 * are those of version 5.9.0, from its source ({@code provider/generic_keycloak_identity_provider.go},
 * {@code provider/resource_keycloak_oidc_identity_provider.go}, {@code keycloak/identity_provider.go},
 * {@code keycloak/extra_config.go}): every field it knows, whether set or not, booleans as texts, then
 * {@code extra_config}.
 */
final class TerraformExample {

    /** Settings of other kinds of providers, which it sends as {@code "false"} for each of them. */
    static final List<String> SWITCHES = List.of(
            "useJwksUrl",
            "disableUserInfo",
            "disableTypeClaimCheck",
            "postBindingAuthnRequest",
            "postBindingResponse",
            "postBindingLogout",
            "forceAuthn",
            "wantAuthnRequestsSigned",
            "wantAssertionsSigned",
            "wantAssertionsEncrypted",
            "backchannelSupported",
            "validateSignature",
            "uiLocales",
            "acceptsPromptNoneForwardFromClient",
            "userIp",
            "offlineAccess",
            "kc.org.broker.redirect.mode.email-matches",
            "githubJsonFormat");

    /** And as an empty text. */
    private static final List<String> TEXTS = List.of(
            "key",
            "hostIp",
            "jwksUrl",
            "userInfoUrl",
            "nameIDPolicyFormat",
            "entityId",
            "singleLogoutServiceUrl",
            "singleSignOnServiceUrl",
            "signingCertificate",
            "signatureAlgorithm",
            "xmlSigKeyInfoKeyNameTransformer",
            "loginHint",
            "logoutUrl",
            "hostedDomain",
            "principalType",
            "principalAttribute",
            "guiOrder",
            "authnContextClassRefs",
            "authnContextComparisonType",
            "authnContextDeclRefs",
            "issuer",
            "trustDomain",
            "bundleEndpoint",
            "kc.org.domain",
            "apiUrl",
            "baseUrl",
            "fetchedFields");

    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*#.*\n");
    private static final Pattern EXTRA_CONFIG = Pattern.compile("(?ms)^  extra_config = \\{\n(.*?)^  }\n");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?ms)^ +(\\w+) *= (?:\"([^\"\n]*)\"|jsonencode\\(\\[(.*?)]\\)|(true|false|[\\w.]+))$");
    private static final Pattern PAIR = Pattern.compile("\\{ key = \"([^\"]*)\", value = \"([^\"]*)\" }");

    private final String text;

    TerraformExample(String text) {
        this.text = COMMENT.matcher(text).replaceAll("");
    }

    /** The body that creates the provider. */
    ObjectNode provider() {
        return provider(Map.of());
    }

    /** With some attributes as the resource has them where the file says nothing of them. */
    ObjectNode provider(Map<String, String> instead) {
        String resource = resource("keycloak_oidc_identity_provider");
        Map<String, String> attributes =
                attributes(EXTRA_CONFIG.matcher(resource).replaceAll(""));
        attributes.putAll(instead);
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        attributes(extraConfig(resource)).forEach(config::put);
        TEXTS.forEach(key -> config.put(key, ""));
        SWITCHES.forEach(key -> config.put(key, "false"));
        config.put("backchannelSupported", "true")
                .put("authorizationUrl", attributes.get("authorization_url"))
                .put("tokenUrl", attributes.get("token_url"))
                .put("clientId", attributes.get("client_id"))
                .put("clientSecret", attributes.get("client_secret"))
                .put("defaultScope", attributes.getOrDefault("default_scopes", "openid"))
                .put("syncMode", attributes.getOrDefault("sync_mode", "LEGACY"));
        ObjectNode provider = JsonNodeFactory.instance.objectNode();
        provider.put("alias", attributes.get("alias"))
                .put("displayName", attributes.getOrDefault("display_name", ""))
                .put("providerId", attributes.getOrDefault("provider_id", "oidc"))
                .put("enabled", isOn(attributes, "enabled", true))
                .put("storeToken", isOn(attributes, "store_token", true))
                .put("addReadTokenRoleOnCreate", false)
                .put("authenticateByDefault", false)
                .put("linkOnly", isOn(attributes, "link_only", false))
                .put("trustEmail", isOn(attributes, "trust_email", false))
                .put(
                        "firstBrokerLoginFlowAlias",
                        attributes.getOrDefault("first_broker_login_flow_alias", "first broker login"))
                .put("postBrokerLoginFlowAlias", attributes.getOrDefault("post_broker_login_flow_alias", ""))
                .set("config", config);
        return provider;
    }

    /** The body that creates the mapper. */
    ObjectNode mapper() {
        String resource = resource("keycloak_custom_identity_provider_mapper");
        Map<String, String> attributes =
                attributes(EXTRA_CONFIG.matcher(resource).replaceAll(""));
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        attributes(extraConfig(resource)).forEach(config::put);
        ObjectNode mapper = JsonNodeFactory.instance.objectNode();
        mapper.put("name", attributes.get("name"))
                .put("identityProviderAlias", provider().path("alias").asText())
                .put("identityProviderMapper", attributes.get("identity_provider_mapper"))
                .set("config", config);
        return mapper;
    }

    private String resource(String type) {
        Matcher resource = Pattern.compile("(?ms)^resource \"" + type + "\" \"\\w+\" \\{\n(.*?)^}$")
                .matcher(text);
        if (!resource.find()) {
            throw new AssertionError("No resource " + type);
        }
        return resource.group(1);
    }

    private static String extraConfig(String resource) {
        Matcher extra = EXTRA_CONFIG.matcher(resource);
        if (!extra.find()) {
            throw new AssertionError("No extra_config");
        }
        return extra.group(1);
    }

    private static Map<String, String> attributes(String block) {
        Map<String, String> attributes = new TreeMap<>();
        Matcher attribute = ATTRIBUTE.matcher(block);
        String rest = attribute.replaceAll("");
        if (!rest.isBlank()) {
            throw new AssertionError("Not understood: " + rest.strip());
        }
        attribute.reset();
        while (attribute.find()) {
            attributes.put(attribute.group(1), value(attribute));
        }
        return attributes;
    }

    private static String value(Matcher attribute) {
        if (attribute.group(2) != null) {
            return attribute.group(2).replace("$${", "${");
        }
        return attribute.group(3) == null ? attribute.group(4) : jsonencode(attribute.group(3));
    }

    /** Without spaces, keys in the order of the alphabet, as Terraform's function has it. */
    private static String jsonencode(String list) {
        return PAIR.matcher(list)
                .results()
                .map(pair -> "{\"key\":\"" + pair.group(1) + "\",\"value\":\"" + pair.group(2) + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static boolean isOn(Map<String, String> attributes, String name, boolean otherwise) {
        return Boolean.parseBoolean(attributes.getOrDefault(name, Boolean.toString(otherwise)));
    }
}
