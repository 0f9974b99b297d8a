package io.github.facebookbusiness.sandbox;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Meta's ids: digits, and more of them than a JSON number in JavaScript carries (2^53). */
final class GraphId {
    private static final long FIRST_BEYOND_DOUBLE = (1L << 53) + 1;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,20}");

    private GraphId() {}

    static String next() {
        return Long.toString(FIRST_BEYOND_DOUBLE + ThreadLocalRandom.current().nextLong(1, 80_000_000_000_000_000L));
    }

    /** An app-scoped id: the same for the same app and key in every run. */
    static String scoped(String appId, String key) {
        long hash = Integer.toUnsignedLong((appId + '/' + key).hashCode());
        return Long.toString(FIRST_BEYOND_DOUBLE + hash * 7919);
    }

    static void require(String id) {
        if (!DIGITS.matcher(id).matches()) {
            throw new IllegalArgumentException("Meta's ids are digits: " + id);
        }
    }
}
