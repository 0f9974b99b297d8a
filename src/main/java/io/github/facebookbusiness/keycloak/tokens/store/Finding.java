package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.TokenInspection;

/** What became known about one stored token, and so may change its status. Reasons are stable codes. */
public sealed interface Finding {

    /** Meta says that it is good. */
    record Good(TokenInspection inspection) implements Finding {}

    /**
     * It is over: Meta says so, has said so twice, or has revoked it for us.
     *
     * @param status one that {@linkplain TokenStatus#isDead() is dead}
     */
    record Dead(TokenStatus status, String reason) implements Finding {}

    /** Meta says for the first time that it is over. Its status is as before until Meta says so again. */
    record Doubted(TokenStatus status) implements Finding {}

    /**
     * Somebody who knows says that it is over, as Meta's webhooks do: it counts from now on, and Meta is asked at once.
     */
    record Announced(TokenStatus status, String reason) implements Finding {}

    /** Meta did not answer about this token; what was last known still holds. */
    record Unanswered(TokenStatus status, String reason) implements Finding {}

    /** Nobody was asked: the clock or a missing key may have changed what the token is worth. */
    record Seen() implements Finding {}

    /** Nobody was asked, because now is not the time; it is due again then. */
    record Postponed(long until) implements Finding {}
}
