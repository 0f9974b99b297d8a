package io.github.facebookbusiness.keycloak.graph;

import java.util.Locale;

/** What Graph is called for. {@link #label()} is what metrics and traces call it, and is never renamed. */
public enum GraphOperation {
    EXCHANGE_CODE(Kind.CHANGES),
    EXCHANGE_LONG_LIVED(Kind.CHANGES),
    RENEW(Kind.CHANGES),
    SYSTEM_USER_ACCESS_TOKEN(Kind.CHANGES),
    REVOKE(Kind.CHANGES),
    DEAUTHORIZE(Kind.CHANGES),
    CHECK_APP(Kind.READS),
    INSPECT(Kind.READS),
    OWNER(Kind.READS);

    private enum Kind {
        READS,
        CHANGES
    }

    private final Kind kind;

    GraphOperation(Kind kind) {
        this.kind = kind;
    }

    /** Whether a second try does no harm. What makes, renews or ends a token, or uses up a code, is tried once. */
    boolean mayBeRepeated() {
        return kind == Kind.READS;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
