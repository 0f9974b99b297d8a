package io.github.facebookbusiness.keycloak.testing;

import io.github.facebookbusiness.keycloak.graph.RateBudget;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import java.time.Duration;

/** For calls that nobody has to share: there is nothing to wait for, and nothing is kept. */
public final class UnsharedRateBudget implements RateBudget {

    @Override
    public Duration remaining(RateSubject subject) {
        return Duration.ZERO;
    }

    @Override
    public void pause(RateSubject subject, Duration duration) {}
}
