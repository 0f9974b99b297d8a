package io.github.facebookbusiness.keycloak.tokens.upkeep;

/** Looks on while tokens are looked after; for metrics. */
public interface UpkeepObserver {

    UpkeepObserver NONE = new UpkeepObserver() {
        @Override
        public void checked(Check outcome) {}

        @Override
        public void renewed(Renewed outcome) {}
    };

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

    /** What came of the renewal of one token. */
    enum Renewed {
        SUCCESS,
        /** Meta did not answer, or said to wait. */
        POSTPONED,
        /** Meta refused, or its answer was refused here. */
        REFUSED,
        /** Refused so often that Meta is not asked again. */
        GIVEN_UP
    }

    void checked(Check outcome);

    void renewed(Renewed outcome);
}
