package io.github.facebookbusiness.sandbox;

import java.util.List;
import java.util.Set;

/**
 * A configuration of Facebook Login for Business, as the App Dashboard makes it.
 *
 * <p>It cannot be one that the dashboard would not make: WhatsApp Embedded Signup hands out system user tokens only,
 * Instagram Graph API user tokens only, and {@code email} and {@code public_profile} are not there for system users.
 *
 * @param id what is sent as {@code config_id}
 */
public record SandboxConfiguration(
        String id, TokenType tokenType, LoginVariation variation, List<String> permissions, TokenExpiry expiry) {
    /** Granted to every person's token, and never enough by themselves. */
    static final Set<String> PERSONAL = Set.of("email", "public_profile");

    public SandboxConfiguration {
        GraphId.require(id);
        permissions = List.copyOf(permissions);
        if (variation == LoginVariation.WHATSAPP_EMBEDDED_SIGNUP && tokenType == TokenType.USER) {
            throw new IllegalArgumentException("WhatsApp Embedded Signup has system user tokens only");
        }
        if (variation == LoginVariation.INSTAGRAM_GRAPH_API && tokenType == TokenType.SYSTEM_USER) {
            throw new IllegalArgumentException("Instagram Graph API has user tokens only");
        }
        if (tokenType == TokenType.SYSTEM_USER && permissions.stream().anyMatch(PERSONAL::contains)) {
            throw new IllegalArgumentException("Not for system user tokens: " + PERSONAL);
        }
    }

    public static SandboxConfiguration systemUser(String... permissions) {
        return general(TokenType.SYSTEM_USER, permissions);
    }

    public static SandboxConfiguration user(String... permissions) {
        return general(TokenType.USER, permissions);
    }

    public static SandboxConfiguration whatsAppEmbeddedSignup() {
        return new SandboxConfiguration(
                GraphId.next(),
                TokenType.SYSTEM_USER,
                LoginVariation.WHATSAPP_EMBEDDED_SIGNUP,
                List.of("whatsapp_business_management", "whatsapp_business_messaging"),
                TokenExpiry.NEVER);
    }

    public static SandboxConfiguration instagramGraphApi(String... permissions) {
        return new SandboxConfiguration(
                GraphId.next(),
                TokenType.USER,
                LoginVariation.INSTAGRAM_GRAPH_API,
                List.of(permissions),
                TokenExpiry.NEVER);
    }

    public SandboxConfiguration withId(String newId) {
        return new SandboxConfiguration(newId, tokenType, variation, permissions, expiry);
    }

    public SandboxConfiguration withExpiry(TokenExpiry newExpiry) {
        return new SandboxConfiguration(id, tokenType, variation, permissions, newExpiry);
    }

    private static SandboxConfiguration general(TokenType tokenType, String... permissions) {
        return new SandboxConfiguration(
                GraphId.next(), tokenType, LoginVariation.GENERAL, List.of(permissions), TokenExpiry.NEVER);
    }

    boolean isSignup() {
        return variation == LoginVariation.WHATSAPP_EMBEDDED_SIGNUP;
    }

    boolean isForSystemUsers() {
        return tokenType == TokenType.SYSTEM_USER;
    }

    /** Without one, Meta says that the app is not available. */
    boolean hasSupportedPermission() {
        return !PERSONAL.containsAll(permissions);
    }
}
