package io.github.facebookbusiness.keycloak.graph;

import java.time.Duration;

/**
 * What a call to Graph may cost this server.
 *
 * @param connect until the connection stands
 * @param answer until the whole answer is read, connection included
 * @param lease how long a call waits for its turn when {@code concurrentCalls} already run
 * @param answerBytes the largest answer that is read
 */
public record GraphLimits(Duration connect, Duration answer, Duration lease, int concurrentCalls, int answerBytes) {

    public static final GraphLimits DEFAULT =
            new GraphLimits(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(1), 32, 1 << 20);
}
