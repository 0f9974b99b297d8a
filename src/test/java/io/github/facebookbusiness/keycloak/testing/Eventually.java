package io.github.facebookbusiness.keycloak.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what others do in their own time, and no longer than needed. */
public final class Eventually {

    private static final Duration BETWEEN = Duration.ofMillis(50);

    private Eventually() {}

    /**
     * Returns as soon as the condition holds.
     *
     * @param what is waited for, as the failure says it; asked only then
     */
    public static void holds(Duration limit, Supplier<String> what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + limit.toSeconds() + " s: " + what.get());
            }
            try {
                Thread.sleep(BETWEEN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while waiting: " + what.get(), e);
            }
        }
    }
}
