package io.github.facebookbusiness.keycloak.config;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelIllegalStateException;

/**
 * Of those who make one thing at the same time, one succeeds, and the others find it at their next try. Only a collision
 * is tried again; what else a database refuses, it would refuse again.
 */
public final class TriedAgain {

    private static final int TRIES = 10;
    private static final int LONGEST_PAUSE_MILLIS = 50;

    private TriedAgain() {}

    /** @param attempt a transaction of its own, which a collision ends; it may run more than once */
    public static <T> T onCollision(Supplier<T> attempt) {
        for (int tried = 1; ; tried++) {
            try {
                return attempt.get();
            } catch (ModelDuplicateException | ModelIllegalStateException e) {
                if (tried == TRIES) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(RuntimeException collision) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw collision;
        }
    }
}
