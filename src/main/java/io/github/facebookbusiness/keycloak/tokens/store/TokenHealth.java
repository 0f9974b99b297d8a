package io.github.facebookbusiness.keycloak.tokens.store;

import java.util.Optional;
import java.util.Set;

/**
 * What is known about how a stored token fares, beside its {@link TokenStatus}. All times are epoch seconds.
 *
 * @param reason why it has its status, as a stable code; empty for one that is simply good
 * @param since when it got its status
 * @param doubt what Meta said about it once, and has to say again before it counts
 * @param nextCheckAt when it is looked at next; empty for a dead one
 * @param assetsAreDue whether Meta is to be asked for its assets
 * @param grantedScopes what was granted with it; {@link BusinessToken#scopes()} is what it has now
 * @param grantedAssets the same of {@link BusinessToken#assets()}
 * @param revocation the last time that Meta was asked from here to end it, or a token that it may have ended with
 */
public record TokenHealth(
        Optional<String> reason,
        long since,
        Optional<TokenStatus> doubt,
        Optional<Long> nextCheckAt,
        boolean assetsAreDue,
        Set<String> grantedScopes,
        Optional<Set<String>> grantedAssets,
        RenewalState renewal,
        Optional<RevocationRequest> revocation) {

    /**
     * How far the renewal of a token is.
     *
     * @param dueAt when it is tried next; empty where it is not needed or was given up
     * @param failures one after the other
     * @param reason of the last failure
     * @param isGivenUp whether Meta refused so often that only a new login helps
     */
    public record RenewalState(Optional<Long> dueAt, int failures, Optional<String> reason, boolean isGivenUp) {}
}
