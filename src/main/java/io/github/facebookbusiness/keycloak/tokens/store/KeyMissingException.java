package io.github.facebookbusiness.keycloak.tokens.store;

/**
 * There is no key to encrypt with. Unchecked, because it comes out of transactions that Keycloak runs; who stores
 * something says what becomes of the request then. That a <em>stored</em> token's key is missing is no exception but a
 * {@link TokenStatus}.
 */
public final class KeyMissingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeyMissingException(String message) {
        super(message);
    }
}
