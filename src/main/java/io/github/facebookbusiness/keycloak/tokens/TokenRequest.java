package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.SystemUserTokenRequest;
import io.github.facebookbusiness.keycloak.tokens.store.Selection;
import java.util.List;
import java.util.Optional;

/**
 * What a caller of {@code system_user_access_tokens} wants.
 *
 * @param configId empty for the provider's own configuration, or the only one there is
 * @param systemUserId which system user the token must be of
 */
public record TokenRequest(
        String clientBusinessId,
        SystemUserTokenRequest.Mode mode,
        Selection selection,
        Optional<String> configId,
        Optional<String> systemUserId,
        SystemUserTokenRequest.Lifetime lifetime,
        Source source,
        Optional<CallerToken> callerToken) {

    /** Who is asked for a token that exists. */
    public enum Source {
        /** The store, and Meta where the store has lost it. */
        STORE,
        /** The store, whatever it says: Meta's answer might be more than such a caller may have. */
        STORE_ONLY,
        GRAPH
    }

    /**
     * A token that the caller has already, with the proof that it also has the app secret.
     *
     * @param proof as it was given, not checked yet
     */
    public record CallerToken(AccessToken token, String proof) {

        @Override
        public String toString() {
            return "CallerToken[hidden]";
        }
    }

    SystemUserTokenRequest atMeta() {
        return new SystemUserTokenRequest(
                mode,
                selection.assets().map(List::copyOf),
                selection.scopes().map(List::copyOf),
                systemUserId,
                lifetime);
    }

    public TokenRequest fromStoreOnly() {
        return new TokenRequest(
                clientBusinessId, mode, selection, configId, systemUserId, lifetime, Source.STORE_ONLY, callerToken);
    }

    TokenRequest forOriginal() {
        return new TokenRequest(
                clientBusinessId, mode, Selection.ALL, configId, systemUserId, lifetime, source, callerToken);
    }
}
