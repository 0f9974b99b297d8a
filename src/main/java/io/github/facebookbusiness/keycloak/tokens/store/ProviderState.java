package io.github.facebookbusiness.keycloak.tokens.store;

import java.util.Optional;

/**
 * What is known about the upkeep of one provider's tokens. All times are epoch seconds.
 *
 * @param reason why it is not {@link ProviderCondition#WORKING}, as a stable code
 * @param since when it came to that
 * @param pausedUntil until then Meta is not asked on behalf of this provider's tokens
 * @param deathsAreHeld whether nothing is marked dead, whatever the condition is besides
 * @param deathsAcceptedUntil until then an admin has said that many tokens may be marked dead
 */
public record ProviderState(
        ProviderCondition condition,
        Optional<String> reason,
        long since,
        long pausedUntil,
        boolean deathsAreHeld,
        long deathsAcceptedUntil) {

    static final ProviderState INITIAL = new ProviderState(ProviderCondition.WORKING, Optional.empty(), 0, 0, false, 0);

    /** Whether Meta is not to be asked now, not even for a renewal. */
    public boolean isPaused(long now) {
        return pausedUntil > now;
    }
}
