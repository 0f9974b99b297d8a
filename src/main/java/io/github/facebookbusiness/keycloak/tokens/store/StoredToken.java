package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A row of the token store as it was read, its value sealed until somebody asks for it. For one thread. */
public final class StoredToken {

    private final BusinessToken token;
    private final Seal seal;
    private final String sealed;
    private final long version;
    private Optional<AccessToken> opened;

    StoredToken(BusinessToken token, Seal seal, String sealed, long version) {
        this.token = token;
        this.seal = seal;
        this.sealed = sealed;
        this.version = version;
    }

    public BusinessToken token() {
        return token;
    }

    /** The value, opened once; empty where its key is not here, or where the row was altered. */
    public Optional<AccessToken> value() {
        if (opened == null) {
            opened = seal.open(sealed).map(content -> new AccessToken(new String(content, StandardCharsets.UTF_8)));
        }
        return opened;
    }

    /** To write only what nobody has replaced since. */
    long version() {
        return version;
    }
}
