package io.github.facebookbusiness.keycloak.benchmark;

import java.util.Arrays;

/**
 * What one round of one call gave.
 *
 * @param nanos of each answer, ascending
 * @param seconds that the round took
 */
record Sample(long[] nanos, double seconds) {

    Sample {
        nanos = nanos.clone();
        Arrays.sort(nanos);
    }

    double perSecond() {
        return nanos.length / seconds;
    }

    /** In milliseconds. */
    double percentile(int percent) {
        int rank = (int) Math.ceil(nanos.length * percent / 100.0);
        return nanos[Math.max(rank, 1) - 1] / 1e6;
    }
}
