package io.github.facebookbusiness.keycloak.graph;

import java.time.Duration;
import java.util.Locale;

/**
 * Is told what becomes of each call to Graph, for metrics, traces and the log. It never learns a URL, a token, or whose
 * call it was: so it cannot give any of them away.
 */
public interface GraphObserver {

    GraphObserver NONE = operation -> outcome -> {};

    /** A call begins, or another try of it; on the thread that makes it. */
    Call begin(GraphOperation operation);

    /** One try of a call. */
    interface Call {

        /** On the thread that made the call; exactly once, except for a call whose answer nobody waits for any more. */
        void end(Outcome outcome);
    }

    /**
     * How one try ended.
     *
     * @param label one of few words, never renamed: {@code success}, {@code internal_error}, or the cause in lower case
     * @param httpStatus 0 where there was no answer
     * @param graphCode Meta's code, 0 where there was none
     */
    record Outcome(String label, int httpStatus, int graphCode) {

        private static final String SUCCESS = "success";

        static Outcome success(int httpStatus) {
            return new Outcome(SUCCESS, httpStatus, 0);
        }

        static Outcome of(int httpStatus, GraphError error) {
            return new Outcome(error.cause().name().toLowerCase(Locale.ROOT), httpStatus, error.code());
        }

        /** Ours or Keycloak's; somebody else reports it. */
        static Outcome internalError() {
            return new Outcome("internal_error", 0, 0);
        }

        public boolean succeeded() {
            return label.equals(SUCCESS);
        }
    }

    /** @param percent how much of the limit Meta says is used up; 100 is throttled */
    default void used(RateSubject.Kind kind, double percent) {}

    /** Somebody is not to be called for that long. */
    default void paused(Duration duration) {}

    /** The circuit breaker of this host opened, for so long at first. */
    default void suspended(String host, Duration pause) {}

    /** The circuit breaker of this host closed. */
    default void resumed(String host) {}
}
