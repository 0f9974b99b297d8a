package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A row of the token store as it was read, its value still sealed. */
public final class StoredToken {

    private final BusinessToken token;
    private final Seal seal;
    private final String sealed;
    private final long version;

    StoredToken(BusinessToken token, Seal seal, String sealed, long version) {
        this.token = token;
        this.seal = seal;
        this.sealed = sealed;
        this.version = version;
    }

    public BusinessToken token() {
        return token;
    }

    /** The value; empty where its key is not here, or where the row was altered. */
    public Optional<AccessToken> value() {
        return seal.open(sealed).map(content -> new AccessToken(new String(content, StandardCharsets.UTF_8)));
    }

    /** To write only what nobody has replaced since. */
    long version() {
        return version;
    }
}
