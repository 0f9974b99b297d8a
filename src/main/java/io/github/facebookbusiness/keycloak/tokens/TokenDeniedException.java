package io.github.facebookbusiness.keycloak.tokens;

import java.util.Collection;
import java.util.List;

/** A request about a stored token that is refused. Holds no token, so it may be logged. */
public final class TokenDeniedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final TokenDenial denial;
    private final transient List<String> about;

    TokenDeniedException(TokenDenial denial) {
        this(denial, List.of());
    }

    /** @param about what the denial is about, in the caller's words: permissions, assets, configuration IDs */
    TokenDeniedException(TokenDenial denial, Collection<String> about) {
        super("Token denied: " + denial);
        this.denial = denial;
        this.about = List.copyOf(about);
    }

    public TokenDenial denial() {
        return denial;
    }

    public List<String> about() {
        return about;
    }
}
