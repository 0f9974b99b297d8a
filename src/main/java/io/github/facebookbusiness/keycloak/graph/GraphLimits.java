package io.github.facebookbusiness.keycloak.graph;

import java.time.Duration;

/**
 * What a call to Graph may cost this server.
 *
 * @param connect until the connection stands
 * @param answer until the whole answer is read, connection and further tries included
 * @param lease how long a call waits for its turn when {@code concurrentCalls} already run
 * @param answerBytes the largest answer that is read
 * @param readTries how often a call that changes nothing is tried, the first try included
 * @param failuresToSuspend after how many failures in a row a Graph host is not called for a while
 * @param suspension how long that while is
 */
public record GraphLimits(
        Duration connect,
        Duration answer,
        Duration lease,
        int concurrentCalls,
        int answerBytes,
        int readTries,
        int failuresToSuspend,
        Duration suspension) {

    public static final GraphLimits DEFAULT = new GraphLimits(
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            32,
            1 << 20,
            3,
            10,
            Duration.ofSeconds(10));

    /** More than any call takes, from asking for its turn to its answer; with room for two looks at the rate budget. */
    Duration longestCall() {
        return lease.plus(answer).multipliedBy(2);
    }
}
