package io.github.facebookbusiness.keycloak.tokens.store;

/** {@link TokenStatus#of} as a condition on rows, so that a filtered list need not read the others. */
final class StatusCondition {

    /** What a row can say while its token may still be good. */
    private static final String LIVE = "t.status in (ACTIVE, WAITING, UNKNOWN)";

    private static final String NOT_OVER = "(t.expiresAt = 0 or t.expiresAt > :now)";
    private static final String READABLE = "t.keyId in (:keys)";

    private StatusCondition() {}

    /**
     * Over the parameters {@code now}, {@code soon}, {@code keys} (all that are here) and {@code missing} (those of
     * stored tokens that are not), of which each may be absent.
     */
    static String of(TokenStatus status) {
        return switch (status) {
            case REVOKED, INVALID -> "t.status = " + status;
            case EXPIRED -> "(t.status = EXPIRED or (" + LIVE + " and t.expiresAt > 0 and t.expiresAt <= :now))";
            case KEY_MISSING -> LIVE + " and " + NOT_OVER + " and t.keyId in (:missing)";
            case WAITING, UNKNOWN -> "t.status = " + status + " and " + NOT_OVER + " and " + READABLE;
            case EXPIRING -> "t.status = ACTIVE and " + READABLE + " and t.expiresAt > :now and t.expiresAt <= :soon";
            case ACTIVE -> "t.status = ACTIVE and " + READABLE + " and (t.expiresAt = 0 or t.expiresAt > :soon)";
        };
    }
}
