package io.github.facebookbusiness.keycloak.tokens.upkeep;

import io.github.facebookbusiness.keycloak.tokens.store.TokenCounts;

/** Looks on while tokens are looked after; for metrics. */
public interface UpkeepObserver {

    /** What came of a look at one token. */
    enum Check {
        GOOD,
        DEAD,
        /** Meta says that it is over, and has to say so once more. */
        DOUBTED,
        UNANSWERED,
        /** Meta was not asked. */
        NOT_ASKED
    }

    void checked(Check outcome);

    /** Whether anybody sees what is counted; otherwise nothing is. */
    boolean wantsCounts();

    void counted(TokenCounts counts);
}
