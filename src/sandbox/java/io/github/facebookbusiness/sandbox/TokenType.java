package io.github.facebookbusiness.sandbox;

/** Which access token a configuration was created for. */
public enum TokenType {
    /** Of a Business Integration System User: it belongs to the client business, not to the person who clicked. */
    SYSTEM_USER,
    /** Of the person who signed in. */
    USER;

    TokenType other() {
        return this == USER ? SYSTEM_USER : USER;
    }
}
