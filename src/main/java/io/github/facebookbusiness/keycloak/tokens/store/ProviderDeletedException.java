package io.github.facebookbusiness.keycloak.tokens.store;

/** The provider was deleted while a request was under way: a token that was kept now would belong to nobody. */
public final class ProviderDeletedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProviderDeletedException() {
        super("The provider was deleted while the request ran");
    }
}
