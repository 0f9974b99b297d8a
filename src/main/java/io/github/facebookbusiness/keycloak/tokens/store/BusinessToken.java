package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.Signup;
import io.github.facebookbusiness.keycloak.graph.TokenInspection.GranularScope;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that is known about a stored system user access token, except its value.
 *
 * @param id stable: a token that replaces another one of the same business and configuration keeps its id
 * @param appId the app that it was issued to; it is used for no other
 * @param graphHost the Graph host that it came from; it is sent to no other
 * @param assets empty where neither Meta nor a narrower selection told
 * @param signup the WhatsApp Embedded Signup that an original came from; empty where nobody told of one
 * @param parentId the original that a granular token was made from; empty for an original
 * @param issuedAt epoch seconds
 * @param expiresAt epoch seconds, 0 for never
 * @param lastCheckedAt epoch seconds: when Meta last said something about it
 */
public record BusinessToken(
        String id,
        String clientBusinessId,
        Optional<String> clientBusinessName,
        String systemUserId,
        String configId,
        String appId,
        String graphHost,
        Set<String> scopes,
        Optional<Set<String>> assets,
        List<GranularScope> granularScopes,
        Optional<Signup> signup,
        Optional<String> parentId,
        TokenStatus status,
        long issuedAt,
        long expiresAt,
        long lastCheckedAt,
        TokenHealth health) {

    public boolean isOriginal() {
        return parentId.isEmpty();
    }

    public Drift drift() {
        return Drift.of(this);
    }
}
