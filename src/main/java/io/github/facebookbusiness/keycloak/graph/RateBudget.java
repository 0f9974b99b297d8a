package io.github.facebookbusiness.keycloak.graph;

import java.time.Duration;

/**
 * What Meta said about waiting, for all who call it: "stop making calls when limited, continuing lengthens the block"
 * (Meta, Rate Limits). Asked before each call and told after it; implemented above, where there is something that all
 * nodes share.
 */
public interface RateBudget {

    /** How long {@code subject}, or the app as a whole, must still not be called; zero where it may. */
    Duration remaining(RateSubject subject);

    void pause(RateSubject subject, Duration duration);
}
