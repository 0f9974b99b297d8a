package io.github.facebookbusiness.keycloak.graph;

/** One try of a call, and what came back of it. */
final class Attempt {

    private final AnswerTime time;
    private int httpStatus;

    Attempt(AnswerTime time) {
        this.time = time;
    }

    AnswerTime time() {
        return time;
    }

    void answered(int status) {
        httpStatus = status;
    }

    /** 0 where there was no answer. */
    int httpStatus() {
        return httpStatus;
    }
}
