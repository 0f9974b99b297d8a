package io.github.facebookbusiness.sandbox;

/** One thing that Graph does. */
interface Endpoint {
    /** What the call log names this call. */
    Operation operation(GraphRequest request);

    /** The answer; a {@link GraphRefusal} ends the call with an error. */
    Answer answer(GraphRequest request);
}
