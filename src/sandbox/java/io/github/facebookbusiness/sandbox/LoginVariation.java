package io.github.facebookbusiness.sandbox;

/** Meta's login variation of a configuration. */
public enum LoginVariation {
    GENERAL,
    /** System user tokens only, and a code that lives for 30 seconds. */
    WHATSAPP_EMBEDDED_SIGNUP,
    /** User tokens only. */
    INSTAGRAM_GRAPH_API
}
