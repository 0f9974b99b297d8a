package io.github.facebookbusiness.keycloak.graph;

import java.util.Optional;

/**
 * Whom a rate limit of Meta's counts for: the app as a whole, or one client business ("business use case" limits).
 *
 * @param businessId empty for the app as a whole
 */
public record RateSubject(String businessId) {

    /** Which of Meta's two limits it is, without saying whose. */
    public enum Kind {
        APP,
        BUSINESS
    }

    public static final RateSubject APP = new RateSubject("");

    public static RateSubject business(String clientBusinessId) {
        return new RateSubject(clientBusinessId);
    }

    /**
     * Whom a refusal with {@code code} is about, when it met a call for this subject. A limit that is neither the app's
     * nor a business's is one person's (17, for instance): no reason to keep others waiting.
     */
    public Optional<RateSubject> limitedBy(int code) {
        return switch (code) {
            case 4, 341, 368 -> Optional.of(APP);
            default -> businessId.isEmpty() ? Optional.empty() : Optional.of(this);
        };
    }
}
