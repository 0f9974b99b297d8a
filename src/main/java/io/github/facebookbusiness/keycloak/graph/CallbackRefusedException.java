package io.github.facebookbusiness.keycloak.graph;

/** What came to one of the callbacks is not what Meta sends. Says nothing of what came. */
public final class CallbackRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Reason {
        /** It does not have the documented form. */
        MALFORMED,
        /** It is signed with another secret, or not at all. */
        SIGNATURE,
        /** It says that it is signed in another way than by HMAC-SHA256. */
        ALGORITHM
    }

    private final Reason reason;

    CallbackRefusedException(Reason reason) {
        super("The callback is refused: " + reason);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
